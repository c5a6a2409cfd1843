"""The inventory's tables, one module an aggregate."""

from inventory.models.lots import Lot
from inventory.models.places import Location, Warehouse
from inventory.models.safety import SafetyStock
from inventory.models.scans import Scan
from inventory.models.stock import Level, Move, Reservation
from inventory.models.valuation import Consumption, Layer, Position

__all__ = [
    "Consumption",
    "Layer",
    "Level",
    "Location",
    "Lot",
    "Move",
    "Position",
    "Reservation",
    "SafetyStock",
    "Scan",
    "Warehouse",
]
