"""What channels sell, rule by rule; the screen with what comes of them is `sales.views.assortment`."""

from django.utils.translation import gettext_lazy as _

from erp.crud import Column, Resource, Section, register
from sales.models import AssortmentRule


@register
class AssortmentRuleResource(Resource):
    model = AssortmentRule
    label_new = _("New assortment rule")
    icon = "list-check"
    menu_order = 85
    menu_section = "settings"
    description = _("Which categories and products a channel sells, from when until when.")
    columns = [
        "channel",
        Column("category"),
        Column("product", is_wide=True),
        "is_excluded",
        "valid_from",
        "valid_until",
    ]
    ordering = ["channel__code", "id"]
    filters = ["channel", "category", "product", "is_excluded"]
    sections = [
        Section(_("Assortment rule"), ["channel", "category", "product", "is_excluded"]),
        Section(_("Validity"), ["valid_from", "valid_until"]),
    ]
    importable = False
    has_attachments = False
