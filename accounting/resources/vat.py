"""VAT on screen: how a company declares it."""

from django.utils.translation import gettext_lazy as _

from accounting.models import VatSettings
from accounting.services.vat_settings import create_settings, update_settings
from erp.crud import Resource, Section, register


@register
class VatSettingsResource(Resource):
    model = VatSettings
    label_new = _("New VAT settings")
    icon = "settings-percent"
    menu_order = 92
    description = _(
        "Whether the company declares its sales to consumers in other states by the one-stop shop (OSS). Registered, it gets"
        " the rates of the other states; without settings, it pays its own country's VAT up to 10,000 € a year."
    )
    columns = ["oss_since"]
    sections = [Section(_("VAT settings"), ["oss_since"])]
    create_service = staticmethod(create_settings)
    update_service = staticmethod(update_settings)
    can_delete = False
