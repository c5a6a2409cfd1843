"""Accounting's part of a test company."""

import datetime as dt
from decimal import Decimal
from itertools import count
from typing import Any

from accounting.choices import InvoiceKind
from accounting.models import Invoice, Item, Tax
from accounting.services.charts import install_chart
from accounting.services.invoices import create_invoices, post_invoices
from accounting.types import EntryDraft, InvoiceDraft, InvoiceLineDraft, ItemDraft
from erp.models import Company, Partner

DAY = dt.date(2026, 3, 16)
NUMBERS = count(1)


def make_books(company: Company) -> None:
    """The chart of the company's country with the years 2025 to 2027."""
    install_chart(company, first_year=2025, last_year=2027)


def tax(company: Company, percent: str = "20") -> Tax:
    return Tax.objects.get(company=company, percent=Decimal(percent), treatment="domestic")


def entry_draft(company: Company, *items: tuple[str, str, str], **values: Any) -> EntryDraft:
    """Items as (account code, debit, credit)."""
    return EntryDraft(
        company_id=company.pk,
        journal_code=values.pop("journal_code", "OD"),
        date=values.pop("date", DAY),
        label=values.pop("label", "Test"),
        items=[ItemDraft(code, Decimal(debit), Decimal(credit)) for code, debit, credit in items],
        **values,
    )


def goods(
    company: Company, price: str = "50", quantity: str = "2", percent: str = "20", **values: Any
) -> InvoiceLineDraft:
    return InvoiceLineDraft(
        values.pop("description", "Lampe de bureau"),
        Decimal(quantity),
        Decimal(price),
        tax_id=tax(company, percent).pk,
        **values,
    )


def invoice_draft(
    company: Company, partner: Partner, *lines: InvoiceLineDraft, **values: Any
) -> InvoiceDraft:
    return InvoiceDraft(
        company_id=company.pk,
        partner_id=partner.pk,
        date=values.pop("date", DAY),
        lines=lines or (goods(company),),
        **values,
    )


def make_invoice(company: Company, partner: Partner, *lines: InvoiceLineDraft, **values: Any) -> Invoice:
    """A posted invoice: 2 lamps at 50.00, 120.00 with VAT, unless other lines are given."""
    [invoice] = create_invoices([invoice_draft(company, partner, *lines, **values)])
    post_invoices([invoice])
    return invoice


def make_bill(company: Company, partner: Partner, *lines: InvoiceLineDraft, **values: Any) -> Invoice:
    """A posted supplier invoice: 2 lamps at 50.00, 120.00 with VAT, unless other lines are given."""
    [bill] = create_invoices([bill_draft(company, partner, *lines, **values)])
    post_invoices([bill])
    return bill


def bill_draft(company: Company, partner: Partner, *lines: InvoiceLineDraft, **values: Any) -> InvoiceDraft:
    values.setdefault("supplier_reference", f"F-{next(NUMBERS)}")
    return invoice_draft(company, partner, *lines, kind=InvoiceKind.BILL, **values)


def booked(entry_id: int | None) -> list[tuple[str, Decimal, Decimal]]:
    """An entry as (account code, debit, credit), in order."""
    return list(
        Item.objects.filter(entry=entry_id).order_by("pk").values_list("account__code", "debit", "credit")
    )
