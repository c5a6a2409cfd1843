"""What sales shows on the pages of articles and products."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.extensions import price_list_panels, product_panels, variant_panels
from catalog.models import PriceList
from erp.crud import Panel
from sales.models import PriceAssignment
from sales.selectors.prices import assignment_words

EXPLANATION = "sales/price_link.html"
SEES_LISTS = "catalog.view_pricelist"
MOST = 50


def explanation_panel(parameter: str) -> Panel:
    """A link to where the prices of the record come from; `parameter` names it in the address."""

    def context(record: Any, request: HttpRequest) -> Mapping[str, Any]:
        return {"url": f"{reverse('sales_price_explanation')}?{parameter}={record.pk}"}

    return Panel(_("Prices"), EXPLANATION, context=context, permission=SEES_LISTS, place="side", icon="tags")


def _given_to(record: PriceList, request: HttpRequest) -> Mapping[str, Any]:
    given = PriceAssignment.objects.filter(price_list=record).select_related(
        "partner", "group", "channel", "company"
    )
    return {"given": [(one, assignment_words(one)) for one in given[:MOST]]}


variant_panels.register("sales.prices", explanation_panel("variant"))
product_panels.register("sales.prices", explanation_panel("product"))
price_list_panels.register(
    "sales.given_to",
    Panel(
        _("Given to"),
        "sales/price_given.html",
        context=_given_to,
        permission="sales.view_priceassignment",
        place="side",
    ),
)
