"""Products and variants as people type them: the generic services, with what the catalog adds to them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from catalog.choices import ProductKind
from catalog.models import Product, Variant
from catalog.services.attributes import set_attributes
from catalog.services.prices import tell_prices
from catalog.services.refusals import in_words
from erp.errors import DomainError
from erp.search import index_records
from erp.services.lines import LineDraft
from erp.services.records import RecordChange, RecordDraft, create_records, update_records
from erp.text import fold

D = TypeVar("D", RecordDraft, RecordChange)


def create_product_records(drafts: Sequence[RecordDraft]) -> list[Product]:
    """Products with their variants. Raises `DomainError` as `erp.services.records.create_records`."""
    with transaction.atomic():
        products: list[Product] = create_records(drafts)
        _complete(Variant.objects.filter(product__in=products))
    return products


def update_product_records(changes: Sequence[RecordChange]) -> list[Product]:
    """Products with their variants; a variant that was used can't be taken away ("variant.in_use")."""
    ids = [change.record.pk for change in changes]
    with transaction.atomic():
        before = _prices(Variant.objects.filter(product__in=ids))
        try:
            with in_words():
                products: list[Product] = update_records(changes)
        except ProtectedError as error:
            raise DomainError(
                "variant.in_use",
                _("A variant that was stocked or sold can't be deleted. Leave it in and make it inactive."),
                "variants",
            ) from error
        variants = Variant.objects.filter(product__in=ids)
        _complete(variants)
        _tell(variants, before)
    return products


def create_variant_records(drafts: Sequence[RecordDraft]) -> list[Variant]:
    """Variants of products that are there already."""
    codes = [draft.values.get("attributes") for draft in drafts]
    _check_components([(draft.values.get("product"), draft.lines) for draft in drafts])
    with in_words():
        made = create_records([_without_attributes(draft) for draft in drafts])
        set_attributes([(v, own) for v, own in zip(made, codes, strict=True) if own])
        return _complete(Variant.objects.filter(pk__in=[variant.pk for variant in made]))


def update_variant_records(changes: Sequence[RecordChange]) -> list[Variant]:
    """Variants; those whose price changed are told as by `change_prices`. Raises what `set_attributes` does."""
    variants = Variant.objects.filter(pk__in=[change.record.pk for change in changes])
    _check_components(
        [(change.values.get("product", change.record.product), change.lines) for change in changes]
    )
    with transaction.atomic():
        before = _prices(variants)
        written: list[Variant] = update_records([_without_attributes(change) for change in changes])
        wanted = {change.record.pk: change.values.get("attributes") for change in changes}
        set_attributes(
            [(v, codes) for v in written if (codes := wanted[v.pk]) is not None and codes != v.attributes]
        )
        _complete(variants)
        _tell(variants, before)
    return written


def _check_components(wanted: Sequence[tuple[Product | None, Mapping[str, Sequence[LineDraft]]]]) -> None:
    """Raises "kit.no_kit" for components of a service, "kit.component" for one that is no goods."""
    components = {
        line.values["component"].pk: f"components.{position}.component"
        for _product, lines in wanted
        for position, line in enumerate(lines.get("components", ()))
        if line.values.get("component")
    }
    if not components:
        return
    for product, lines in wanted:
        if lines.get("components") and product is not None and product.kind == ProductKind.SERVICE:
            raise DomainError(
                "kit.no_kit",
                _(
                    "A service is made of nothing: choose a kit, or goods that are packed ahead, to name components."
                ),
                "components.0.component",
            )
    wrong = Variant.objects.filter(pk__in=components).exclude(product__kind=ProductKind.GOODS).first()
    if wrong is not None:
        raise DomainError(
            "kit.component",
            _("Kits are made of goods: a service, or another kit, can't be a component."),
            components[wrong.pk],
        )


def _without_attributes(draft: D) -> D:
    """Values are rows of their own: `set_attributes` writes them."""
    return replace(draft, values={n: v for n, v in draft.values.items() if n != "attributes"})


def _complete(variants: Any) -> list[Variant]:
    """Names that were left empty, keys to sort by, terms to be found by."""
    rows = list(variants.select_related("product"))
    changed = []
    for variant in rows:
        name = variant.name or variant.product.name
        if (variant.name, variant.sort_key) != (name, fold(name)[:255]):
            variant.name, variant.sort_key = name, fold(name)[:255]
            changed.append(variant)
    Variant.objects.bulk_update(changed, ["name", "sort_key"], batch_size=500)
    index_records(rows)
    return rows


def _prices(variants: Any) -> dict[int, Decimal]:
    return dict(variants.values_list("pk", "sales_price"))


def _tell(variants: Any, before: dict[int, Decimal]) -> None:
    tell_prices(variant for variant in variants.all() if before.get(variant.pk) != variant.sales_price)
