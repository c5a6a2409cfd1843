"""Tracked goods of the demo: care of the skin by lot with its dates, a machine by serial number, shelves with their rules."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from catalog.models import Category, Product
from catalog.services import create_categories, create_products
from catalog.types import CategoryDraft, ProductDraft, VariantDraft
from erp.services.records import RecordDraft, create_records
from inventory.choices import LocationKind, PutawayStrategy, RemovalStrategy
from inventory.models import Location, Lot, PutawayRule, RemovalRule, Warehouse
from inventory.services import block_lots, post_receipts, propose_places, take_lots
from inventory.services.locations import create_location_records
from inventory.services.rules import create_putaway_rules
from inventory.types import LotDraft, PutawayLine, Receipt, ReceiptLine

# SKU, name, net price, cost, lots: number, pieces, days until it expires.
CARE = (
    (
        "SOIN-KARITE",
        "Crème mains au karité",
        "9.08",
        "3.40",
        (("K2407", 6, -12), ("K2411", 24, 25), ("K2502", 36, 210)),
    ),
    ("SOIN-ROSE", "Eau florale de rose", "11.58", "4.10", (("R118", 18, 9), ("R126", 30, 160))),
    ("SOIN-LAVANDE", "Savon surgras à la lavande", "5.75", "1.90", (("SL-77", 40, 400), ("SL-81", 60, 520))),
    ("SOIN-MIEL", "Baume à lèvres au miel", "4.92", "1.55", (("M0925", 15, 75),)),
)
MACHINE = ("CAF-LEVIER", "Machine à café à levier", "415.83", "238.00")
SERIALS = 4
SUPPLIER = "Laboratoire des Dunes"


def stock_tracked(warehouse: Warehouse, *, date: dt.date, visible_to: list[int]) -> list[Lot]:
    """Articles with lots and serial numbers, put away on shelves of their own; one lot is blocked."""
    with transaction.atomic():
        care, machine = _make_products(visible_to)
        _make_shelves(warehouse)
        lots, lines, wanted = [], [], []
        for sku, _name, _price, cost, batches in CARE:
            variant = care[sku].variants.get()
            for number, quantity, days in batches:
                lots.append(
                    LotDraft(
                        warehouse.company_id,
                        variant.pk,
                        number,
                        expires_on=date + dt.timedelta(days),
                        manufactured_on=date - dt.timedelta(365),
                        supplier_lot=f"{SUPPLIER[:3].upper()}-{number}",
                    )
                )
                wanted.append((variant.pk, Decimal(quantity), Decimal(cost)))
        variant = machine.variants.get()
        for piece in range(1, SERIALS + 1):
            lots.append(LotDraft(warehouse.company_id, variant.pk, f"CL-24-{piece:04d}"))
            wanted.append((variant.pk, Decimal(1), Decimal(MACHINE[3])))
        made = take_lots(lots)
        proposals = propose_places(
            [PutawayLine(warehouse.company_id, warehouse.pk, pk, quantity) for pk, quantity, _cost in wanted]
        )
        for lot, (pk, _quantity, cost_of_one), places in zip(made, wanted, proposals, strict=True):
            lines += [
                ReceiptLine(pk, place.quantity, cost_of_one, place.location_id, lot_id=lot.pk)
                for place in places
            ]
        post_receipts(
            [Receipt(warehouse.company_id, warehouse.pk, lines, date, label=f"BR-{date:%y%m}-D {SUPPLIER}")]
        )
        block_lots(
            [lot for lot in made if lot.number == "R118"], reason="Rappel du fabricant : flacons à contrôler"
        )
    return made


def _make_products(visible_to: list[int]) -> tuple[dict[str, Product], Product]:
    create_categories([CategoryDraft("SOIN", "Soin et bien-être", visible_to=visible_to)])
    made = create_products(
        [
            ProductDraft(
                code=sku,
                name=name,
                category="SOIN",
                variants=[VariantDraft(sku=sku, sales_price=Decimal(price), weight_kg=Decimal("0.15"))],
                tracking=tracking,
                visible_to=visible_to,
            )
            for sku, name, price, tracking in (
                *((sku, name, price, "lot") for sku, name, price, _cost, _lots in CARE),
                (*MACHINE[:3], "serial"),
            )
        ]
    )
    return {product.code: product for product in made[:-1]}, made[-1]


def _make_shelves(warehouse: Warehouse) -> None:
    stock = Location.objects.get(pk=warehouse.stock_location_id)
    aisle = _shelves(warehouse, stock, {"A": "Allée A, soins"}, kind=LocationKind.VIEW, is_pickable=False)[0]
    _shelves(
        warehouse,
        aisle,
        {f"A-{number:02d}": f"Étagère A{number}" for number in range(1, 7)},
        max_quantity=Decimal(60),
    )
    category = Category.objects.get(code="SOIN")
    create_putaway_rules(
        [
            RecordDraft(
                PutawayRule,
                {
                    "warehouse": warehouse,
                    "category": category,
                    "strategy": PutawayStrategy.TOGETHER,
                    "location": aisle,
                },
            )
        ]
    )
    create_records(
        [
            RecordDraft(
                RemovalRule,
                {"warehouse": None, "category": category, "strategy": RemovalStrategy.FEFO},
            )
        ]
    )


def _shelves(
    warehouse: Warehouse, parent: Location, names: dict[str, str], **values: object
) -> list[Location]:
    shown = {"kind": LocationKind.STOCK, "is_pickable": True, **values}
    return create_location_records(
        [
            RecordDraft(
                Location,
                {"parent": parent, "code": f"{warehouse.code}/{code}", "name": name, **shown},
            )
            for code, name in names.items()
        ]
    )
