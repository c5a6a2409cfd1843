"""Variants made from chosen values of attributes."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import AttributeValue, Product, ProductAttribute, Variant, VariantValue
from catalog.selectors.attributes import values_of
from catalog.services.refusals import in_words
from catalog.types import VariantPlan
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock
from erp.search import index_records
from erp.text import fold

MOST = 500


def generate_variants(plans: Sequence[VariantPlan]) -> list[Variant]:
    """Make the variants that products lack of their plans; what is there already is left alone.

    Raises `DomainError` "variant.too_many" (more than 500 for one product), "variant.value" for a value that is none of
    the plan's attributes, "variant.model", "variant.sku_taken", "product.invalid"; then none is made. A constant number
    of statements.
    """
    if not plans:
        return []
    with transaction.atomic():
        products = {p.pk: p for p in lock(Product.objects.filter(pk__in=[plan.product_id for plan in plans]))}
        values = AttributeValue.objects.select_related("attribute").in_bulk(
            {pk for plan in plans for new in plan.variants for pk in new.value_ids}
        )
        there = list(Variant.objects.filter(product__in=products.values()))
        taken = {variant.pk: variant for variant in there}
        has = values_of(there)
        made: list[Variant] = []
        filled: list[Variant] = []
        rows: list[VariantValue] = []
        for plan in plans:
            product, model = products.get(plan.product_id), taken.get(plan.model_id)
            if product is None or model is None or model.product_id != product.pk:
                raise DomainError(
                    "variant.model",
                    _("The variant whose price the new ones take is not here (any more). Reload the page."),
                    "model",
                )
            known = {
                frozenset(value.pk for value in has[v.pk].values())
                for v in there
                if v.product_id == product.pk
            }
            fresh = []
            for new in plan.variants:
                combination = frozenset(new.value_ids)
                if combination not in known:
                    known.add(combination)
                    fresh.append((new, _values(new.value_ids, plan, values)))
            if len(fresh) > MOST:
                raise DomainError(
                    "variant.too_many",
                    _("%(count)d variants at once are too many: choose at most %(most)d."),
                    "values",
                    {"count": len(fresh), "most": MOST},
                )
            for new, own in fresh:
                name = ", ".join([product.name, *(value.name_fr for value in own)])[:200]
                if plan.fills_model and not has[model.pk] and model not in filled:
                    variant = model
                    variant.name, variant.sort_key = name, fold(name)[:255]
                    filled.append(variant)
                else:
                    variant = _new(product, model, new.sku, name)
                    made.append(variant)
                rows += [VariantValue(variant=variant, attribute_id=v.attribute_id, value=v) for v in own]
        with in_words():
            _write(plans, made, filled, rows)
    return [*filled, *made]


def _write(
    plans: Sequence[VariantPlan],
    made: Sequence[Variant],
    filled: Sequence[Variant],
    rows: Sequence[VariantValue],
) -> None:
    Variant.objects.bulk_create(made, batch_size=2000)
    Variant.objects.bulk_update(filled, ["name", "sort_key"])
    for row in rows:
        row.variant_id = row.variant.pk
    VariantValue.objects.bulk_create(rows, batch_size=5000)
    ProductAttribute.objects.bulk_create(
        [
            ProductAttribute(product_id=plan.product_id, attribute_id=pk, position=position)
            for plan in plans
            for position, pk in enumerate(plan.attribute_ids, start=1)
        ],
        update_conflicts=True,
        unique_fields=["product", "attribute"],
        update_fields=["position"],
    )
    log_changes(
        [
            *(Change(v, "create", after={"sku": v.sku, "sales_price": v.sales_price}) for v in made),
            *(Change(v, "update", after={"name": v.name}) for v in filled),
        ]
    )
    index_records([*made, *filled])


def _values(ids: Sequence[int], plan: VariantPlan, values: dict[int, AttributeValue]) -> list[AttributeValue]:
    found = [values[pk] for pk in ids if pk in values]
    attributes = [value.attribute_id for value in found]
    if (
        len(found) < len(ids)
        or len(set(attributes)) < len(ids)
        or not set(attributes) <= set(plan.attribute_ids)
    ):
        raise DomainError(
            "variant.value",
            _("These values are not one of each attribute (any more). Reload the page and choose again."),
            "values",
        )
    return found


def _new(product: Product, model: Variant, sku: str, name: str) -> Variant:
    sku = sku.strip()
    if not 0 < len(sku) <= 40 or "\x00" in sku:
        raise DomainError(
            "product.invalid",
            _("%(name)s: type an SKU of at most 40 characters."),
            "sku",
            {"name": name},
        )
    weight: Decimal | None = model.weight_kg
    return Variant(
        product=product,
        sku=sku,
        name=name,
        sort_key=fold(name)[:255],
        sales_price=model.sales_price,
        currency_id=model.currency_id,
        weight_kg=weight,
        visible_to=product.visible_to,
    )
