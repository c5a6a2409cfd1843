"""The catalog's part of a test company, through the services."""

from decimal import Decimal
from itertools import count
from typing import Any

from catalog.models import Category, Product, Variant
from catalog.services import create_categories, create_products
from catalog.types import CategoryDraft, ProductDraft, VariantDraft

numbers = count(1)


def make_category(code: str = "", parent: str = "", **values: Any) -> Category:
    code = code or f"CAT{next(numbers)}"
    return create_categories([CategoryDraft(code, values.pop("name", code.title()), parent, **values)])[0]


def make_product(
    category: Category | None = None, *, skus: list[str] | None = None, **values: Any
) -> Product:
    """A product with a variant for each of `skus` (one, when none are named)."""
    code = values.pop("code", f"P{next(numbers)}")
    price = values.pop("price", Decimal("10"))
    category = category or Category.objects.filter(parent=None).first() or make_category()
    draft = ProductDraft(
        code=code,
        name=values.pop("name", f"Théière {code}"),
        category=category.code,
        variants=[VariantDraft(sku=sku, sales_price=price) for sku in skus or [f"SKU-{code}"]],
        **values,
    )
    return create_products([draft])[0]


def make_variant(**values: Any) -> Variant:
    return make_product(**values).variants.get()


def make_variants(how_many: int, **values: Any) -> list[Variant]:
    product = make_product(skus=[f"V{next(numbers)}" for _number in range(how_many)], **values)
    return list(product.variants.order_by("pk"))
