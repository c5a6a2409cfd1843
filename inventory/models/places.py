"""Warehouses and the tree of their locations."""

from django.db import connection, models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey

from erp.models import CompanyModel, Site
from inventory.choices import OWNED, PICKABLE, CapacityRule, LocationKind


class Warehouse(CompanyModel):
    """Where a company keeps goods. `inventory.services.warehouses` makes it with its locations."""

    site = models.ForeignKey(
        Site,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="warehouses",
        verbose_name=_("site"),
        db_constraint=False,
    )
    code = models.CharField(_("code"), max_length=12)
    name = models.CharField(_("name"), max_length=120)
    allows_negative = models.BooleanField(
        _("may go below zero"),
        default=False,
        help_text=_("Lets goods leave before their receipt is entered. Best left off."),
    )
    capacity_rule = models.CharField(
        _("beyond the capacity"),
        max_length=6,
        choices=CapacityRule.choices,
        default=CapacityRule.REFUSE,
        help_text=_("When more is brought to a location than it holds."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    stock_location = models.ForeignKey(
        "Location",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("stock location"),
        db_constraint=False,
    )
    input_location = models.ForeignKey(
        "Location",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("input"),
        db_constraint=False,
    )
    output_location = models.ForeignKey(
        "Location",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("output"),
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("warehouse")
        verbose_name_plural = _("warehouses")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="inventory_warehouse_code"),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_warehouse_of_company"),
        ]

    def __str__(self) -> str:
        return self.name


class LocationManager(TreeManager):
    """Each tree has a number of its own in the whole group: a scope that sees one company can't count the others'."""

    def _get_next_tree_id(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('inventory_location_tree')")
            return int(cursor.fetchone()[0])


class Location(CompanyModel, MPTTModel):
    """A place goods come from and go to. Without a warehouse: the company's customers, suppliers, differences, transit.

    `is_pickable`: reservations take goods from here.
    """

    warehouse = models.ForeignKey(
        Warehouse,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="locations",
        verbose_name=_("warehouse"),
        db_constraint=False,
    )
    parent = TreeForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
        db_constraint=False,
    )
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(
        _("kind"), max_length=10, choices=LocationKind.choices, default=LocationKind.STOCK
    )
    # What is there is the company's: counted and valued.
    is_owned = models.GeneratedField(
        expression=models.Q(kind__in=sorted(OWNED)),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
        verbose_name=pgettext_lazy("location", "owned"),
    )
    is_pickable = models.BooleanField(_("picked from"), default=True)
    max_quantity = models.DecimalField(
        _("holds pieces"),
        max_digits=16,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Empty: no limit."),
    )
    max_weight_kg = models.DecimalField(
        _("holds kg"), max_digits=12, decimal_places=4, null=True, blank=True, help_text=_("Empty: no limit.")
    )
    max_volume_l = models.DecimalField(
        _("holds litres"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        help_text=_("Empty: no limit."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = LocationManager()

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["tree_id", "lft"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="inventory_location_code"),
            models.UniqueConstraint(fields=["id", "company"], name="inventory_location_of_company"),
            models.CheckConstraint(
                condition=models.Q(is_pickable=False) | models.Q(kind__in=sorted(PICKABLE)),
                name="inventory_location_pickable",
                violation_error_message=_("Goods are picked from stock only: untick “picked from”."),
            ),
            models.CheckConstraint(
                condition=(models.Q(max_quantity=None) | models.Q(max_quantity__gte=0))
                & (models.Q(max_weight_kg=None) | models.Q(max_weight_kg__gte=0))
                & (models.Q(max_volume_l=None) | models.Q(max_volume_l__gte=0)),
                name="inventory_location_capacity",
                violation_error_message=_("A capacity can't be negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.code
