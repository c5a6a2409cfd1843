"""What an invoice would come to while its lines are being typed: prices, taxes, totals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounting.choices import InvoiceKind, LineKind, RoundingMode
from accounting.services.invoice_parts import compute_draft, taxes_of
from accounting.services.invoice_vat import with_vat
from accounting.types import ZERO, InvoiceDraft, InvoiceLineDraft
from catalog.models import Variant
from erp.crud import LinePreview
from erp.crud.cells import money_text
from erp.errors import DomainError
from erp.models import Currency
from erp.scope import current_scope
from erp.text import typed_decimal, whole_number

MOST_ROWS = 1000
# What a column of the database holds.
MOST = Decimal(10) ** 10
TRUE = {"on", "true", "True", "1"}


@dataclass(frozen=True)
class _Typed:
    """A row of the grid that says enough to be counted. `position`: its place in the grid."""

    position: int
    draft: InvoiceLineDraft


def preview_bill_lines(values: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> LinePreview:
    """The same for an invoice of a supplier."""
    return preview_lines(values, rows, kind=InvoiceKind.BILL)


def preview_lines(
    values: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], *, kind: str = InvoiceKind.INVOICE
) -> LinePreview:
    """For the line editor: both arguments as text, as typed. Never raises for what is typed wrong: it becomes a remark."""
    remarks: list[str] = []
    nothing: list[dict[str, str]] = [{} for _row in rows]
    variants = _variants(rows)
    typed = _read(rows[:MOST_ROWS], variants, remarks)
    if not typed:
        return LinePreview(rows=nothing, remarks=remarks)
    draft = replace(_draft(values, [row.draft for row in typed]), kind=kind)
    if not draft.is_purchase:
        [draft] = with_vat([draft])
    try:
        lines, totals = compute_draft(draft, taxes_of([draft]))
    except DomainError as refusal:
        return LinePreview(rows=nothing, remarks=[*remarks, refusal.message])
    cells = nothing
    for row, line, taxed in zip(typed, lines, totals.lines, strict=False):
        cells[row.position] = {"gross": money_text(taxed.gross)}
        if not rows[row.position].get("description"):
            cells[row.position]["description"] = line.description
        if not rows[row.position].get("unit_price"):
            cells[row.position]["unit_price"] = number_format(
                f"{line.unit_price.normalize():f}", use_l10n=True
            )
    shown = [(_("Net"), totals.net), (_("Tax"), totals.tax), (_("Gross"), totals.gross)]
    return LinePreview(
        rows=cells,
        totals=[(label, money_text(amount, draft.currency)) for label, amount in shown],
        remarks=remarks,
    )


def _draft(values: Mapping[str, Any], lines: Sequence[InvoiceLineDraft]) -> InvoiceDraft:
    company = current_scope().active_company
    rounding = str(values.get("rounding") or "")
    currency = str(values.get("currency") or "")
    return InvoiceDraft(
        company_id=company.pk,
        partner_id=whole_number(str(values.get("partner") or "")) or 0,
        date=timezone.localdate(),
        lines=lines,
        currency=currency if Currency.objects.filter(pk=currency).exists() else company.currency_id,
        prices_include_tax=str(values.get("prices_include_tax", "")) in TRUE,
        rounding=rounding if rounding in RoundingMode.values else RoundingMode.PER_LINE,
    )


def _variants(rows: Sequence[Mapping[str, Any]]) -> dict[int, Variant]:
    wanted = {whole_number(str(row.get("variant") or "")) for row in rows}
    return Variant.objects.in_bulk({pk for pk in wanted if pk is not None})


def _read(
    rows: Sequence[Mapping[str, Any]], variants: Mapping[int, Variant], remarks: list[str]
) -> list[_Typed]:
    typed = []
    for position, row in enumerate(rows):
        variant = variants.get(whole_number(str(row.get("variant") or "")) or 0)
        kind = str(row.get("kind") or LineKind.GOODS)
        try:
            price = typed_decimal(row.get("unit_price"))
            if price is None and variant is None:
                continue
            quantity = typed_decimal(row.get("quantity"))
            draft = InvoiceLineDraft(
                description=str(row.get("description") or (variant.name if variant else "")),
                quantity=Decimal(1) if quantity is None else quantity,
                unit_price=price if price is not None else variant.sales_price if variant else ZERO,
                kind=kind if kind in LineKind.values else LineKind.GOODS,
                tax_id=whole_number(str(row.get("tax") or "")),
                discount_percent=typed_decimal(row.get("discount_percent")) or ZERO,
                discount_amount=typed_decimal(row.get("discount_amount")) or ZERO,
            )
            numbers = (draft.quantity, draft.unit_price, draft.discount_percent, draft.discount_amount)
            if not all(number.is_finite() and abs(number) < MOST for number in numbers):
                raise InvalidOperation
        except InvalidOperation:
            remarks.append(_("Line %(line)d: a number is not complete.") % {"line": position + 1})
            continue
        typed.append(_Typed(position, draft))
    return typed
