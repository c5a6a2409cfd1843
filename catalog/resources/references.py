"""What products are described with: attributes, units, seasons, tax categories."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from catalog.models import (
    Attribute,
    AttributeValue,
    Season,
    TaxCategory,
    Unit,
)
from catalog.services import attributes
from erp.crud import (
    Column,
    LineEditor,
    Related,
    Resource,
    Section,
    register,
)


@register
class AttributeResource(Resource):
    model = Attribute
    label_new = _("New attribute")
    icon = "color-swatch"
    menu_order = 70
    menu_section = "settings"
    description = _(
        "What the variants of a product differ in: size, colour, capacity. Start with one and its values."
    )
    columns = [
        Column("name", label=_("Name"), is_wide=True),
        "code",
        Column("value_count", label=_("Values"), kind="number", annotate=Count("values", distinct=True)),
        "name_en",
        "name_fr",
        "position",
    ]
    default_columns = ["name", "code", "value_count"]
    ordering = ["position", "code"]
    sections = [Section(_("Attribute"), ["code", "name_fr", "name_en", "position"])]
    lines = [
        LineEditor(
            model=AttributeValue,
            fk="attribute",
            columns=["code", Column("name_fr", is_wide=True), "name_en", "colour"],
            label=_("Values"),
        )
    ]
    create_service = attributes.create_attribute_records
    update_service = attributes.update_attribute_records
    has_attachments = False


@register
class UnitResource(Resource):
    model = Unit
    icon = "ruler-2"
    menu_order = 80
    menu_section = "settings"
    description = _("What quantities are counted in.")
    columns = [
        Column("name", label=_("Name"), is_wide=True),
        "code",
        "dimension",
        Column("factor", kind="number"),
        "decimals",
        "name_en",
        "name_fr",
    ]
    default_columns = ["name", "code", "dimension", "factor", "decimals"]
    ordering = ["code"]
    filters = ["dimension"]
    sections = [Section(_("Unit"), ["code", "name_en", "name_fr", "dimension", "factor", "decimals"])]
    has_attachments = False


@register
class SeasonResource(Resource):
    model = Season
    label_new = _("New season")
    icon = "calendar-event"
    menu_order = 75
    menu_section = "settings"
    description = _("The collections that products belong to. Start with the next one.")
    columns = [
        Column("name", label=_("Name"), is_wide=True),
        "code",
        "starts_on",
        "ends_on",
        Column(
            "product_count", label=_("Products"), kind="number", annotate=Count("products", distinct=True)
        ),
        "name_en",
        "name_fr",
    ]
    default_columns = ["name", "code", "starts_on", "ends_on", "product_count"]
    ordering = ["starts_on", "code"]
    sections = [Section(_("Season"), ["code", "name_fr", "name_en", "starts_on", "ends_on"])]
    related = [Related(_("products"), "products", filter_name="season")]
    has_attachments = False


@register
class TaxCategoryResource(Resource):
    model = TaxCategory
    label = _("tax category")
    icon = "receipt-tax"
    menu_order = 90
    menu_section = "settings"
    description = _("What an article's tax rate is chosen by, in each country.")
    columns = [Column("name", label=_("Name"), is_wide=True), "code", "name_en", "name_fr", "position"]
    default_columns = ["name", "code"]
    ordering = ["position", "code"]
    sections = [Section(_("Tax category"), ["code", "name_en", "name_fr", "position"])]
    has_attachments = False
