"""Parts of the product sheet."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from catalog.selectors.matrix import variant_matrix
from erp.crud import Panel
from erp.crud.access import may


def _variants(record: Product, request: HttpRequest) -> Mapping[str, Any]:
    matrix, plain = variant_matrix(record)
    return {"matrix": matrix, "plain": plain, "may_make": may(request.user, "catalog.add_variant")}


VARIANTS = Panel(
    _("Variants by their values"),
    "catalog/variants_panel.html",
    context=_variants,
    permission="catalog.view_variant",
    icon="grid-dots",
)
