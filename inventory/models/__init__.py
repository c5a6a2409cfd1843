"""The inventory's tables, one module an aggregate."""

from inventory.models.counting import StockCount, StockCountLine
from inventory.models.lots import Lot
from inventory.models.picking import Parcel, ParcelLine, Picking, PickTask
from inventory.models.places import Location, Warehouse
from inventory.models.receipt import GoodsReceipt, GoodsReceiptLine
from inventory.models.returns import CustomerReturn, CustomerReturnLine
from inventory.models.scrap import Scrap, ScrapLine
from inventory.models.stock import Level, Move, Reservation
from inventory.models.strategies import PutawayRule, RemovalRule
from inventory.models.transfer import StockTransfer, StockTransferLine
from inventory.models.valuation import Consumption, Layer, Position

__all__ = [
    "Consumption",
    "CustomerReturn",
    "CustomerReturnLine",
    "GoodsReceipt",
    "GoodsReceiptLine",
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
    "Scrap",
    "ScrapLine",
    "StockCount",
    "StockCountLine",
    "StockTransfer",
    "StockTransferLine",
    "Warehouse",
]
