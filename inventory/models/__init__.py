"""The inventory's tables, one module an aggregate."""

from inventory.models.assembly import Assembly, AssemblyLine
from inventory.models.corrections import (
    Depreciation,
    DepreciationLine,
    LandedCost,
    LandedCostCharge,
    LandedCostReceipt,
    Revaluation,
    RevaluationLine,
)
from inventory.models.costing import StockSettings, ValuationRule
from inventory.models.counting import StockCount, StockCountLine
from inventory.models.invoicing import InvoicedReceipt
from inventory.models.lots import Lot
from inventory.models.picking import Parcel, ParcelLine, Picking, PickTask
from inventory.models.places import Location, Warehouse
from inventory.models.receipt import GoodsReceipt, GoodsReceiptLine
from inventory.models.returns import (
    CustomerReturn,
    CustomerReturnLine,
    SupplierReturn,
    SupplierReturnLine,
)
from inventory.models.safety import SafetyStock
from inventory.models.scans import Scan
from inventory.models.scrap import Scrap, ScrapLine
from inventory.models.stock import Level, Move, Reservation
from inventory.models.strategies import PutawayRule, RemovalRule
from inventory.models.transfer import StockTransfer, StockTransferLine
from inventory.models.valuation import Consumption, Layer, Position, ValueAdjustment

__all__ = [
    "Assembly",
    "AssemblyLine",
    "Consumption",
    "CustomerReturn",
    "CustomerReturnLine",
    "Depreciation",
    "DepreciationLine",
    "GoodsReceipt",
    "GoodsReceiptLine",
    "InvoicedReceipt",
    "LandedCost",
    "LandedCostCharge",
    "LandedCostReceipt",
    "Layer",
    "Level",
    "Location",
    "Lot",
    "Move",
    "Parcel",
    "ParcelLine",
    "PickTask",
    "Picking",
    "Position",
    "PutawayRule",
    "RemovalRule",
    "Reservation",
    "Revaluation",
    "RevaluationLine",
    "SafetyStock",
    "Scan",
    "Scrap",
    "ScrapLine",
    "StockCount",
    "StockCountLine",
    "StockSettings",
    "StockTransfer",
    "StockTransferLine",
    "SupplierReturn",
    "SupplierReturnLine",
    "ValuationRule",
    "ValueAdjustment",
    "Warehouse",
]
