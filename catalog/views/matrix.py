"""The variants of a product as a matrix: choose values, see what they would make, untick, make."""

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from catalog.models import Attribute, AttributeValue, Product
from catalog.selectors.attributes import (
    MOST_COMBINATIONS,
    attributes_of_product,
    combinations_of,
    default_pattern,
    proposals,
    values_of,
)
from catalog.selectors.matrix import Matrix, as_matrix
from catalog.services.generation import generate_variants
from catalog.types import NewVariant, VariantPlan
from erp.crud import resource_for
from erp.crud.access import require
from erp.crud.views.base import go
from erp.errors import DomainError
from erp.frame import toast
from erp.text import whole_number

VIEW, ACT = "catalog.view_product", "catalog.add_variant"
LONGEST_PATTERN = 120


@require_GET
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """All attributes with their values; those the product uses first, what its variants have ticked."""
    product = _product(request, pk)
    require(request.user, ACT)
    used = {one.attribute.pk: one for one in attributes_of_product(product)}
    ticked = {
        value.pk
        for by_attribute in values_of(list(product.variants.all())).values()
        for value in by_attribute.values()
    }
    attributes = sorted(
        Attribute.objects.prefetch_related("values"),
        key=lambda attribute: list(used).index(attribute.pk) if attribute.pk in used else len(used),
    )
    choices = [
        {
            "attribute": attribute,
            "used": used.get(attribute.pk),
            "values": [(value, value.pk in ticked) for value in attribute.values.all()],
        }
        for attribute in attributes
    ]
    pattern = default_pattern([attribute for attribute in attributes if attribute.pk in used])
    return render(
        request,
        "catalog/matrix.html",
        {
            "product": product,
            "choices": choices,
            "pattern": pattern,
            "model": product.variants.order_by("pk").first(),
            **_proposed(product, _chosen(ticked), pattern),
        },
    )


@require_POST
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the ticked values would make."""
    product = _product(request, pk)
    require(request.user, ACT)
    return render(
        request,
        "catalog/matrix_proposals.html",
        {"product": product, **_proposed(product, _chosen(_ids(request, "value")), _pattern(request))},
    )


@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make what is ticked of the proposals, and go to the product."""
    product = _product(request, pk)
    require(request.user, ACT)
    keys = request.POST.getlist("make")[: MOST_COMBINATIONS + 1]
    wanted = []
    for key in keys:
        ids = [whole_number(part) or 0 for part in key.split("-")]
        wanted.append(NewVariant(ids, request.POST.get(f"sku-{key}", "")))
    model = product.variants.order_by("pk").first()
    attribute_ids = list(
        AttributeValue.objects.filter(pk__in={pk for new in wanted for pk in new.value_ids})
        .order_by("attribute__position", "attribute__code")
        .values_list("attribute", flat=True)
        .distinct()
    )
    if not wanted or model is None:
        return _refused(_("Tick at least one variant to make."))
    try:
        with transaction.atomic():
            made = generate_variants(
                [
                    VariantPlan(
                        product.pk,
                        attribute_ids,
                        wanted,
                        model.pk,
                        fills_model=bool(request.POST.get("fills_model")),
                    )
                ]
            )
    except DomainError as refusal:
        return _refused(refusal.message)
    resource: Any = resource_for(Product)
    return toast(
        go(resource.detail_url(product)),
        ngettext("%(count)d variant made.", "%(count)d variants made.", len(made)) % {"count": len(made)},
        "success",
    )


def _product(request: HttpRequest, pk: int) -> Product:
    require(request.user, VIEW)
    product = Product.objects.select_related("category").filter(pk=pk).first()
    if product is None:
        raise Http404(_("There is no such record, or it belongs to a company you do not see."))
    return product


def _chosen(value_ids: set[int]) -> dict[Attribute, list[AttributeValue]]:
    chosen: dict[Attribute, list[AttributeValue]] = {}
    rows = AttributeValue.objects.filter(pk__in=value_ids).select_related("attribute")
    for value in rows.order_by("attribute__position", "attribute__code", "position", "code"):
        chosen.setdefault(value.attribute, []).append(value)
    return chosen


def _proposed(
    product: Product, chosen: dict[Attribute, list[AttributeValue]], pattern: str
) -> dict[str, Any]:
    count = combinations_of(chosen)
    if count > MOST_COMBINATIONS:
        return {"too_many": count, "most": MOST_COMBINATIONS}
    found = proposals(product, chosen, pattern)
    matrix: Matrix = as_matrix(found)
    return {"proposals": found, "matrix": matrix, "new_count": sum(one.variant is None for one in found)}


def _ids(request: HttpRequest, name: str) -> set[int]:
    return {pk for text in request.POST.getlist(name) if (pk := whole_number(text))}


def _pattern(request: HttpRequest) -> str:
    return request.POST.get("pattern", "").replace("\x00", "")[:LONGEST_PATTERN]


def _refused(message: str) -> HttpResponse:
    return toast(HttpResponse(headers={"HX-Reswap": "none"}), message, "error")
