"""Every write of the inventory.

Whatever reserves, moves or values stock first locks the positions (company and variant) it touches, in one call, in
primary-key order, and reads what it decides on after that. Two transactions therefore wait for each other in one
direction only. A transaction that calls several of these services for different articles takes all of them ahead with
`lock_positions`.
"""

from inventory.services.arrivals import arrive_goods
from inventory.services.counts import adjust_stock
from inventory.services.depreciations import post_depreciations
from inventory.services.issues import issue_reserved
from inventory.services.landed_costs import post_landed_costs
from inventory.services.late_costs import post_late_costs
from inventory.services.letting_go import keep_until, losses_of, release_expired, release_rows, take_over
from inventory.services.locking import lock_positions
from inventory.services.lots import block_lots, take_lots, unblock_lots
from inventory.services.putaway import propose_places
from inventory.services.receipts import post_receipts, receive_stock
from inventory.services.reservations import release_reservations, reserve_lines
from inventory.services.returns import return_stock
from inventory.services.revaluations import post_revaluations
from inventory.services.reversals import reverse_moves
from inventory.services.supplier_returns import return_to_suppliers
from inventory.services.transfers import transfer_stock
from inventory.services.warehouses import create_warehouse, create_warehouses

__all__ = [
    "adjust_stock",
    "arrive_goods",
    "block_lots",
    "create_warehouse",
    "create_warehouses",
    "issue_reserved",
    "keep_until",
    "lock_positions",
    "losses_of",
    "post_depreciations",
    "post_landed_costs",
    "post_late_costs",
    "post_receipts",
    "post_revaluations",
    "propose_places",
    "receive_stock",
    "release_expired",
    "release_reservations",
    "release_rows",
    "reserve_lines",
    "return_stock",
    "return_to_suppliers",
    "reverse_moves",
    "take_lots",
    "take_over",
    "transfer_stock",
    "unblock_lots",
]
