"""Screens, API, import, export and permissions of price lists and customer groups."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import price_panels as panels
from catalog.extensions import price_list_panels
from catalog.models import CustomerGroup, CustomerGroupMember, PriceList, PriceRow
from catalog.services import price_lists
from erp.crud import Column, LineEditor, Panel, Related, Resource, SavedViewDefault, Section, register

OF_LIST = "price_list__currency_id"


@register
class PriceListResource(Resource):
    model = PriceList
    label_new = _("New price list")
    icon = "tags"
    menu_order = 40
    menu_section = "documents"
    description = _(
        "What customers pay: fixed prices and formulas, by article, product or category. Who gets a list is set under Sales."
    )
    columns = [
        Column("name", is_wide=True),
        "code",
        "currency",
        "includes_tax",
        "valid_from",
        "valid_until",
        Column("row_count", label=_("Prices"), kind="number", annotate=Count("rows", distinct=True)),
        "rounding",
        Column("minimum_margin", kind="percent"),
        "is_active",
    ]
    ordering = ["sort_key", "id"]
    filters = ["currency", "includes_tax", "is_active"]
    search = ["name", "code"]
    subtitle = "code"
    header = ["code", "currency", "includes_tax"]
    sections = [
        Section(_("Price list"), ["name", "code", "currency", "includes_tax", "is_active"]),
        Section(_("Validity"), ["valid_from", "valid_until"]),
        Section(_("Formulas"), ["rounding", Column("minimum_margin", kind="percent")]),
    ]
    lines = [
        LineEditor(
            model=PriceRow,
            fk="price_list",
            label=_("Prices"),
            columns=[
                "variant",
                "product",
                "category",
                "min_quantity",
                "method",
                Column("price", currency=OF_LIST),
                "base_list",
                Column("percent", kind="percent"),
                Column("amount", currency=OF_LIST),
                "rounding",
                Column("minimum_margin", kind="percent"),
                "valid_from",
                "valid_until",
            ],
            ordering=["position", "pk"],
            hidden={"reference": "names the row in files"},
        )
    ]
    related = [
        Related(_("prices"), "rows", filter_name="price_list"),
        Related(_("prices of other lists that lean on it"), "derived_rows", filter_name="base_list"),
    ]
    views = [
        SavedViewDefault("active", pgettext_lazy("price lists", "In use"), {"is_active": "yes"}),
        SavedViewDefault("inactive", pgettext_lazy("price lists", "Not in use"), {"is_active": "no"}),
    ]
    create_service = price_lists.create_price_list_records
    update_service = price_lists.update_price_list_records
    importable = True
    import_key = "code"

    @property
    def panels(self) -> Sequence[Panel]:  # type: ignore[override]
        """Trying a price, and what the apps above show of a list."""
        return [panels.TRY_NEW, *price_list_panels.values()]


@register
class PriceRowResource(Resource):
    model = PriceRow
    label_new = _("New price")
    icon = "tag"
    menu_order = 41
    description = _(
        "The rows of all price lists in one table, to look through, export, change in a spreadsheet and import again."
    )
    columns = [
        "reference",
        Column("price_list__code", label=_("Price list")),
        # By code, as a file has to name them.
        Column("variant__sku", label=_("Article")),
        Column("product__code", label=_("Product")),
        Column("category__code", label=_("Category")),
        "min_quantity",
        "method",
        Column("price", currency=OF_LIST),
        Column("base_list__code", label=_("On the list")),
        Column("percent", kind="percent"),
        Column("amount", currency=OF_LIST),
        "rounding",
        Column("minimum_margin", kind="percent"),
        "valid_from",
        "valid_until",
    ]
    default_columns = [
        "price_list__code",
        "variant__sku",
        "product__code",
        "category__code",
        "min_quantity",
        "method",
        "price",
        "percent",
        "valid_from",
        "valid_until",
    ]
    ordering = ["id"]
    filters = ["price_list", "method", "variant", "product", "category", "base_list"]
    sections = [
        Section(_("What it is for"), ["price_list", "variant", "product", "category", "min_quantity"]),
        Section(
            _("Price"),
            [
                "method",
                Column("price", currency=OF_LIST),
                "base_list",
                Column("percent", kind="percent"),
                Column("amount", currency=OF_LIST),
                "rounding",
                Column("minimum_margin", kind="percent"),
            ],
        ),
        Section(_("Validity"), ["valid_from", "valid_until"]),
    ]
    hidden = {"position": "its place in the list's grid", "visible_to": "the list's"}
    create_service = price_lists.create_price_row_records
    update_service = price_lists.update_price_row_records
    delete_service = price_lists.delete_price_row_records
    panels = [panels.TRY_OTHER]
    importable = True
    import_key = "reference"
    has_attachments = False


@register
class CustomerGroupResource(Resource):
    model = CustomerGroup
    label_new = _("New customer group")
    icon = "users-group"
    menu_order = 45
    menu_section = "settings"
    description = _(
        "Customers that are treated alike, by price lists first of all: trade, staff, association…"
    )
    columns = [
        Column("name", is_wide=True),
        "code",
        Column("member_count", label=_("Customers"), kind="number", annotate=Count("members", distinct=True)),
    ]
    ordering = ["sort_key", "id"]
    search = ["name", "code"]
    subtitle = "code"
    sections = [Section(_("Customer group"), ["name", "code"])]
    lines = [LineEditor(model=CustomerGroupMember, fk="group", label=_("Customers"), columns=["partner"])]
    importable = True
    import_key = "code"
    has_attachments = False
