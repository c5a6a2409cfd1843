"""Making sales orders of what a shop told, whole batches at a time, each order once.

A batch is one transaction under the connection's lock: a second worker waits, then finds everything known. What can't
become an order by itself is quarantined with the reason and waits for a person; it never stops the orders beside it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from connectors.choices import InboundStatus, ReferenceKind
from connectors.models import Connection, ExternalReference, InboundOrder
from connectors.payload import order_from_payload, order_to_payload
from connectors.services.mapping import (
    Known,
    QuarantineError,
    check_order,
    known_partner,
    order_draft,
    partner_drafts,
    partner_key,
    payment_drafts,
    read_known,
)
from connectors.types import ShopOrder, ShopOrderStatus, UnreadableOrder
from erp.documents import created_by, log_created, transition
from erp.errors import DomainError
from erp.locks import advisory_lock, lock
from erp.search import index_records
from erp.services.partners import create_partners
from sales.choices import OrderStatus
from sales.models import Order
from sales.services.cancellation import cancel_orders
from sales.services.confirmation import confirm_orders
from sales.services.orders import place_orders
from sales.services.payments import register_payments

GIVEN_UP = {
    ShopOrderStatus.CANCELLED: _("Cancelled in the shop before it reached us."),
    ShopOrderStatus.PAYMENT_REFUSED: _(
        "The payment was refused: nothing to deliver unless the customer pays."
    ),
}
REFUNDED = "order.refunded"
READY = {ShopOrderStatus.PAID, ShopOrderStatus.SHIPPED}


@dataclass
class ImportResult:
    """How many orders were created, changed, quarantined, left aside, and known already as they are."""

    created: int = 0
    changed: int = 0
    quarantined: int = 0
    ignored: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        return self.created + self.changed + self.quarantined + self.ignored + self.unchanged

    def add(self, other: "ImportResult") -> None:
        for field in fields(ImportResult):
            setattr(self, field.name, getattr(self, field.name) + getattr(other, field.name))


@dataclass
class _Case:
    """An inbound order on its way: what the shop says, and the sales order it is or becomes."""

    inbound: InboundOrder
    shop: ShopOrder

    @property
    def is_ready(self) -> bool:
        return self.shop.status in READY


def import_orders(
    connection: Connection, found: Sequence[ShopOrder | UnreadableOrder], *, correlation_id: str = ""
) -> ImportResult:
    """Take in what the shop told: new orders become sales orders, known ones follow what changed in the shop."""
    result = ImportResult()
    latest = {order.external_id: order for order in found}
    with transaction.atomic():
        advisory_lock("connectors.import", connection.pk)
        known = {
            inbound.external_id: inbound
            for inbound in lock(InboundOrder.objects.filter(connection=connection, external_id__in=latest))
        }
        news: list[InboundOrder] = []
        changed: list[InboundOrder] = []
        for external_id, order in latest.items():
            inbound = known.get(external_id) or _new(connection, external_id)
            payload = order_to_payload(order)
            if inbound.pk and inbound.payload == payload:
                result.unchanged += 1
                continue
            (changed if inbound.pk else news).append(inbound)
            _tell(inbound, order, payload, correlation_id)
        InboundOrder.objects.bulk_create(news, batch_size=500)
        InboundOrder.objects.bulk_update(
            changed,
            ["payload", "reference", "shop_status", "shop_updated_at", "correlation_id", "date"],
            batch_size=500,
        )
        log_created(news)
        index_records([*news, *changed])
        result.add(_process(connection, [*news, *changed], latest))
    return result


def process_inbound_orders(inbounds: Iterable[InboundOrder]) -> ImportResult:
    """Try quarantined orders again, from what was received: after an article was created, a tax added, a tolerance raised."""
    result = ImportResult()
    with transaction.atomic():
        waiting = lock(
            InboundOrder.objects.filter(pk__in=[inbound.pk for inbound in inbounds]).select_related(None)
        )
        for connection in Connection.objects.filter(
            pk__in={inbound.connection_id for inbound in waiting}
        ).order_by("pk"):
            advisory_lock("connectors.import", connection.pk)
            own = [inbound for inbound in waiting if inbound.connection_id == connection.pk]
            result.add(_process(connection, own, {}))
    return result


def ignore_inbound_orders(inbounds: Iterable[InboundOrder], *, note: str = "") -> None:
    """Leave quarantined orders aside for good (until the shop says more)."""
    with transaction.atomic():
        waiting = lock(InboundOrder.objects.filter(pk__in=[inbound.pk for inbound in inbounds]))
        transition(waiting, InboundStatus.IGNORED, note=note)


def _new(connection: Connection, external_id: str) -> InboundOrder:
    return InboundOrder(
        company_id=connection.company_id,
        connection=connection,
        external_id=external_id,
        created_by_id=created_by(),
    )


def _tell(
    inbound: InboundOrder, order: ShopOrder | UnreadableOrder, payload: dict, correlation_id: str
) -> None:
    """Write on `inbound` what the shop says now."""
    inbound.payload, inbound.reference, inbound.correlation_id = payload, order.reference[:80], correlation_id
    if isinstance(order, ShopOrder):
        inbound.shop_status, inbound.shop_updated_at = order.status.value, order.updated_at
        inbound.date = timezone.localdate(order.placed_at)
    elif inbound._state.adding:
        inbound.date = timezone.localdate()


def _process(
    connection: Connection,
    inbounds: Sequence[InboundOrder],
    latest: dict[str, ShopOrder | UnreadableOrder],
) -> ImportResult:
    result = ImportResult()
    refusals: list[tuple[InboundOrder, DomainError]] = []
    cases = []
    for inbound in inbounds:
        try:
            cases.append(_Case(inbound, _shop_order(inbound, latest)))
        except DomainError as error:
            refusals.append((inbound, error))
    known = read_known(connection, [case.shop for case in cases])
    fresh, given_up, following = [], [], []
    for case in cases:
        if case.inbound.order_id:
            following.append(case)
        elif case.shop.status in GIVEN_UP:
            given_up.append(case)
        else:
            try:
                check_order(case.shop, known)
                fresh.append(case)
            except QuarantineError as error:
                refusals.append((case.inbound, error))
    placed, refused = _in_bulk_or_one_by_one(fresh, lambda some: _place(connection, some, known))
    followed, stuck = _in_bulk_or_one_by_one(following, lambda some: _follow(some, known))
    _leave_aside(given_up)
    _quarantine([*refusals, *refused])
    _note_reason(stuck)
    result.created, result.changed = len(placed), len(followed)
    result.ignored, result.quarantined = len(given_up), len(refusals) + len(refused) + len(stuck)
    return result


def _shop_order(inbound: InboundOrder, latest: dict[str, ShopOrder | UnreadableOrder]) -> ShopOrder:
    told = latest.get(inbound.external_id)
    if isinstance(told, UnreadableOrder):
        raise QuarantineError(told.code, told.reason)
    if told is not None:
        return told
    try:
        return order_from_payload(inbound.payload)
    except (KeyError, TypeError, ValueError) as error:
        raise QuarantineError(
            "order.unreadable", _("What was received can't be read: pull the order from the shop again.")
        ) from error


def _in_bulk_or_one_by_one(
    cases: Sequence[_Case], work: Callable[[Sequence[_Case]], None]
) -> tuple[list[_Case], list[tuple[InboundOrder, DomainError]]]:
    """Do `work` on all of `cases` at once; when something refuses, on each alone, so that it stops itself only."""
    if not cases:
        return [], []
    try:
        with transaction.atomic():
            work(cases)
        return list(cases), []
    except DomainError as error:
        if len(cases) == 1:
            return [], [(cases[0].inbound, error)]
    done: list[_Case] = []
    refused: list[tuple[InboundOrder, DomainError]] = []
    for case in cases:
        worked, stopped = _in_bulk_or_one_by_one([case], work)
        done += worked
        refused += stopped
    return done, refused


def _place(connection: Connection, cases: Sequence[_Case], known: Known) -> None:
    partners = _partner_ids(connection, cases, known)
    orders = place_orders(
        [order_draft(case.shop, partners[case.inbound.external_id], known) for case in cases]
    )
    for case, order in zip(cases, orders, strict=True):
        case.inbound.order = order
    ExternalReference.objects.bulk_create(
        ExternalReference(
            company_id=connection.company_id,
            connection=connection,
            kind=ReferenceKind.ORDER,
            external_id=case.inbound.external_id,
            object_id=order.pk,
        )
        for case, order in zip(cases, orders, strict=True)
    )
    InboundOrder.objects.bulk_update([case.inbound for case in cases], ["order"])
    if connection.confirms_paid_orders:
        confirm_orders([order for case, order in zip(cases, orders, strict=True) if case.is_ready])
    _register([(case, order.pk) for case, order in zip(cases, orders, strict=True)], known)
    transition([case.inbound for case in cases], InboundStatus.PROCESSED)
    _forget_reasons(cases)
    _tell_refunds(cases)


def _follow(cases: Sequence[_Case], known: Known) -> None:
    """What changed in the shop after the order was placed here: it was paid, or cancelled."""
    orders = Order.objects.in_bulk([case.inbound.order_id for case in cases])
    followed = [(case, orders[pk]) for case in cases if (pk := case.inbound.order_id) is not None]
    cancelled, confirmed = [], []
    for case, order in followed:
        if case.shop.status in GIVEN_UP and order.status != OrderStatus.CANCELLED:
            cancelled.append(order)
        elif case.is_ready and order.status == OrderStatus.DRAFT and known.connection.confirms_paid_orders:
            confirmed.append(order)
    cancel_orders(cancelled, note=str(_("Cancelled in the shop.")))
    confirm_orders(confirmed)
    _register([(case, order.pk) for case, order in followed], known)
    _forget_reasons(cases)
    _tell_refunds(cases)


def _forget_reasons(cases: Sequence[_Case]) -> None:
    solved = [case.inbound for case in cases if case.inbound.reason]
    for inbound in solved:
        inbound.reason, inbound.reason_code = "", ""
    InboundOrder.objects.bulk_update(solved, ["reason", "reason_code"])


def _tell_refunds(cases: Sequence[_Case]) -> None:
    """Money that the shop gave back is a credit note for a person to make; until then the reason stands on the order."""
    refunded = [case for case in cases if case.shop.refunded_gross]
    for case in refunded:
        case.inbound.reason_code = REFUNDED
        case.inbound.reason = _now(
            "The shop gave %(amount)s %(currency)s back: make a credit note of the order's invoice."
        ) % {"amount": f"{case.shop.refunded_gross:.2f}", "currency": case.shop.currency}
    InboundOrder.objects.bulk_update([case.inbound for case in refunded], ["reason", "reason_code"])


def _register(placed: Sequence[tuple[_Case, int]], known: Known) -> None:
    """Record what was paid for the orders, by their ids."""
    register_payments(
        [
            draft
            for case, order_id in placed
            if case.shop.status not in GIVEN_UP
            for draft in payment_drafts(case.shop, order_id, known)
        ]
    )


def _partner_ids(connection: Connection, cases: Sequence[_Case], known: Known) -> dict[str, int]:
    """The partner of each case, by external order id; those that are new are created, once each."""
    drafts = partner_drafts([case.shop for case in cases], known)
    created = dict(
        zip(drafts, (partner.pk for partner in create_partners(list(drafts.values()))), strict=True)
    )
    ids: dict[str, int] = {}
    references: dict[str, int] = {}
    for case in cases:
        customer = case.shop.customer
        if customer is None:
            raise QuarantineError(
                "customer.missing", _("The shop did not tell who ordered: open the order there.")
            )
        found = known_partner(known, customer) or created[partner_key(customer)]
        ids[case.inbound.external_id] = found
        if customer.external_id and customer.external_id not in known.partners:
            references[customer.external_id] = found
    ExternalReference.objects.bulk_create(
        [
            ExternalReference(
                company_id=connection.company_id,
                connection=connection,
                kind=ReferenceKind.CUSTOMER,
                external_id=external_id,
                object_id=partner_id,
            )
            for external_id, partner_id in references.items()
        ],
        ignore_conflicts=True,
    )
    return ids


def _leave_aside(cases: Sequence[_Case]) -> None:
    for case in cases:
        case.inbound.reason_code = case.shop.status.value
        case.inbound.reason = str(GIVEN_UP[case.shop.status])
    inbounds = [case.inbound for case in cases]
    InboundOrder.objects.bulk_update(inbounds, ["reason", "reason_code"])
    transition(
        [inbound for inbound in inbounds if inbound.status != InboundStatus.IGNORED], InboundStatus.IGNORED
    )


def _quarantine(refusals: Sequence[tuple[InboundOrder, DomainError]]) -> None:
    _note_reason(refusals)
    transition(
        [inbound for inbound, _error in refusals if inbound.status != InboundStatus.QUARANTINED],
        InboundStatus.QUARANTINED,
    )


def _note_reason(refusals: Sequence[tuple[InboundOrder, DomainError]]) -> None:
    """Keep why: on a quarantined order, and on a processed one that could not follow the shop's change."""
    for inbound, error in refusals:
        inbound.reason_code, inbound.reason = error.code[:60], error.message
    InboundOrder.objects.bulk_update([inbound for inbound, _error in refusals], ["reason", "reason_code"])
