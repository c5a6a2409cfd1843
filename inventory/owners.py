"""What the documents that goods are set aside for must hear of, when somebody else lets go of them or takes them over."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.types import Part
from erp.models import Partner
from erp.registry import Registry

# Lines of documents (their ids) and by how much what is reserved for each changed: below zero, it lost some.
Changes = Mapping[int, Decimal]


def _none(line_ids: Collection[int]) -> Mapping[int, Sequence[Part]]:
    return {}


@dataclass(frozen=True)
class ReservationOwner:
    """A kind of document that reserves, by the `source_kind` it is registered under.

    `lock(document_ids)` locks the documents, before any position is locked: the order in which the documents' own
    services lock. `note(changes, held_back)` writes what changed to their lines; with `held_back` the documents that lost
    something don't reserve anew by themselves. `kits(line_ids)` says which of the lines are of kits, and what one takes of
    each component: what is set aside for such a line are its components, what changes of it are kits.
    """

    lock: Callable[[Collection[int]], object]
    note: Callable[[Changes, bool], None]
    kits: Callable[[Collection[int]], Mapping[int, Sequence[Part]]] = _none


reservation_owners: Registry[ReservationOwner] = Registry("documents that reserve", ReservationOwner)


# Who stands behind documents of a kind, by their ids: the supplier of a receipt, the customer of a delivery. One query.
Partners = Callable[[Collection[int]], Mapping[int, Partner]]
document_partners: Registry[Partners] = Registry("partners behind documents")
