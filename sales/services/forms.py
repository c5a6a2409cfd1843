"""Orders as people type them: the generic form's drafts become orders, priced and taxed like any other."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from erp.documents import lock_documents
from erp.errors import DomainError
from erp.services.lines import LineDraft
from erp.services.records import RecordChange, RecordDraft, version_of
from sales.models import Delivery, Order, OrderLine
from sales.services.deliveries import change_deliveries
from sales.services.orders import CHANGEABLE, change_orders, place_orders
from sales.types import OrderDraft, OrderLineDraft

LINES = "lines"
# Typed by people, taken over as they are.
TEXTS = (
    "external_number",
    "external_reference",
    "carrier_name",
    "payment_method",
    "source_text",
    "customer_notes",
    "notes",
)


def create_orders(drafts: Sequence[RecordDraft]) -> list[Order]:
    """Place the orders of a form, of an import or of the API. Raises as `place_orders` does."""
    return place_orders([_order_draft(draft.values, draft.lines.get(LINES, ())) for draft in drafts])


def update_orders(changes: Sequence[RecordChange]) -> list[Order]:
    """Change draft orders as typed. Raises as `change_orders` does, and "record.changed_meanwhile"."""
    orders = lock_documents([change.record for change in changes])
    kept = {order.pk: order for order in orders}
    untaxed = set(
        OrderLine.objects.filter(order__in=orders, tax=None).values_list("pk", flat=True) if orders else ()
    )
    wanted: list[tuple[Order, Mapping[str, Any], Sequence[OrderLineDraft] | None]] = []
    for change in changes:
        order = kept[change.record.pk]
        if change.version and version_of(order) != change.version:
            raise DomainError(
                "record.changed_meanwhile",
                _(
                    "This order was changed since you opened it. What you typed is kept: check it and save again."
                ),
            )
        lines = change.lines.get(LINES)
        wanted.append(
            (
                order,
                _changes(order, change.values),
                None if lines is None else [line_draft(line, untaxed) for line in lines],
            )
        )
    change_orders(wanted)
    return orders


def update_deliveries(changes: Sequence[RecordChange]) -> list[Delivery]:
    """Write what may still be typed on a delivery: carrier and tracking number."""
    change_deliveries(
        [(change.record, {name: str(value) for name, value in change.values.items()}) for change in changes]
    )
    return [change.record for change in changes]


def line_draft(line: LineDraft, untaxed: Collection[int] = ()) -> OrderLineDraft:
    """A typed line. Empty cells take what the catalogue says; a line that was outside of tax stays so."""
    values = line.values
    variant, tax = values.get("variant"), values.get("tax")
    return OrderLineDraft(
        kind=values.get("kind") or "goods",
        variant_id=variant.pk if variant else None,
        description=values.get("description") or "",
        quantity=_or(values.get("quantity"), Decimal(1)),
        unit_price=values.get("unit_price"),
        discount_percent=_or(values.get("discount_percent"), Decimal(0)),
        discount_amount=_or(values.get("discount_amount"), Decimal(0)),
        tax_id=tax.pk if tax else None,
        is_untaxed=tax is None and line.pk in untaxed,
    )


def _or(value: Decimal | None, default: Decimal) -> Decimal:
    return default if value is None else value


def _order_draft(values: Mapping[str, Any], lines: Sequence[LineDraft]) -> OrderDraft:
    channel, partner = values.get("channel"), values.get("partner")
    if channel is None or partner is None:
        field = "channel" if channel is None else "partner"
        raise DomainError("order.incomplete", _("Choose a channel and a customer."), field)
    warehouse, currency = values.get("warehouse"), values.get("currency")
    typed: dict[str, Any] = {name: values.get(name) or "" for name in TEXTS}
    return OrderDraft(
        channel_id=channel.pk,
        partner_id=partner.pk,
        date=values.get("date"),
        currency=currency.pk if currency else channel.company.currency_id,
        prices_include_tax=values.get("prices_include_tax"),
        tax_rounding=values.get("tax_rounding") or "",
        warehouse_id=warehouse.pk if warehouse else None,
        lines=[line_draft(line) for line in lines],
        **typed,
    )


def _changes(order: Order, values: Mapping[str, Any]) -> dict[str, Any]:
    """Only what differs, by column; an emptied warehouse falls back to the channel's."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        column = str(getattr(Order._meta.get_field(name), "attname", name))
        new = value.pk if hasattr(value, "pk") else value
        if column == "warehouse_id" and new is None:
            new = values["channel"].warehouse_id if values.get("channel") else order.warehouse_id
        if column in CHANGEABLE and getattr(order, column) != new:
            found[column] = new
    return found
