"""What stands behind a scanned code: a location, an article, a lot, and what lies where."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from catalog.models import Variant
from inventory.barcodes import ScannedCode, gtin_forms, read_code
from inventory.choices import ON_HAND, LocationKind
from inventory.models import Level, Location, Lot

MOST_ROWS = 60


@dataclass(frozen=True)
class Found:
    """`kind`: location, article, lot, or unknown. `levels`: what lies there, or where it lies; the first 60."""

    kind: str
    code: ScannedCode
    location: Location | None = None
    variant: Variant | None = None
    lot: Lot | None = None
    levels: list[Level] = field(default_factory=list)


def find_scanned(text: str, company_id: int) -> Found:
    """What `text` names in the company. A location's code goes before an article's; a GS1 code names an article."""
    code = read_code(text)
    if not code.is_gs1:
        location = (
            Location.objects.filter(company=company_id, code=code.text.upper(), is_active=True)
            .exclude(kind=LocationKind.VIEW)
            .select_related("warehouse")
            .first()
        )
        if location is not None:
            return Found("location", code, location=location, levels=_levels(company_id, location=location))
    variant = _variant(code)
    number = code.lot or code.serial
    if number or variant is None:
        lots = Lot.objects.filter(company=company_id, number=number or code.text)
        if variant is not None:
            lots = lots.filter(variant=variant)
        # A number that two articles' lots have says nothing by itself.
        found = list(lots.select_related("variant__product__unit").order_by("pk")[:2])
        if len(found) == 1:
            [lot] = found
            return Found("lot", code, variant=lot.variant, lot=lot, levels=_levels(company_id, lot=lot))
    if variant is None:
        return Found("unknown", code)
    return Found("article", code, variant=variant, levels=_levels(company_id, variant=variant))


def _variant(code: ScannedCode) -> Variant | None:
    if code.gtin:
        wanted = Q(barcode__in=gtin_forms(code.gtin))
    elif code.is_gs1:
        return None
    else:
        wanted = Q(sku=code.text) | Q(sku=code.text.upper())
        if code.text.isascii() and code.text.isdigit():
            wanted |= Q(barcode__in=gtin_forms(code.text))
    return Variant.objects.filter(wanted).select_related("product__unit").order_by("pk").first()


def _levels(company_id: int, **wanted: Any) -> list[Level]:
    rows: Iterable[Level] = (
        Level.objects.filter(company=company_id, location__kind__in=ON_HAND, on_hand__gt=0, **wanted)
        .select_related("variant", "location__warehouse", "lot")
        .order_by("location__tree_id", "location__lft", "variant__sort_key")[:MOST_ROWS]
    )
    return list(rows)
