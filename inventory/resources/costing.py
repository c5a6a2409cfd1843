"""How a company values its stock."""

from django.utils.translation import gettext_lazy as _

from erp.crud import Column, Resource, Section, register
from inventory.models import StockSettings, ValuationRule
from inventory.services.valuation_rules import create_rules, delete_rules, update_rules


@register
class ValuationRuleResource(Resource):
    model = ValuationRule
    label_new = _("New valuation rule")
    icon = "hierarchy"
    menu_order = 82
    menu_section = "settings"
    description = _(
        "FIFO, weighted average or standard cost by category: it holds for all below the category that has no rule of its"
        " own. What is held keeps its method: that changes by a revaluation."
    )
    columns = [Column("category", is_wide=True), "method"]
    filters = ["method"]
    sections = [Section(_("Valuation rule"), ["category", "method"])]
    create_service = create_rules
    update_service = update_rules
    delete_service = delete_rules


@register
class StockSettingsResource(Resource):
    model = StockSettings
    label_new = _("New stock settings")
    icon = "settings-dollar"
    menu_order = 84
    menu_section = "settings"
    description = _(
        "How the company's books follow its stock, and how it values what has no rule. Without settings: continental,"
        " first in, first out."
    )
    columns = ["style", "method"]
    sections = [Section(_("Stock settings"), ["style", "method"])]
    create_service = create_rules
    update_service = update_rules
    delete_service = delete_rules
