"""Invoices as people type them: the generic form's values become drafts, computed like any other invoice."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting.choices import LineKind, RoundingMode
from accounting.models import Invoice
from accounting.services.invoice_vat import with_vat
from accounting.services.invoices import change_invoices, create_invoices
from accounting.types import ZERO, InvoiceDraft, InvoiceLineDraft
from erp.choices import AddressKind
from erp.errors import DomainError
from erp.models import Company, Partner
from erp.scope import current_scope
from erp.services.records import RecordChange, RecordDraft, version_of

LINES = "lines"
HEADER = (
    "partner",
    "date",
    "due_date",
    "currency",
    "order_reference",
    "shop_reference",
    "notes",
    "prices_include_tax",
    "rounding",
    "billing_address",
    "delivery_address",
)


def create_typed_invoices(drafts: Sequence[RecordDraft]) -> list[Invoice]:
    """Draft invoices of the active company. Raises as `create_invoices` does."""
    company = current_scope().active_company
    prefetch_related_objects(
        [draft.values["partner"] for draft in drafts if draft.values.get("partner")], "addresses"
    )
    return create_invoices(
        with_vat(
            [
                invoice_draft(
                    company, draft.values, [line_draft(line.values) for line in draft.lines.get(LINES, ())]
                )
                for draft in drafts
            ]
        )
    )


def update_typed_invoices(changes: Sequence[RecordChange]) -> list[Invoice]:
    """Change draft invoices as typed. Raises as `change_invoices` does, and "record.changed_meanwhile"."""
    wanted = []
    for change, invoice, values in changed_values(changes, HEADER):
        if invoice.partner != values["partner"]:
            values["billing_address"] = {}
        lines = change.lines.get(LINES)
        typed = kept_lines(invoice) if lines is None else [line_draft(line.values) for line in lines]
        wanted.append((invoice, invoice_draft(invoice.company, values, typed, kept=invoice)))
    drafts = with_vat([draft for _invoice, draft in wanted])
    return change_invoices(
        [(invoice, draft) for (invoice, _draft), draft in zip(wanted, drafts, strict=True)]
    )


def changed_values(
    changes: Sequence[RecordChange], header: Sequence[str]
) -> Iterator[tuple[RecordChange, Invoice, dict[str, Any]]]:
    """Each invoice that is changed, as stored, with the values of its header as they will be. The due date follows anew
    where the partner or the date changed and nobody typed it. Raises "record.changed_meanwhile"."""
    stored = Invoice.every.select_related("partner", "company", "currency").in_bulk(
        [change.record.pk for change in changes]
    )
    for change in changes:
        invoice = stored[change.record.pk]
        if change.version and version_of(invoice) != change.version:
            raise DomainError(
                "record.changed_meanwhile",
                _(
                    "This invoice was changed since you opened it. What you typed is kept: check it and save again."
                ),
            )
        values = {name: getattr(invoice, name) for name in header} | dict(change.values)
        if invoice.partner != values["partner"] or (
            change.values.get("date", invoice.date) != invoice.date and "due_date" not in change.values
        ):
            values["due_date"] = change.values.get("due_date") if "due_date" in change.values else None
        yield change, invoice, values


def invoice_draft(
    company: Company,
    values: Mapping[str, Any],
    lines: Sequence[InvoiceLineDraft],
    *,
    kept: Invoice | None = None,
) -> InvoiceDraft:
    """The draft that a form's values stand for; what an invoice has that is not typed stays as in `kept`."""
    partner = values.get("partner")
    if partner is None:
        raise DomainError("invoice.partner", _("Choose a customer."), "partner")
    currency = values.get("currency")
    return InvoiceDraft(
        company_id=company.pk,
        partner_id=partner.pk,
        date=values.get("date") or timezone.localdate(),
        due_date=values.get("due_date"),
        lines=lines,
        currency=currency.pk if currency else company.currency_id,
        billing_address=values.get("billing_address") or address_of(partner),
        delivery_address=values.get("delivery_address") or {},
        prices_include_tax=bool(values.get("prices_include_tax")),
        rounding=values.get("rounding") or RoundingMode.PER_LINE,
        order_reference=values.get("order_reference") or "",
        shop_reference=values.get("shop_reference") or "",
        notes=values.get("notes") or "",
        source_kind=kept.source_kind if kept else "",
        source_id=kept.source_id if kept else None,
    )


def line_draft(values: Mapping[str, Any]) -> InvoiceLineDraft:
    variant, tax = values.get("variant"), values.get("tax")
    price = values.get("unit_price")
    if price is None:
        price = variant.sales_price if variant else ZERO
    return InvoiceLineDraft(
        description=values.get("description") or (variant.name if variant else ""),
        quantity=Decimal(1) if values.get("quantity") is None else values["quantity"],
        unit_price=price,
        kind=values.get("kind") or LineKind.GOODS,
        tax_id=tax.pk if tax else None,
        variant_id=variant.pk if variant else None,
        discount_percent=values.get("discount_percent") or ZERO,
        discount_amount=values.get("discount_amount") or ZERO,
    )


def address_of(partner: Partner) -> dict[str, str]:
    """The partner's billing address, else its first one, as a document keeps it."""
    found = sorted(partner.addresses.all(), key=attrgetter("pk"))
    chosen = next((one for one in found if one.kind == AddressKind.BILLING), found[0] if found else None)
    if chosen is None:
        return {"name": partner.name}
    return {
        "name": chosen.name or partner.name,
        "line1": chosen.line1,
        "line2": chosen.line2,
        "postcode": chosen.postcode,
        "city": chosen.city,
        "country": chosen.country_id,
    }


def kept_lines(invoice: Invoice) -> list[InvoiceLineDraft]:
    return [
        InvoiceLineDraft(
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            kind=line.kind,
            tax_id=line.tax_id,
            variant_id=line.variant_id,
            discount_percent=line.discount_percent,
            discount_amount=line.discount_amount,
            account_code=line.account.code,
            source_line_id=line.source_line_id,
            tax_treatment=line.tax_treatment,
            tax_reason=line.tax_reason,
        )
        for line in invoice.lines.select_related("account").order_by("position")
    ]
