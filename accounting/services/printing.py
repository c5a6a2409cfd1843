"""Invoices and credit notes as PDF, in the customer's language."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from accounting.choices import LineKind
from accounting.models import BankAccount, Invoice, InvoiceLine, InvoiceTax
from accounting.types import ZERO
from erp.models import Company, Country
from erp.printing import pdf

GOODS_KINDS = {LineKind.GOODS}
SERVICE_KINDS = {LineKind.SERVICE}


@dataclass(frozen=True)
class PrintedInvoice:
    """What the template needs of one invoice; `operation` is the kind of operation that the law wants named."""

    invoice: Invoice
    company: Company
    lines: Sequence[InvoiceLine]
    taxes: Sequence[InvoiceTax]
    bank_account: BankAccount | None
    billing: dict[str, Any]
    delivery: dict[str, Any]
    operation: str
    language: str

    @property
    def paid(self) -> Decimal:
        return self.invoice.gross - self.invoice.residual if self.invoice.number else ZERO

    @property
    def has_discounts(self) -> bool:
        return any(line.discount_percent or line.discount_amount for line in self.lines)


def invoice_file_name(invoice: Invoice) -> str:
    return f"{invoice.number or f'draft-{invoice.pk}'}.pdf"


def invoice_pdf(invoices: Sequence[Invoice], *, language: str = "") -> bytes:
    """One PDF of the invoices, each on pages of its own, in `language` or else each in its customer's."""
    return _pages(print_data(invoices, language=language))


def invoice_pdfs(invoices: Sequence[Invoice]) -> list[bytes]:
    """A PDF of each, in its customer's language, in the order given; read together."""
    return [_pages([printed]) for printed in print_data(invoices)]


def _pages(printed: Sequence[PrintedInvoice]) -> bytes:
    parts = []
    for one in printed:
        with translation.override(one.language):
            parts.append(render_to_string("accounting/invoice_print.html", {"printed": one}))
    page = render_to_string("accounting/invoice_pages.html", {"parts": parts})
    return pdf(page, render_to_string("accounting/invoice_print.css"))


def print_data(invoices: Sequence[Invoice], *, language: str = "") -> list[PrintedInvoice]:
    """What is printed, in the order given; a number of statements that does not depend on how many there are."""
    ids = [invoice.pk for invoice in invoices]
    found = Invoice.objects.select_related("company", "partner__payment_terms", "original").in_bulk(ids)
    lines: dict[int, list[InvoiceLine]] = defaultdict(list)
    for line in (
        InvoiceLine.objects.filter(invoice__in=ids)
        .select_related("variant__product__unit", "tax")
        .order_by("invoice_id", "position")
    ):
        lines[line.invoice_id].append(line)
    taxes: dict[int, list[InvoiceTax]] = defaultdict(list)
    for tax in (
        InvoiceTax.objects.filter(invoice__in=ids).select_related("tax").order_by("invoice_id", "-percent")
    ):
        taxes[tax.invoice_id].append(tax)
    companies = {invoice.company_id for invoice in found.values()}
    accounts: dict[int, BankAccount] = {}
    for account in BankAccount.objects.filter(company__in=companies, is_active=True).order_by("-pk"):
        accounts[account.company_id] = account
    countries = Country.objects.in_bulk()
    return [
        PrintedInvoice(
            invoice=found[pk],
            company=found[pk].company,
            lines=lines[pk],
            taxes=taxes[pk],
            bank_account=accounts.get(found[pk].company_id),
            billing=_address(found[pk].billing_address, countries, found[pk].partner.name),
            delivery=_delivery(found[pk], countries),
            operation=_operation(lines[pk]),
            language=language or found[pk].partner.language,
        )
        for pk in ids
    ]


def _address(address: dict[str, Any], countries: dict[str, Country], name: str) -> dict[str, Any]:
    return {
        **address,
        "name": address.get("name") or name,
        "country": countries.get(address.get("country", "")),
    }


def _delivery(invoice: Invoice, countries: dict[str, Country]) -> dict[str, Any]:
    """The delivery address where it differs from the billing address (mandatory then: decree 2022-1299)."""
    keys = ("name", "line1", "line2", "postcode", "city", "country")
    billing, delivery = invoice.billing_address, invoice.delivery_address
    if not delivery or all(delivery.get(key) == billing.get(key) for key in keys):
        return {}
    return _address(delivery, countries, invoice.partner.name)


def _operation(lines: Sequence[InvoiceLine]) -> str:
    kinds = {line.kind for line in lines}
    if kinds & GOODS_KINDS and kinds & SERVICE_KINDS:
        return "both"
    return "services" if kinds & SERVICE_KINDS else "goods"
