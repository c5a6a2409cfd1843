"""Safety stocks."""

from django.utils.translation import gettext_lazy as _

from erp.crud import Column, Resource, Section, register
from inventory.models import SafetyStock
from inventory.services import safety


@register
class SafetyStockResource(Resource):
    model = SafetyStock
    name = "safety"
    label_new = _("New safety stock")
    icon = "shield-half"
    menu_order = 56
    menu_section = "settings"
    description = _(
        "What is never promised of an article, at a warehouse or over all of them. Below it, the article is short."
    )
    columns = [
        Column("variant", is_wide=True),
        Column("variant__product__category", label=_("Category")),
        "warehouse",
        "quantity",
    ]
    ordering = ["variant__sort_key", "id"]
    filters = ["variant", "variant__product__category", "warehouse"]
    header = ["quantity"]
    sections = [Section(_("Safety stock"), ["variant", "warehouse", "quantity"])]
    create_service = staticmethod(safety.set_safety_stocks)
    importable = True
    import_fields = ["variant", "warehouse", "quantity"]
