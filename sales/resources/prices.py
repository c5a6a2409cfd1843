"""Who gets which price list, on screen."""

from django.utils.translation import gettext_lazy as _

from erp.crud import Column, Resource, Section, register
from sales.models import PriceAssignment


@register
class PriceAssignmentResource(Resource):
    model = PriceAssignment
    label_new = _("Assign a price list")
    icon = "user-dollar"
    menu_order = 80
    menu_section = "settings"
    description = _(
        "Who gets which price list: a customer, a group, a channel, or everybody. The nearest comes first."
    )
    columns = [
        Column("price_list", is_wide=True),
        "partner",
        "group",
        "channel",
        "priority",
        "valid_from",
        "valid_until",
    ]
    ordering = ["priority", "id"]
    filters = ["price_list", "channel", "group", "partner"]
    sections = [
        Section(_("Price list"), ["price_list", "priority"]),
        Section(
            _("For whom"),
            ["partner", "group", "channel"],
            help=_("Leave all of them empty to give the list to every sale of the company."),
        ),
        Section(_("Validity"), ["valid_from", "valid_until"]),
    ]
    importable = False
    has_attachments = False
