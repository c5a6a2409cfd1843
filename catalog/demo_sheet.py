"""The demo's kits, packagings, substitutes and English texts, made through the services.

Whoever builds the demo calls `complete_sheets` after `build_catalogue` and `draw_catalogue`.
"""

from collections.abc import Sequence
from decimal import Decimal

from stdnum import ean

from catalog.demo import ean13
from catalog.demo_pictures import draw_picture
from catalog.models import Season, Variant
from catalog.services import (
    activate_products,
    add_packagings,
    create_products,
    end_products,
    relate_products,
    set_components,
    set_images,
    translate_products,
)
from catalog.types import (
    ImageDraft,
    KitDraft,
    PackagingDraft,
    Part,
    ProductDraft,
    RelationDraft,
    TranslationDraft,
    VariantDraft,
)
from erp.services.records import RecordDraft, create_records

# Code, name, English name, net price in EUR, components by SKU with how many.
KITS = (
    (
        "KIT-PDJ",
        "Coffret petit déjeuner « Estran »",
        "“Estran” breakfast set",
        "39.9",
        (("VAI-BOL-CEL", 2), ("VAI-MUG-CEL", 2)),
    ),
    (
        "KIT-THE",
        "Coffret thé « Vallon »",
        "“Vallon” tea set",
        "64.9",
        (("THI-KYU-09", 1), ("VAI-TAC-SAB", 4), ("CUI-INF-FRE", 1)),
    ),
    (
        "KIT-TAB",
        "Table de fête « Lavoir », 6 couverts",
        "“Lavoir” party table for six",
        "169",
        (("LIN-NAP-CRA", 1), ("LIN-SER-CRA", 3)),
    ),
)
# Product codes: offered instead, offered beside.
SUBSTITUTES = (("THI-KYU", "THI-PAN"), ("THI-PAN", "THI-KYU"), ("THI-FON", "THI-KYU"), ("VAI-BOL", "VAI-SUC"))
ACCESSORIES = (("THI-KYU", "VAI-TAC"), ("THI-VER", "CUI-INF"), ("THI-FON", "CUI-INF"), ("CUI-PLA", "CUI-PAI"))
ENGLISH = (
    ("VAI-BOL", "“Estran” bowl", "Stoneware, glazed by hand."),
    ("VAI-MUG", "“Estran” mug, 35 cl", "Stoneware, safe in the dishwasher."),
    ("THI-KYU", "“Vallon” stoneware teapot", "Pours without a drop, with a filter of its own."),
    ("THI-FON", "“Forge” cast-iron teapot", ""),
    ("LIN-TOR", "“Lavoir” washed linen tea towel", ""),
)
CASES = (("VAI-BOL", 6), ("VAI-MUG", 12), ("VAI-TAC", 24), ("VAI-ASD", 12))
ENDED = "VAI-PIC"


def complete_sheets(variants: Sequence[Variant]) -> list[Variant]:
    """What goes together and how it is packed; the kits. In a scope over the group."""
    by_sku = {variant.sku: variant for variant in variants}
    by_code = {variant.product.code: variant.product for variant in variants}
    make_seasons()
    kits = _kits(by_sku)
    _packagings(variants)
    relate_products(
        [
            RelationDraft(by_code[one].pk, kind, by_code[other].pk)
            for kind, pairs in (("substitute", SUBSTITUTES), ("accessory", ACCESSORIES))
            for one, other in pairs
        ]
    )
    products = by_code | {kit.product.code: kit.product for kit in kits}
    translate_products(
        [TranslationDraft(products[code].pk, "en", name, text) for code, name, text in ENGLISH]
        + [
            TranslationDraft(products[code].pk, "en", english)
            for code, _name, english, _price, _parts in KITS
        ]
    )
    end_products([by_code[ENDED]])
    picture = draw_picture("box", "#c9805f", "#f0e3d2", seed="kit")
    set_images([ImageDraft(kit.pk, f"{kit.sku.lower()}.webp", picture) for kit in kits])
    return kits


def make_seasons() -> None:
    """The collections of the range."""
    create_records(
        [
            RecordDraft(
                Season,
                {"code": code, "name_en": name_en, "name_fr": name_fr, "starts_on": None, "ends_on": None},
            )
            for code, name_en, name_fr in (
                ("PERM", "Permanent range", "Gamme permanente"),
                ("NOEL", "Christmas", "Noël"),
                ("PE27", "Spring-summer 2027", "Printemps-été 2027"),
            )
        ]
    )


def _kits(by_sku: dict[str, Variant]) -> list[Variant]:
    products = create_products(
        [
            ProductDraft(
                code=code,
                name=name,
                category="VAISSELLE",
                kind="kit",
                status="draft",
                season="NOEL",
                variants=[VariantDraft(code, Decimal(price), barcode=ean13(f"22{number:010d}"))],
            )
            for number, (code, name, _english, price, _parts) in enumerate(KITS, start=1)
        ]
    )
    kits = list(Variant.objects.filter(product__in=products).select_related("product").order_by("sku"))
    parts = {code: components for code, _name, _english, _price, components in KITS}
    set_components(
        [
            KitDraft(kit.pk, [Part(by_sku[sku].pk, Decimal(count)) for sku, count in parts[kit.sku]])
            for kit in kits
        ]
    )
    activate_products(products)
    return kits


def _packagings(variants: Sequence[Variant]) -> None:
    cases = dict(CASES)
    packed = [variant for variant in variants if variant.product.code in cases]
    add_packagings(
        [
            PackagingDraft(
                variant.pk,
                kind,
                Decimal(cases[variant.product.code] * layers),
                barcode=_gtin14(level, number),
                weight_kg=variant.weight_kg * cases[variant.product.code] * layers
                if variant.weight_kg
                else None,
                is_bought=kind == "case",
            )
            for number, variant in enumerate(packed)
            for level, (kind, layers) in enumerate((("case", 1), ("pallet", 40)), start=1)
        ]
    )


def _gtin14(level: int, number: int) -> str:
    digits = f"{level}23{number:010d}"
    return digits + str(ean.calc_check_digit(digits))
