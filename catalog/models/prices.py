"""Price lists with their rows, and the groups of customers that lists are made for."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from mptt.models import TreeForeignKey

from catalog.choices import PriceMethod, RoundingChoice
from catalog.models.products import Product, Variant
from catalog.models.tree import Category
from catalog.models.validity import days_in_order
from erp.models import Currency, Partner, ReferenceModel, SortKeyModel

BELOW_ZERO = _("A price can't be negative: type zero or more.")
REFERENCE_CHARACTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_reference() -> str:
    """A name for a row that has none, by which a file finds it again."""
    return get_random_string(10, REFERENCE_CHARACTERS)


class CustomerGroup(SortKeyModel, ReferenceModel):
    """Customers that are treated alike: trade, staff, association… A customer may be in several."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("customer group")
        verbose_name_plural = _("customer groups")
        ordering = ["sort_key", "id"]

    def __str__(self) -> str:
        return self.name


class CustomerGroupMember(models.Model):
    """A customer of a group."""

    group = models.ForeignKey(
        CustomerGroup, on_delete=models.CASCADE, related_name="members", verbose_name=_("group")
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.CASCADE, related_name="customer_groups", verbose_name=_("customer")
    )

    class Meta:
        verbose_name = _("customer of a group")
        verbose_name_plural = _("customers of groups")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "partner"],
                name="catalog_groupmember_once",
                violation_error_message=_("This customer is in the group already."),
            )
        ]

    def __str__(self) -> str:
        # A group's history is read by whoever sees the group, perhaps not by those who see the customer: no name in it.
        known = self._state.fields_cache.get("partner")
        return known.number if known is not None else str(self.partner_id)


class PriceList(SortKeyModel, ReferenceModel):
    """Prices for some customers or channels, for some time. Who gets it is told by the apps above.

    Prices are in `currency`, with tax if `includes_tax`. `rounding` holds for formulas. No price of the list goes below
    `minimum_margin` percent of the net price (null: no minimum), where the cost is known. A list without `visible_to`
    is the group's. `valid_from` and `valid_until` are both included; null: no end on that side.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, default="EUR", related_name="+", verbose_name=_("currency")
    )
    includes_tax = models.BooleanField(
        _("prices include tax"), default=False, help_text=_("As consumers see them. Off: net of tax.")
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The last day. Empty: no end.")
    )
    rounding = models.CharField(
        _("rounded to"),
        max_length=5,
        choices=RoundingChoice.choices,
        default=RoundingChoice.CENT,
        help_text=_(
            "What formulas come to is rounded to the nearest such price. Fixed prices stay as typed."
        ),
    )
    minimum_margin = models.DecimalField(
        _("least margin in %"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(99)],
        help_text=_(
            "What is left of the net price above the cost: a cost of 60 needs a price of 100 for 40. Empty: no minimum."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    class Meta:
        verbose_name = _("price list")
        verbose_name_plural = _("price lists")
        ordering = ["sort_key", "id"]
        constraints = [
            days_in_order("catalog_pricelist_dates"),
            models.CheckConstraint(
                condition=Q(minimum_margin__isnull=True) | Q(minimum_margin__gte=0, minimum_margin__lte=99),
                name="catalog_pricelist_margin",
                violation_error_message=_("A least margin is between 0 and 99 %."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PriceRow(ReferenceModel):
    """One line of a price list: what it is for, from which quantity and when, and how the price comes about.

    At most one of `variant`, `product` and `category` (with all below it); none: everything. `method` says what the
    price starts from: `price` itself, the catalogue's, the cost, or `base_list`; a formula then adds `percent`, then
    `amount` (both may be negative). Empty `rounding` and `minimum_margin`: the list's; a margin of 0 lifts the list's.
    `visible_to` is the list's: a trigger keeps it so.
    """

    price_list = models.ForeignKey(
        PriceList, on_delete=models.CASCADE, related_name="rows", db_index=False, verbose_name=_("price list")
    )
    reference = models.CharField(
        _("reference"), max_length=12, unique=True, default=new_reference, editable=False
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    variant = models.ForeignKey(
        Variant,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="price_rows",
        verbose_name=_("article"),
    )
    product = models.ForeignKey(
        Product,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="price_rows",
        verbose_name=_("product"),
    )
    category = TreeForeignKey(
        Category,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="price_rows",
        verbose_name=_("category"),
    )
    min_quantity = models.DecimalField(
        _("from quantity"),
        max_digits=16,
        decimal_places=4,
        default=0,
        validators=[MinValueValidator(0)],
    )
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("until"), null=True, blank=True)
    method = models.CharField(
        _("way of pricing"), max_length=9, choices=PriceMethod.choices, default=PriceMethod.FIXED
    )
    price = models.DecimalField(
        _("fixed price"),
        max_digits=16,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(0, BELOW_ZERO)],
    )
    base_list = models.ForeignKey(
        PriceList,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="derived_rows",
        verbose_name=_("on the list"),
    )
    percent = models.DecimalField(
        _("plus or minus %"),
        max_digits=9,
        decimal_places=4,
        default=0,
        blank=True,
        validators=[MinValueValidator(-100)],
    )
    amount = models.DecimalField(_("plus or minus"), max_digits=16, decimal_places=6, default=0, blank=True)
    rounding = models.CharField(
        _("rounded to"), max_length=5, choices=RoundingChoice.choices, blank=True, default=""
    )
    minimum_margin = models.DecimalField(
        _("least margin in %"),
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(99)],
    )

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices of lists")
        ordering = ["price_list", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(variant__isnull=True, product__isnull=True)
                | Q(variant__isnull=True, category__isnull=True)
                | Q(product__isnull=True, category__isnull=True),
                name="catalog_pricerow_one_target",
                violation_error_message=_(
                    "A price is for an article, a product, a category or everything: leave only one of them."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(method=PriceMethod.FIXED) & Q(price__isnull=False, price__gte=0))
                | (~Q(method=PriceMethod.FIXED) & Q(price__isnull=True)),
                name="catalog_pricerow_price",
                violation_error_message=_(
                    "A fixed price needs its amount, zero or more; a formula has none: empty that cell."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(method=PriceMethod.LIST) & Q(base_list__isnull=False))
                | (~Q(method=PriceMethod.LIST) & Q(base_list__isnull=True)),
                name="catalog_pricerow_base",
                violation_error_message=_(
                    "A price on another list needs that list; the others have none: empty that cell."
                ),
            ),
            models.CheckConstraint(
                condition=Q(min_quantity__gte=0, percent__gte=-100)
                & (Q(minimum_margin__isnull=True) | Q(minimum_margin__gte=0, minimum_margin__lte=99)),
                name="catalog_pricerow_figures",
                violation_error_message=_(
                    "Quantities are zero or more, percents at least -100, least margins between 0 and 99."
                ),
            ),
            days_in_order("catalog_pricerow_dates"),
        ]
        indexes = [
            models.Index(fields=["price_list", "variant"], name="catalog_pricerow_variant"),
            models.Index(
                fields=["price_list", "base_list"],
                condition=Q(base_list__isnull=False),
                name="catalog_pricerow_based",
            ),
            models.Index(
                fields=["price_list"], condition=Q(variant__isnull=True), name="catalog_pricerow_wide"
            ),
        ]

    def __str__(self) -> str:
        # The log names rows by the thousand: no query for it.
        known = self._state.fields_cache
        target = known.get("variant") or known.get("product") or known.get("category")
        if target is None:
            is_narrow = self.variant_id or self.product_id or self.category_id
            target = self.reference if is_narrow else _("Everything")
        return f"{target} · {self.get_method_display()}"
