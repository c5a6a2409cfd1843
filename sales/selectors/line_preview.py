"""What an order would come to while its lines are being typed: prices, totals, margin, availability."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from catalog.models import Variant
from erp.crud import LinePreview
from erp.crud.cells import money_text
from erp.errors import DomainError
from erp.models import Address, Company
from erp.money import round_money
from erp.scope import current_scope
from erp.text import typed_decimal, whole_number
from inventory.selectors.availability import Figures
from inventory.selectors.valuation import costs_of
from sales.choices import LineKind, TaxRounding
from sales.models import Channel, Order, OrderLine
from sales.selectors.availability import for_orders, substitutes_in_stock
from sales.selectors.consequences import quantity_text
from sales.services.orders import address_snapshot
from sales.services.pricing import build_line, count_totals, tax_discounts
from sales.services.references import read_references, with_positions, with_prices
from sales.types import OrderLineDraft

ZERO = Decimal(0)
# (variant, warehouse)
Place = tuple[int, int]
MOST_ROWS = 1000
TRUE = {"on", "true", "True", "1"}


@dataclass(frozen=True)
class _Typed:
    """A row of the grid that says enough to be counted. `position`: its place in the grid."""

    position: int
    draft: OrderLineDraft


def preview_lines(values: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> LinePreview:
    """For the line editor: both arguments as text, as typed. Never raises for what is typed wrong: it becomes a remark."""
    order = _order(values)
    remarks: list[str] = []
    typed = _read(rows[:MOST_ROWS], remarks)
    if order is None or not typed:
        return LinePreview(rows=[{} for _row in rows], totals=(), remarks=remarks)
    drafts = [row.draft for row in typed]
    references = with_prices(
        with_positions(read_references([order.company_id], drafts), [order]), [(order, drafts)]
    )
    kept, lines = [], []
    for row in typed:
        try:
            lines.append(build_line(order, row.draft, row.position, references, label=_("new")))
        except DomainError as refusal:
            remarks.append(str(refusal.params.get("reason", refusal.message)))
        else:
            kept.append(row)
    try:
        tax_discounts(lines, [row.draft for row in kept], label=_("new"))
        count_totals(order, lines, label=_("new"))
    except DomainError as refusal:
        return LinePreview(rows=[{} for _row in rows], totals=(), remarks=[*remarks, refusal.message])
    return _answer(order, rows, kept, lines, remarks)


def _answer(
    order: Order,
    rows: Sequence[Mapping[str, Any]],
    kept: Sequence[_Typed],
    lines: Sequence[OrderLine],
    remarks: list[str],
) -> LinePreview:
    currency = str(order.currency_id)
    goods = {line.variant_id for line in lines if line.kind == LineKind.GOODS and line.variant_id}
    stock = for_orders(goods, [order.warehouse_id])
    free = {place: figures.free for place, figures in stock.items()}
    costs = costs_of(goods, order.company)
    cells: list[dict[str, str]] = [{} for _row in rows]
    cost, has_cost = ZERO, True
    for row, line in zip(kept, lines, strict=False):
        cells[row.position] = {"net": _money(line.net), "gross": _money(line.gross)} | _filled_in(
            row.draft, line
        )
        if line.variant_id in goods:
            available = free.get((line.variant_id, order.warehouse_id), ZERO)
            cells[row.position]["free"] = quantity_text(available)
            free[line.variant_id, order.warehouse_id] = available - line.quantity
            if line.variant_id in costs:
                cost += round_money(costs[line.variant_id] * line.quantity, currency)
            else:
                has_cost = False
    totals = [
        (_("Net"), _money(order.net, currency)),
        (_("Tax"), _money(order.tax, currency)),
        (_("Gross"), _money(order.gross, currency)),
    ]
    if goods and currency == order.company.currency_id:
        margin = _money(order.net - cost, currency)
        totals.append(
            (_("Margin"), margin if has_cost else _("%(margin)s, some costs unknown") % {"margin": margin})
        )
    remarks += _short(free, goods, order, stock)
    return LinePreview(rows=cells, totals=totals, remarks=remarks)


def _filled_in(draft: OrderLineDraft, line: OrderLine) -> dict[str, str]:
    """What the catalogue says where nothing was typed."""
    filled = {}
    if not draft.description:
        filled["description"] = line.description
    if draft.unit_price is None:
        filled["unit_price"] = number_format(f"{line.unit_price.normalize():f}", use_l10n=True)
    return filled


def _short(
    free: Mapping[Place, Decimal], goods: set[int], order: Order, stock: Mapping[Place, Figures]
) -> list[str]:
    """A remark for each article of which more is ordered than is free, with the day it can be promised for."""
    missing = {
        pk: -free[pk, order.warehouse_id] for pk in goods if free.get((pk, order.warehouse_id), ZERO) < 0
    }
    names = dict(Variant.objects.filter(pk__in=missing).values_list("pk", "sku")) if missing else {}
    instead = substitutes_in_stock(missing, order.warehouse_id)
    said = []
    for pk, quantity in sorted(missing.items()):
        figures = stock[pk, order.warehouse_id]
        day = figures.promise_date(figures.free + quantity, timezone.localdate())
        facts = {"sku": names[pk], "missing": quantity_text(quantity)}
        if day is None:
            remark = _("%(sku)s: %(missing)s short, the rest will wait for stock.") % facts
        else:
            remark = _("%(sku)s: %(missing)s short, the rest can be promised for %(day)s.") % (
                facts | {"day": date_format(day, "SHORT_DATE_FORMAT")}
            )
        if pk in instead:
            remark += " " + _("In stock instead: %(skus)s.") % {"skus": ", ".join(instead[pk])}
        said.append(remark)
    return said


def _order(values: Mapping[str, Any]) -> Order | None:
    """The order that is being typed, without its lines; None until it has a channel."""
    channel_id = whole_number(str(values.get("channel") or ""))
    channel = Channel.objects.select_related("company").filter(pk=channel_id).first() if channel_id else None
    if channel is None:
        return None
    company: Company = channel.company
    warehouse_id = str(values.get("warehouse") or "")
    rounding = str(values.get("tax_rounding") or "")
    order = Order(
        company=company,
        channel=channel,
        warehouse_id=whole_number(warehouse_id) or channel.warehouse_id,
        currency_id=str(values.get("currency") or company.currency_id),
        prices_include_tax=str(values.get("prices_include_tax", "")) in TRUE,
        tax_rounding=rounding if rounding in TaxRounding.values else channel.tax_rounding,
        placed_at=timezone.now(),
        date=_date(values.get("date")),
        created_by_id=current_scope().actor_id,
    )
    if partner_id := whole_number(str(values.get("partner") or "")):
        order.partner_id = partner_id
        address = Address.objects.filter(partner=partner_id).order_by("id").first()
        order.billing_address = address_snapshot(address) if address else {}
    return order


def _read(rows: Sequence[Mapping[str, Any]], remarks: list[str]) -> list[_Typed]:
    typed = []
    for position, row in enumerate(rows):
        variant_id, kind = str(row.get("variant") or ""), str(row.get("kind") or LineKind.GOODS)
        if not variant_id and (
            kind == LineKind.GOODS or not (row.get("unit_price") or row.get("description"))
        ):
            continue
        if not variant_id and not row.get("unit_price"):
            continue
        tax_id = str(row.get("tax") or "")
        try:
            quantity = typed_decimal(row.get("quantity"))
            draft = OrderLineDraft(
                kind=kind,
                variant_id=whole_number(variant_id),
                description=str(row.get("description") or ""),
                quantity=Decimal(1) if quantity is None else quantity,
                unit_price=typed_decimal(row.get("unit_price")),
                discount_percent=typed_decimal(row.get("discount_percent")) or ZERO,
                discount_amount=typed_decimal(row.get("discount_amount")) or ZERO,
                tax_id=whole_number(tax_id),
            )
        except InvalidOperation:
            remarks.append(_("Line %(line)d: a number is not complete.") % {"line": position + 1})
            continue
        typed.append(_Typed(position, draft))
    return typed


def _date(text: Any) -> dt.date:
    """The order's day, on which its prices hold; today while none is typed."""
    try:
        return dt.date.fromisoformat(str(text or ""))
    except ValueError:
        return timezone.localdate()


def _money(amount: Decimal, currency: str = "") -> str:
    return money_text(round_money(amount, currency or "EUR"), currency)
