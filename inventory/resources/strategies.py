"""Rules: where goods are put, what is taken first."""

from django.utils.translation import gettext_lazy as _

from erp.crud import Column, Resource, Section, register
from inventory.models import PutawayRule, RemovalRule
from inventory.services import rules


@register
class PutawayRuleResource(Resource):
    model = PutawayRule
    label_new = _("New put-away rule")
    icon = "package-import"
    menu_order = 75
    menu_section = "settings"
    description = _(
        "Where goods that came in are put: the product's rule, else the category's, else the warehouse's."
    )
    columns = ["warehouse", "product", "category", "strategy", Column("location", is_wide=True)]
    ordering = ["warehouse__code", "id"]
    filters = ["warehouse", "category", "strategy"]
    sections = [
        Section(_("Goods"), ["warehouse", "product", "category"]),
        Section(_("Place"), ["strategy", "location"]),
    ]
    importable = True
    create_service = rules.create_putaway_rules
    update_service = rules.update_putaway_rules


@register
class RemovalRuleResource(Resource):
    model = RemovalRule
    label_new = _("New removal rule")
    icon = "package-export"
    menu_order = 76
    menu_section = "settings"
    description = _(
        "What is taken first when goods are set aside: what came first, what expires first, what is closest."
    )
    columns = ["category", "warehouse", Column("strategy", is_wide=True)]
    ordering = ["id"]
    filters = ["warehouse", "category", "strategy"]
    sections = [Section(_("Rule"), ["category", "warehouse", "strategy"])]
    importable = True
