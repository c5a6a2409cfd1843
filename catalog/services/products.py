"""Writes of products and their variants."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Category, Product, Season, TaxCategory, Unit, Variant
from catalog.services.attributes import check_codes, find_values, write_values
from catalog.services.refusals import check_price, in_words
from catalog.types import ProductDraft, VariantDraft
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import lock
from erp.models import Currency
from erp.search import index_records
from erp.text import fold

M = TypeVar("M", bound=models.Model)


def create_products(drafts: Sequence[ProductDraft]) -> list[Product]:
    """Make products with their variants, in a constant number of statements.

    Raises `DomainError`: "variant.price_negative", "product.category", "product.unit", "product.tax_category",
    "variant.currency", "variant.attribute", "variant.attributes_taken", "product.no_variant", "product.code_taken", "variant.sku_taken", "variant.barcode_taken", or
    "product.invalid" naming the field that breaks a rule. Then none is made.
    """
    if not drafts:
        return []
    sources = _Sources(drafts)
    products: list[Product] = []
    variants: list[tuple[Variant, Mapping[str, str]]] = []
    for draft in drafts:
        product = _product(draft, sources)
        products.append(product)
        variants += [(_variant(variant, product, sources), variant.attributes) for variant in draft.variants]
    values = [(variant, codes) for variant, codes in variants if codes]
    with in_words():
        Product.objects.bulk_create(products, batch_size=2000)
        Variant.objects.bulk_create([variant for variant, _codes in variants], batch_size=2000)
        write_values(values, sources.values)
        log_changes(
            [
                *(Change(product, "create", after={"name": product.name}) for product in products),
                *(
                    Change(variant, "create", after={"sku": variant.sku, "sales_price": variant.sales_price})
                    for variant, _codes in variants
                ),
            ]
        )
        index_records(products)
        index_records([variant for variant, _codes in variants])
    return products


def share_products(products: Iterable[Product], company_ids: Sequence[int] | None) -> list[Product]:
    """Let `company_ids` (None: the whole group) see the products, with their variants and pictures, and no other."""
    if company_ids is not None and not company_ids:
        raise DomainError(
            "product.unseen",
            _("Choose at least one company, or none to share it with the group."),
            "visible_to",
        )
    visible_to = sorted(set(company_ids)) if company_ids is not None else None
    with transaction.atomic():
        changed = [p for p in _locked(products) if p.visible_to != visible_to]
        before = {product.pk: product.visible_to for product in changed}
        # The log goes first: it is written for those who see the product, who may be others afterwards.
        log_changes(
            Change(p, "update", before={"visible_to": before[p.pk]}, after={"visible_to": visible_to})
            for p in changed
        )
        for product in changed:
            product.visible_to, product.updated_at = visible_to, timezone.now()
        Product.objects.bulk_update(changed, ["visible_to", "updated_at"], batch_size=2000)
        variants = list(Variant.objects.filter(product__in=changed))
        index_records([*changed, *variants])
    return changed


def _locked(products: Iterable[Product]) -> list[Product]:
    return lock(Product.objects.filter(pk__in=[product.pk for product in products]))


class _Sources:
    """What the drafts name by code, read once."""

    def __init__(self, drafts: Sequence[ProductDraft]) -> None:
        self.categories = _by_code(Category.objects, {draft.category for draft in drafts})
        self.units = _by_code(Unit.objects, {draft.unit for draft in drafts})
        self.tax_categories = _by_code(TaxCategory.objects, {draft.tax_category for draft in drafts})
        wanted = {draft.season for draft in drafts if draft.season}
        self.seasons = _by_code(Season.objects, wanted) if wanted else {}
        self.values = find_values(v.attributes for draft in drafts for v in draft.variants)
        self.currencies = _by_code(Currency.objects, {v.currency for draft in drafts for v in draft.variants})


def _by_code(manager: "models.Manager[M]", codes: set[str]) -> dict[str, M]:
    return {row.code: row for row in manager.filter(code__in=codes)}  # type: ignore[attr-defined]


def _named(known: dict[str, M], code: str, field: str, refusal: str, message: object) -> M:
    if code not in known:
        raise DomainError(refusal, message, field, {"code": code})
    return known[code]


def _product(draft: ProductDraft, sources: _Sources) -> Product:
    if not draft.variants:
        raise DomainError(
            "product.no_variant",
            _("%(code)s has no variant: a product is stocked and sold as at least one."),
            "variants",
            {"code": draft.code},
        )
    product = Product(
        code=draft.code.strip(),
        name=draft.name.strip(),
        sort_key=fold(draft.name)[:255],
        description=draft.description,
        category=_named(
            sources.categories,
            draft.category,
            "category",
            "product.category",
            _("There is no category “%(code)s”. Make it first, or choose another one."),
        ),
        unit=_named(
            sources.units,
            draft.unit,
            "unit",
            "product.unit",
            _("There is no unit “%(code)s”. Choose another one."),
        ),
        tax_category=_named(
            sources.tax_categories,
            draft.tax_category,
            "tax_category",
            "product.tax_category",
            _("There is no tax category “%(code)s”. Choose another one."),
        ),
        kind=draft.kind,
        tracking=draft.tracking,
        status=draft.status,
        season=_named(
            sources.seasons,
            draft.season,
            "season",
            "product.season",
            _("There is no season “%(code)s”. Make it first, or leave it empty."),
        )
        if draft.season
        else None,
        customs_code=draft.customs_code,
        origin_id=draft.origin or None,
        visible_to=list(draft.visible_to) if draft.visible_to is not None else None,
    )
    _check(product, draft.code)
    return product


def _variant(draft: VariantDraft, product: Product, sources: _Sources) -> Variant:
    name = draft.name.strip() or product.name
    check_codes(draft.attributes, sources.values, draft.sku)
    variant = Variant(
        product=product,
        sku=draft.sku.strip(),
        barcode=draft.barcode.strip(),
        name=name,
        sort_key=fold(name)[:255],
        sales_price=check_price(draft.sales_price, draft.sku),
        currency=_named(
            sources.currencies,
            draft.currency,
            "currency",
            "variant.currency",
            _("There is no currency “%(code)s”. Use its three letters, for instance EUR."),
        ),
        weight_kg=draft.weight_kg,
        length_cm=draft.length_cm,
        width_cm=draft.width_cm,
        height_cm=draft.height_cm,
        visible_to=product.visible_to,
    )
    _check(variant, draft.sku)
    return variant


def _check(record: Product | Variant, name: str) -> None:
    try:
        # Foreign keys were looked up by code; a query for each would make the service slow.
        record.clean_fields(exclude=[f.name for f in record._meta.fields if f.remote_field] + ["sort_key"])
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise DomainError(
            "product.invalid",
            _("%(name)s: %(message)s"),
            field,
            {"name": name, "message": " ".join(messages)},
        ) from error
