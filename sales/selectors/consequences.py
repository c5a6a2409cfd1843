"""What an action on orders or deliveries would do, in sentences, before anybody confirms it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inventory.selectors.availability import Figures
from sales.choices import DeliveryStatus, InvoiceState, LineKind, PaymentState
from sales.models import Delivery, DeliveryLine, Order, OrderLine
from sales.selectors.availability import for_orders

ZERO = Decimal(0)


def quantity_text(quantity: Decimal) -> str:
    """A quantity as people read it, without trailing zeros."""
    return number_format(f"{quantity.normalize():f}", use_l10n=True, force_grouping=True)


def of_confirming(orders: Sequence[Order]) -> list[str]:
    """How much would be reserved, and who would wait."""
    lines = list(OrderLine.objects.filter(order__in=orders, kind=LineKind.GOODS).select_related("order"))
    stock = for_orders(
        {line.variant_id for line in lines if line.variant_id}, {line.order.warehouse_id for line in lines}
    )
    free = {place: figures.free for place, figures in stock.items()}
    wanted = got = ZERO
    waiting: set[int] = set()
    short: dict[tuple[int, int], Decimal] = {}
    for line in sorted(lines, key=lambda line: (line.order.placed_at, line.order_id, line.position)):
        place = (line.variant_id or 0, line.order.warehouse_id)
        reserved = min(free.get(place, ZERO), line.quantity)
        free[place] = free.get(place, ZERO) - reserved
        wanted, got = wanted + line.quantity, got + reserved
        if reserved < line.quantity:
            waiting.add(line.order_id)
            short[place] = short.get(place, ZERO) + line.quantity - reserved
    said = [
        _("Reserves %(got)s of %(wanted)s pieces.")
        % {"got": quantity_text(got), "wanted": quantity_text(wanted)}
        if wanted
        else _("Nothing to reserve: there are only services.")
    ]
    if waiting:
        said.append(
            ngettext(
                "%(count)d order will wait for stock.", "%(count)d orders will wait for stock.", len(waiting)
            )
            % {"count": len(waiting)}
        )
        said.append(_promise(stock, short))
    return said


def _promise(stock: Mapping[tuple[int, int], Figures], short: Mapping[tuple[int, int], Decimal]) -> str:
    """When all that is missing can be promised for."""
    today = timezone.localdate()
    days = [stock[place].promise_date(stock[place].free + missing, today) for place, missing in short.items()]
    known = [day for day in days if day is not None]
    if len(known) < len(days):
        return _("Nobody knows yet when what is missing will all be there: order it, or transfer it.")
    return _("What is missing can be promised for %(day)s.") % {
        "day": date_format(max(known), "SHORT_DATE_FORMAT")
    }


def of_delivering(orders: Sequence[Order]) -> list[str]:
    """How much would be put on deliveries, and how much stays behind."""
    sums = OrderLine.objects.filter(order__in=orders, kind=LineKind.GOODS).aggregate(
        reserved=Sum("reserved"), delivered=Sum("delivered"), quantity=Sum("quantity")
    )
    reserved, delivered, quantity = (sums[name] or ZERO for name in ("reserved", "delivered", "quantity"))
    said = [_("Ships %(quantity)s reserved pieces.") % {"quantity": quantity_text(reserved)}]
    if behind := quantity - reserved - delivered:
        said.append(_("%(quantity)s pieces stay on backorder.") % {"quantity": quantity_text(behind)})
    return said


def of_cancelling(orders: Sequence[Order]) -> list[str]:
    """What would be let go, and what a person has to see to."""
    reserved = OrderLine.objects.filter(order__in=orders).aggregate(Sum("reserved"))["reserved__sum"] or ZERO
    deliveries = list(
        Delivery.objects.filter(order__in=orders, status=DeliveryStatus.DRAFT).values_list(
            "number", flat=True
        )[:6]
    )
    said = []
    if reserved:
        said.append(_("Releases %(quantity)s reserved pieces.") % {"quantity": quantity_text(reserved)})
    if deliveries:
        said.append(
            _("Cancels deliveries: %(numbers)s.")
            % {
                "numbers": ", ".join(number or "…" for number in deliveries[:5])
                + ("…" if deliveries[5:] else "")
            }
        )
    paid = [order for order in orders if order.payment_state != PaymentState.UNPAID]
    if paid:
        said.append(
            _("Already paid, to be paid back in accounting: %(orders)s.")
            % {"orders": ", ".join(str(order) for order in paid[:5])}
        )
    return said or [_("Nothing is reserved or to be delivered.")]


def of_invoicing(orders: Sequence[Order]) -> list[str]:
    """How many invoices of how much, by currency."""
    open_orders = [order for order in orders if order.invoice_state == InvoiceState.NONE]
    sums: dict[str, Decimal] = {}
    for order in open_orders:
        currency = str(order.currency_id)
        sums[currency] = sums.get(currency, ZERO) + order.gross
    amounts = ", ".join(
        f"{number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)} {currency}"
        for currency, amount in sorted(sums.items())
    )
    return [
        ngettext(
            "Posts %(count)d invoice: %(amounts)s.",
            "Posts %(count)d invoices: %(amounts)s.",
            len(open_orders),
        )
        % {"count": len(open_orders), "amounts": amounts or "0"},
        _("Posted invoices never change: a mistake is answered by a credit note."),
    ]


def of_shipping(deliveries: Sequence[Delivery]) -> list[str]:
    """How much would leave, and from how many articles."""
    sums = DeliveryLine.objects.filter(delivery__in=deliveries).aggregate(
        pieces=Sum("quantity"), articles=Count("variant", distinct=True)
    )
    return [
        _("Takes %(quantity)s pieces of %(articles)d articles out of stock, at their FIFO cost.")
        % {"quantity": quantity_text(sums["pieces"] or ZERO), "articles": sums["articles"]}
    ]
