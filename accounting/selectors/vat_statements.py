"""What the one-stop shop and the list of sales within the Union ask for: posted invoices less their credit notes."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, F, QuerySet, Sum, When

from accounting.choices import InvoiceKind, TaxTreatment
from accounting.lifecycles import POSTED
from accounting.models import InvoiceTax


@dataclass(frozen=True, slots=True)
class OssLine:
    """What was sold to consumers of a state at a rate. `country`: its code; amounts in the company's currency."""

    country: str
    zone: str
    percent: Decimal
    base: Decimal
    tax: Decimal

    @property
    def key(self) -> str:
        """Names the line in an address."""
        return f"{self.country}.{self.zone}.{self.percent.normalize():f}"


@dataclass(frozen=True, slots=True)
class UnionSale:
    """What was sold without VAT to a business of another state. `treatment`: goods, or services."""

    partner_id: int
    name: str
    vat_number: str
    treatment: str
    base: Decimal

    @property
    def key(self) -> str:
        """Names the line in an address."""
        return f"{self.partner_id}.{self.treatment}"


@dataclass(frozen=True, slots=True)
class TaxedInvoice:
    """What an invoice has in a figure; negative of a credit note."""

    invoice_id: int
    number: str
    date: dt.date
    partner: str
    base: Decimal
    tax: Decimal


UNION = (TaxTreatment.INTRA_EU, TaxTreatment.REVERSE_CHARGE)


def oss_lines(company_id: int, start: dt.date, end: dt.date) -> list[OssLine]:
    """By country, zone and rate, as the OSS return has them. One query."""
    rows = (
        _taxes(company_id, start, end, [TaxTreatment.OSS])
        .values_list("tax__country", "tax__zone", "percent")
        .annotate(base_sum=Sum(_signed("base")), tax_sum=Sum(_signed("amount")))
        .order_by("tax__country", "tax__zone", "-percent")
    )
    return [OssLine(*row) for row in rows]


def union_sales(company_id: int, start: dt.date, end: dt.date) -> list[UnionSale]:
    """By buyer and kind, as the list of sales within the Union has them (CGI, article 289 B). One query."""
    rows = (
        _taxes(company_id, start, end, UNION)
        .values_list(
            "invoice__partner", "invoice__partner__name", "invoice__partner__vat_number", "tax__treatment"
        )
        .annotate(base_sum=Sum(_signed("base")))
        .order_by("invoice__partner__vat_number", "invoice__partner", "tax__treatment")
    )
    return [UnionSale(*row) for row in rows]


def invoices_of_line(company_id: int, start: dt.date, end: dt.date, key: str) -> list[TaxedInvoice]:
    """The invoices behind a line, by its key; none for a key that names no line. One query."""
    parts = key.split(".", 2)
    if len(parts) == 3:
        found = _taxes(company_id, start, end, [TaxTreatment.OSS]).filter(
            tax__country=parts[0], tax__zone=parts[1]
        )
        found = found.filter(percent=parts[2]) if _is_number(parts[2]) else found.none()
    else:
        partner, _dot, treatment = key.partition(".")
        found = _taxes(company_id, start, end, UNION).filter(tax__treatment=treatment)
        found = found.filter(invoice__partner=int(partner)) if partner.isdecimal() else found.none()
    rows = (
        found.order_by("invoice__date", "invoice")
        .values_list("invoice", "invoice__number", "invoice__date", "invoice__partner__name")
        .annotate(base_sum=Sum(_signed("base")), tax_sum=Sum(_signed("amount")))
    )
    return [TaxedInvoice(*row) for row in rows]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) <= 8


def _taxes(
    company_id: int, start: dt.date, end: dt.date, treatments: Collection[str]
) -> QuerySet[InvoiceTax]:
    return InvoiceTax.objects.filter(
        company=company_id,
        tax__treatment__in=treatments,
        invoice__status=POSTED,
        invoice__date__gte=start,
        invoice__date__lte=end,
    )


def _signed(name: str) -> Case:
    return Case(When(invoice__kind=InvoiceKind.CREDIT_NOTE, then=-F(name)), default=F(name))
