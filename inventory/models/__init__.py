"""The inventory's tables, one module an aggregate."""

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
from inventory.models.lots import Lot
from inventory.models.places import Location, Warehouse
from inventory.models.safety import SafetyStock
from inventory.models.scans import Scan
from inventory.models.stock import Level, Move, Reservation
from inventory.models.strategies import PutawayRule, RemovalRule
from inventory.models.valuation import Consumption, Layer, Position, ValueAdjustment

__all__ = [
    "Consumption",
    "Depreciation",
    "DepreciationLine",
    "LandedCost",
    "LandedCostCharge",
    "LandedCostReceipt",
    "Layer",
    "Level",
    "Location",
    "Lot",
    "Move",
    "Position",
    "PutawayRule",
    "RemovalRule",
    "Reservation",
    "Revaluation",
    "RevaluationLine",
    "SafetyStock",
    "Scan",
    "StockSettings",
    "ValuationRule",
    "ValueAdjustment",
    "Warehouse",
]
