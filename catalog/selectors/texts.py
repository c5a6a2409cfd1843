"""Names and descriptions in the reader's language, else in the catalogue's own."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from catalog.models import Product, Translation


@dataclass(frozen=True)
class Text:
    """What a product is called and described by in a language; what it lacks there is the catalogue's own."""

    name: str
    description: str
    is_translated: bool = False


def texts_of(products: Iterable[Product], language: str = "") -> dict[int, Text]:
    """By product: its text in `language` (empty: the reader's). At most one query, none for the catalogue's own language."""
    found = list(products)
    wanted = (language or get_language() or "fr")[:2]
    texts = {product.pk: Text(product.name, product.description) for product in found}
    if wanted == "fr":
        return texts
    for row in Translation.objects.filter(product__in=found, language=wanted):
        own = texts[row.product_id]
        texts[row.product_id] = Text(row.name, row.description or own.description, is_translated=True)
    return texts
