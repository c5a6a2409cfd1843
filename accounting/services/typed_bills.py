"""Supplier invoices as people type them: what the paper says, computed and compared with what it says of its taxes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounting.choices import InvoiceKind
from accounting.models import Invoice
from accounting.services.invoices import change_invoices, create_invoices
from accounting.services.typed_invoices import (
    LINES,
    changed_values,
    invoice_draft,
    kept_lines,
    line_draft,
)
from accounting.types import ZERO, InvoiceDraft, InvoiceLineDraft
from erp.errors import DomainError
from erp.models import Company
from erp.scope import current_scope
from erp.services.lines import LineDraft
from erp.services.records import RecordChange, RecordDraft

TAXES = "taxes"
HEADER = (
    "partner",
    "date",
    "due_date",
    "currency",
    "supplier_reference",
    "notes",
    "prices_include_tax",
    "rounding",
)


def create_typed_bills(drafts: Sequence[RecordDraft]) -> list[Invoice]:
    """Draft supplier invoices of the active company. Raises as `create_invoices` does."""
    company = current_scope().active_company
    return create_invoices(
        [
            _bill(
                company,
                draft.values,
                [bill_line(line.values) for line in draft.lines.get(LINES, ())],
                _written(draft.lines.get(TAXES, ())),
            )
            for draft in drafts
        ]
    )


def update_typed_bills(changes: Sequence[RecordChange]) -> list[Invoice]:
    """Change draft supplier invoices as typed. Raises as `change_invoices` does, and "record.changed_meanwhile"."""
    wanted = []
    for change, invoice, values in changed_values(changes, HEADER):
        lines, taxes = change.lines.get(LINES), change.lines.get(TAXES)
        typed = kept_lines(invoice) if lines is None else [bill_line(line.values) for line in lines]
        if taxes is not None:
            written = _written(taxes)
        else:
            # What was written of other lines says nothing of these.
            written = _kept_taxes(invoice) if lines is None else {}
        wanted.append((invoice, _bill(invoice.company, values, typed, written, kept=invoice)))
    return change_invoices(wanted)


def bill_line(values: Mapping[str, Any]) -> InvoiceLineDraft:
    """A typed line. What an article is sold for says nothing of what it costs: without a price it is free."""
    account = values.get("account")
    priced = {**values, "unit_price": values.get("unit_price") or ZERO}
    return replace(line_draft(priced), account_code=account.code if account else "")


def _bill(
    company: Company,
    values: Mapping[str, Any],
    lines: Sequence[InvoiceLineDraft],
    written: Mapping[int, Decimal],
    *,
    kept: Invoice | None = None,
) -> InvoiceDraft:
    if values.get("partner") is None:
        raise DomainError("invoice.partner", _("Choose a supplier."), "partner")
    return replace(
        invoice_draft(company, values, lines, kept=kept),
        kind=InvoiceKind.BILL,
        supplier_reference=values.get("supplier_reference") or "",
        taxes_as_written=written,
    )


def _written(rows: Sequence[LineDraft]) -> dict[int, Decimal]:
    """What the paper says of each tax that the supplier charges."""
    return {
        row.values["tax"].pk: row.values["amount"]
        for row in rows
        if row.values.get("tax")
        and row.values.get("amount") is not None
        and not row.values["tax"].is_due_by_buyer
    }


def _kept_taxes(invoice: Invoice) -> dict[int, Decimal]:
    rows = invoice.taxes.filter(tax__is_due_by_buyer=False)
    return dict(rows.values_list("tax", "amount"))
