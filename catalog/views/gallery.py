"""The gallery on a product's page: add pictures, put one first, take one away."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog.models import Picture, Product
from catalog.services.gallery import MOST, add_pictures, remove_picture, show_first
from catalog.types import PictureDraft
from erp.crud.access import require
from erp.errors import DomainError


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang the uploaded files behind the others."""
    require(request.user, "catalog.change_product")
    if not Product.objects.filter(pk=pk).exists():
        raise Http404(_("There is no such record, or it belongs to a company you do not see."))
    files = request.FILES.getlist("files")[: MOST + 1]
    try:
        with transaction.atomic():
            add_pictures([PictureDraft(pk, file.name or "", file.read()) for file in files])
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return redirect("catalog.product.detail", pk)


@require_POST
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the picture first."""
    picture = _picture(request, pk)
    show_first(picture)
    return redirect("catalog.product.detail", picture.product_id)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the picture away."""
    picture = _picture(request, pk)
    remove_picture(picture)
    return redirect("catalog.product.detail", picture.product_id)


def _picture(request: HttpRequest, pk: int) -> Picture:
    require(request.user, "catalog.change_product")
    picture = Picture.objects.select_related("product").filter(pk=pk).first()
    if picture is None:
        raise Http404(_("There is no such record, or it belongs to a company you do not see."))
    return picture
