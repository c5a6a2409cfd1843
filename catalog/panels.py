"""Parts of the product sheet: pictures, variants, what is inherited, who sees it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.choices import ProductKind, ThumbnailSize
from catalog.models import Category, KitComponent, Product, Variant
from catalog.selectors.attributes import attributes_of_category, attributes_of_product
from catalog.selectors.matrix import variant_matrix
from catalog.selectors.texts import texts_of
from catalog.selectors.variants import image_files
from catalog.selectors.visibility import who_sees
from erp.crud import Panel
from erp.crud.access import may

MOST_PICTURES = 12


def _variants(record: Product, request: HttpRequest) -> Mapping[str, Any]:
    matrix, plain = variant_matrix(record)
    return {"matrix": matrix, "plain": plain, "may_make": may(request.user, "catalog.add_variant")}


def _pictures(record: Product, request: HttpRequest) -> Mapping[str, Any]:
    variants = list(record.variants.exclude(image=None).order_by("sort_key", "pk")[:MOST_PICTURES])
    files = image_files([variant.pk for variant in variants], ThumbnailSize.MEDIUM)
    return {
        "pictures": [(variant, files[variant.pk]) for variant in variants if variant.pk in files],
        "gallery": list(record.pictures.select_related("variant")),
        "may_change": may(request.user, "catalog.change_product"),
    }


def _text(record: Product, request: HttpRequest) -> Mapping[str, Any]:
    return {"text": texts_of([record])[record.pk], "own_name": record.name}


def _inherited(record: Product | Category, request: HttpRequest) -> Mapping[str, Any]:
    used = attributes_of_product(record) if isinstance(record, Product) else attributes_of_category(record)
    category = record.category if isinstance(record, Product) else record
    return {"attributes": used, "path": list(category.get_ancestors(include_self=True)), "record": record}


def _seen(record: Any, request: HttpRequest) -> Mapping[str, Any]:
    kind = record._meta.model_name
    return {
        "companies": who_sees([record])[record.pk],
        "kind": kind,
        "may_change": kind in {"product", "category"} and may(request.user, f"catalog.share_{kind}"),
    }


def _parts(record: Variant, request: HttpRequest) -> Mapping[str, Any]:
    """The kits that an article is part of: they wait for it and tell of it."""
    if record.product.kind != ProductKind.GOODS:
        return {"kits": []}
    return {"kits": list(KitComponent.objects.filter(component=record).select_related("kit__product")[:20])}


SEEN = Panel(_("Who sees it"), "catalog/seen_panel.html", context=_seen, place="side", icon="eye")
PRODUCT_PANELS = [
    Panel(
        _("Pictures"),
        "catalog/pictures_panel.html",
        context=_pictures,
        permission="catalog.view_variant",
        icon="photo",
    ),
    Panel(
        _("Variants by their values"),
        "catalog/variants_panel.html",
        context=_variants,
        permission="catalog.view_variant",
        icon="grid-dots",
    ),
    Panel(_("In your language"), "catalog/text_panel.html", context=_text, icon="language"),
    Panel(
        _("From its category"),
        "catalog/inherited_panel.html",
        context=_inherited,
        place="side",
        icon="category",
    ),
    SEEN,
]
VARIANT_PANELS = [
    Panel(_("Part of kits"), "catalog/kits_panel.html", context=_parts, place="side", icon="packages"),
    SEEN,
]
CATEGORY_PANELS = [
    Panel(
        _("Attributes of its products"),
        "catalog/inherited_panel.html",
        context=_inherited,
        place="side",
        icon="color-swatch",
    ),
    SEEN,
]
