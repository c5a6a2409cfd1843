"""Documents that change what the stock is worth: landed costs, revaluations, depreciation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models import Category, Variant
from erp.models import CompanyModel, Currency, Document, User
from inventory.choices import RevaluationKind, SplitMethod, ValuationMethod
from inventory.lifecycles import DEPRECIATION, LANDED_COST, REVALUATION
from inventory.models.stock import Move


class LandedCost(Document):
    """Freight, customs, insurance: costs known after the goods came in, shared out over receipts.

    Amounts of its charges are in `currency`, net of recoverable tax; `rate`: units of the company's currency for one.
    """

    lifecycle = LANDED_COST

    label = models.CharField(_("label"), max_length=160)
    currency = models.ForeignKey(
        Currency, on_delete=models.PROTECT, default="EUR", related_name="+", verbose_name=_("currency")
    )
    rate = models.DecimalField(
        _("rate"),
        max_digits=18,
        decimal_places=8,
        default=1,
        help_text=_("Units of the company's currency for one."),
    )

    class Meta:
        verbose_name = _("landed cost")
        verbose_name_plural = _("landed costs")
        ordering = ["-date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rate__gt=0),
                name="inventory_landedcost_rate",
                violation_error_message=_("A rate is above zero."),
            ),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_landedcost_of_company"),
            models.UniqueConstraint(
                fields=["company", "number"],
                condition=Q(number__isnull=False),
                name="inventory_landedcost_number",
            ),
        ]
        indexes = Document.list_indexes("inv_landed")
        permissions = [("post_landedcost", _("Can post landed costs"))]


class LandedCostCharge(CompanyModel):
    """One cost of it, and in proportion to what it is shared out. Below zero: a rebate."""

    landed_cost = models.ForeignKey(
        LandedCost,
        on_delete=models.CASCADE,
        related_name="charges",
        verbose_name=_("landed cost"),
        db_constraint=False,
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    label = models.CharField(_("label"), max_length=160)
    amount = models.DecimalField(_("amount"), max_digits=16, decimal_places=2)
    split = models.CharField(
        _("shared out"), max_length=8, choices=SplitMethod.choices, default=SplitMethod.VALUE
    )

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class LandedCostReceipt(CompanyModel):
    """A receipt that it is shared out over."""

    landed_cost = models.ForeignKey(
        LandedCost,
        on_delete=models.CASCADE,
        related_name="receipts",
        verbose_name=_("landed cost"),
        db_constraint=False,
    )
    move = models.ForeignKey(
        Move,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("stock", "Receipt"),
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("receipt covered")
        verbose_name_plural = _("receipts covered")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["landed_cost", "move"],
                name="inventory_landedcost_receipt_once",
                violation_error_message=_("This receipt is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"#{self.move_id}"


class Revaluation(Document):
    """A new cost of what is held, a new standard cost, or another method, with the reason; posted by who approves it."""

    lifecycle = REVALUATION

    kind = models.CharField(
        _("kind"), max_length=8, choices=RevaluationKind.choices, default=RevaluationKind.COST
    )
    reason = models.TextField(_("reason"))
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
        help_text=_("For another method: all that the category and those below it hold."),
    )
    method = models.CharField(_("new method"), max_length=8, choices=ValuationMethod.choices, blank=True)
    approved_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("approved by"),
    )

    class Meta:
        verbose_name = _("revaluation")
        verbose_name_plural = _("revaluations")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="inventory_revaluation_of_company"),
            models.UniqueConstraint(
                fields=["company", "number"],
                condition=Q(number__isnull=False),
                name="inventory_revaluation_number",
            ),
            models.CheckConstraint(
                condition=~Q(kind=RevaluationKind.METHOD) | Q(category__isnull=False) & ~Q(method=""),
                name="inventory_revaluation_method",
                violation_error_message=_("Choose the category and its new method."),
            ),
        ]
        indexes = Document.list_indexes("inv_reval")
        permissions = [("approve_revaluation", _("Can approve and post revaluations"))]


class RevaluationLine(CompanyModel):
    """What one unit of an article is worth from now on. Quantity and values are written when it is posted."""

    revaluation = models.ForeignKey(
        Revaluation,
        on_delete=models.CASCADE,
        related_name="lines",
        verbose_name=_("revaluation"),
        db_constraint=False,
    )
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="+", verbose_name=_("variant")
    )
    unit_cost = models.DecimalField(_("new cost of one"), max_digits=16, decimal_places=6)
    quantity = models.DecimalField(
        _("quantity"), max_digits=16, decimal_places=4, null=True, blank=True, editable=False
    )
    amount_before = models.DecimalField(
        _("value before"), max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )
    amount_after = models.DecimalField(
        _("value after"), max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("line of a revaluation")
        verbose_name_plural = _("lines of revaluations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revaluation", "variant"],
                name="inventory_revaluation_variant_once",
                violation_error_message=_("This article is there already."),
            ),
            models.CheckConstraint(
                condition=Q(unit_cost__gte=0),
                name="inventory_revaluation_cost",
                violation_error_message=_("A cost can't be negative. Type zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.variant)


class Depreciation(Document):
    """Lower of cost and market: what the stock is worth less than it cost, on a day.

    Each line states the whole depreciation its article needs; what is booked is the change since the last one.
    """

    lifecycle = DEPRECIATION

    label = models.CharField(_("label"), max_length=160)
    entry = models.ForeignKey(
        "accounting.Entry",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("entry"),
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("stock depreciation")
        verbose_name_plural = _("stock depreciations")
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "company"], name="inventory_depreciation_of_company"),
            models.UniqueConstraint(
                fields=["company", "number"],
                condition=Q(number__isnull=False),
                name="inventory_depreciation_number",
            ),
        ]
        indexes = Document.list_indexes("inv_depr")
        permissions = [("post_depreciation", _("Can post stock depreciations"))]


class DepreciationLine(CompanyModel):
    """What one unit would fetch, net of the cost of selling it. The rest is written when the document is posted:
    `required`, the whole depreciation of the article; `change`, what was booked, below zero where it was taken back.
    """

    depreciation = models.ForeignKey(
        Depreciation,
        on_delete=models.CASCADE,
        related_name="lines",
        verbose_name=_("stock depreciation"),
        db_constraint=False,
    )
    variant = models.ForeignKey(
        Variant, on_delete=models.PROTECT, related_name="+", verbose_name=_("variant")
    )
    market_value = models.DecimalField(_("market value of one"), max_digits=16, decimal_places=6)
    quantity = models.DecimalField(
        _("quantity"), max_digits=16, decimal_places=4, null=True, blank=True, editable=False
    )
    amount = models.DecimalField(
        _("cost"), max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )
    required = models.DecimalField(
        _("depreciation"), max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )
    change = models.DecimalField(
        _("change booked"), max_digits=16, decimal_places=2, null=True, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("line of a stock depreciation")
        verbose_name_plural = _("lines of stock depreciations")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["depreciation", "variant"],
                name="inventory_depreciation_variant_once",
                violation_error_message=_("This article is there already."),
            ),
            models.CheckConstraint(
                condition=Q(market_value__gte=0),
                name="inventory_depreciation_value",
                violation_error_message=_("A value can't be negative. Type zero or more."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.variant)
