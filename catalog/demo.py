"""The catalog's part of the demo group: about 300 variants with their pictures, made through the services.

Whoever builds the demo calls `build_catalogue`, then `draw_catalogue`, in a scope over the group.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.db import transaction
from stdnum import ean

from catalog.demo_attributes import demo_attributes, values_of
from catalog.demo_pictures import draw_picture
from catalog.demo_range import CATEGORIES, FAMILIES, KNOWN, UNKNOWN, Choice, Family
from catalog.models import Variant
from catalog.services import create_attributes, create_categories, create_products, set_images, use_attributes
from catalog.types import ImageDraft, ProductDraft, VariantDraft
from erp.money import round_unit_price

# The VAT rates of France, in percent, that prices with tax are made of.
RATES = {
    "standard": Decimal(20),
    "intermediate": Decimal(10),
    "reduced": Decimal("5.5"),
    "super_reduced": Decimal("2.1"),
    "zero": Decimal(0),
}
# What products of a category usually differ in.
CATEGORY_ATTRIBUTES = {
    "VAISSELLE": ["couleur"],
    "LINGE": ["couleur"],
    "THEIERES": ["contenance"],
    "THES": ["poids"],
}
# By category: heading of the combined nomenclature, country of origin.
CUSTOMS = {
    "VAISSELLE": ("69120023", "PT"),
    "THEIERES": ("69120023", "PT"),
    "LUMIERE": ("34060000", "FR"),
    "LIBRAIRIE": ("49019900", "FR"),
}
# By motif: length, width and height of one, packed, in cm.
SIZES = {
    "mug": (Decimal(12), Decimal(9), Decimal(10)),
    "bowl": (Decimal(16), Decimal(16), Decimal(8)),
    "plate": (Decimal(23), Decimal(23), Decimal(4)),
    "teapot": (Decimal(22), Decimal(15), Decimal(14)),
    "book": (Decimal(24), Decimal(17), Decimal(2)),
}
WALLS = ("#e9e2d6", "#dfe6e3", "#e6dde4", "#f0e3d2", "#dde3ec")


class ShopArticle(Protocol):
    """An article that a shop of the group sells: its SKU, name, net price in EUR and French VAT rate in percent."""

    @property
    def sku(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def net_price(self) -> Decimal: ...
    @property
    def tax_rate(self) -> Decimal: ...


@dataclass(frozen=True)
class Sight:
    """What an article looks like. Articles that look the same share the work of drawing."""

    motif: str
    colour: str
    wall: str


def build_catalogue(
    articles: Iterable[ShopArticle] = (), barcode: Callable[[str], str] | None = None
) -> list[Variant]:
    """The categories and the range, with the articles of a shop among it; all variants, ordered by SKU.

    `barcode(sku)` says which barcodes the shop has for its articles.
    """
    with transaction.atomic():
        create_attributes(demo_attributes())
        create_categories(CATEGORIES)
        use_attributes(CATEGORY_ATTRIBUTES)
        drafts = [
            *(_shop_product(article, barcode(article.sku) if barcode else "") for article in articles),
            *(_product(number, family) for number, family in enumerate(FAMILIES)),
        ]
        create_products(drafts)
    return list(
        Variant.objects.select_related(
            "product__unit", "product__category", "product__tax_category"
        ).order_by("sku")
    )


def draw_catalogue(variants: Sequence[Variant]) -> None:
    """A picture for each variant, drawn on the spot."""
    sights = _sights()
    drawn: dict[Sight, bytes] = {}
    drafts = []
    for variant in variants:
        sight = sights.get(variant.sku) or _sight(*UNKNOWN)
        if sight not in drawn:
            drawn[sight] = draw_picture(
                sight.motif, sight.colour, sight.wall, seed=f"{sight.motif}{sight.colour}"
            )
        drafts.append(ImageDraft(variant.pk, f"{variant.sku.lower()}.webp", drawn[sight]))
    set_images(drafts)


def _product(number: int, family: Family) -> ProductDraft:
    rate = RATES[family.tax_category]
    customs_code, origin = CUSTOMS.get(family.category, ("", "FR"))
    length, width, height = SIZES.get(family.motif, (None, None, None))
    return ProductDraft(
        code=family.code,
        name=family.name,
        customs_code=customs_code,
        origin=origin,
        category=family.category,
        tax_category=family.tax_category,
        variants=[
            VariantDraft(
                sku=_sku(family, choice),
                name=f"{family.name}, {choice.label}" if choice.label else family.name,
                # The range 21 of GS1 is for use inside one company, so it is nobody's.
                barcode=ean13(f"21{number:06d}{position:04d}"),
                attributes=values_of(family, choice),
                sales_price=round_unit_price(_price(family, choice) * 100 / (100 + rate)),
                weight_kg=family.weight_kg * choice.factor,
                length_cm=length,
                width_cm=width,
                height_cm=height,
            )
            for position, choice in enumerate(family.choices)
        ],
    )


def _shop_product(article: ShopArticle, barcode: str) -> ProductDraft:
    category = KNOWN.get(article.sku, UNKNOWN)[0]
    tax_category = next(code for code, rate in RATES.items() if rate == article.tax_rate)
    return ProductDraft(
        code=article.sku,
        name=article.name,
        category=category,
        tax_category=tax_category,
        variants=[VariantDraft(sku=article.sku, sales_price=article.net_price, barcode=barcode)],
    )


def _price(family: Family, choice: Choice) -> Decimal:
    """With tax, as shops like them: so many euros and ninety cents, below ten euros fifty or ninety."""
    price = family.price * choice.factor
    if choice.factor == 1:
        return price
    half_euros = int(price * 2)
    return (
        Decimal(half_euros) / 2 + Decimal("0.40")
        if half_euros % 2
        else Decimal(half_euros) / 2 - Decimal("0.10")
    )


def _sku(family: Family, choice: Choice) -> str:
    return f"{family.code}-{choice.code}" if choice.label else family.code


def ean13(digits: str) -> str:
    return digits + str(ean.calc_check_digit(digits))


def _sights() -> dict[str, Sight]:
    sights = {sku: _sight(*known) for sku, known in KNOWN.items()}
    for family in FAMILIES:
        for choice in family.choices:
            sights[_sku(family, choice)] = _sight(
                family.category, family.motif, choice.colour or family.shade
            )
    return sights


def _sight(category: str, motif: str, colour: str) -> Sight:
    codes = [draft.code for draft in CATEGORIES]
    return Sight(motif, colour, WALLS[codes.index(category) % len(WALLS)])
