"""Credit notes: an invoice taken back, entirely, line by line, or its shipping alone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting.choices import InvoiceKind, LineKind
from accounting.lifecycles import CANCELLED, POSTED
from accounting.models import Invoice, InvoiceLine, InvoiceTax, model_of
from accounting.services.invoice_parts import due_by_buyer
from accounting.types import ZERO, CreditLineDraft
from erp.documents import created_by, log_created
from erp.errors import DomainError
from erp.locks import lock
from erp.money import allocate
from erp.search import index_records


@dataclass(frozen=True)
class _Left:
    """What earlier credit notes have left of an invoice's line."""

    quantity: Decimal
    net: Decimal
    tax: Decimal


@dataclass(frozen=True)
class _Share:
    line: InvoiceLine
    quantity: Decimal
    net: Decimal
    tax: Decimal


def create_credit_notes(
    invoices: Sequence[Invoice],
    lines: Sequence[CreditLineDraft] | None = None,
    *,
    kinds: Collection[str] | None = None,
    date: dt.date | None = None,
    reason: str = "",
    supplier_reference: str = "",
) -> list[Invoice]:
    """Create draft credit notes, one for each posted invoice, in a constant number of statements.

    By default everything that is left; with `lines` those lines and quantities; with `kinds` the lines of those kinds
    ({"shipping"}: shipping alone). Amounts are shares of the invoice's own, so that whatever is credited in steps adds up
    to the invoice to the cent; its rounding line goes with the last step. `date` defaults to today. `supplier_reference`: the
    number of a supplier's credit note.

    Raises `DomainError`: "credit_note.not_posted", "credit_note.quantity", "credit_note.nothing_left".
    """
    if not invoices:
        return []
    with transaction.atomic():
        # Two people crediting one invoice at once wait for each other here.
        originals = {
            invoice.pk: invoice for invoice in lock(Invoice.every.filter(pk__in=[i.pk for i in invoices]))
        }
        for invoice in originals.values():
            if invoice.status != POSTED or invoice.is_credit_note:
                raise DomainError(
                    "credit_note.not_posted",
                    _("Only a posted invoice is credited; %(invoice)s is not one."),
                    params={"invoice": str(invoice)},
                )
        by_invoice: dict[int, list[InvoiceLine]] = defaultdict(list)
        for line in InvoiceLine.objects.filter(invoice__in=originals).order_by("invoice_id", "position"):
            by_invoice[line.invoice_id].append(line)
        left = _left([line for found in by_invoice.values() for line in found])
        asked = None if lines is None else {line.invoice_line_id: line.quantity for line in lines}
        shares = {pk: list(_shares(found, left, asked, kinds)) for pk, found in sorted(by_invoice.items())}
        for pk, found in shares.items():
            if not found:
                raise DomainError(
                    "credit_note.nothing_left",
                    _("Nothing is left to credit of %(invoice)s in what you chose."),
                    params={"invoice": str(originals[pk])},
                )
        notes = _create(
            [originals[invoice.pk] for invoice in invoices],
            shares,
            date=date or timezone.localdate(),
            notes=reason,
            supplier_reference=supplier_reference,
        )
        log_created(notes)
        index_records(notes)
    return notes


def _left(lines: Sequence[InvoiceLine]) -> dict[int, _Left]:
    credited = {
        row["original_line"]: row
        for row in InvoiceLine.objects.filter(original_line__in=lines)
        .exclude(invoice__status=CANCELLED)
        .order_by()
        .values("original_line")
        .annotate(quantity=Sum("quantity"), net=Sum("net"), tax=Sum("tax_amount"))
    }
    nothing = {"quantity": ZERO, "net": ZERO, "tax": ZERO}
    left = {}
    for line in lines:
        gone = credited.get(line.pk, nothing)
        left[line.pk] = _Left(
            line.quantity - gone["quantity"], line.net - gone["net"], line.tax_amount - gone["tax"]
        )
    return left


def _shares(
    lines: Sequence[InvoiceLine],
    left: Mapping[int, _Left],
    asked: Mapping[int, Decimal | None] | None,
    kinds: Collection[str] | None,
) -> Iterator[_Share]:
    chosen = [line for line in lines if line.kind != LineKind.ROUNDING]
    if asked is not None:
        chosen = [line for line in chosen if line.pk in asked]
    if kinds is not None:
        chosen = [line for line in chosen if line.kind in kinds]
    taken: dict[int, Decimal] = {}
    for line in chosen:
        rest = left[line.pk]
        quantity = (asked or {}).get(line.pk) or rest.quantity
        if not 0 <= quantity <= rest.quantity or (asked is not None and not rest.quantity):
            raise DomainError(
                "credit_note.quantity",
                _("“%(line)s”: %(left)s is left to credit. Ask for that much at most."),
                "quantity",
                {"line": line.description, "left": rest.quantity.normalize()},
            )
        if quantity:
            taken[line.pk] = quantity
            weights = [quantity, rest.quantity - quantity]
            yield _Share(line, quantity, allocate(rest.net, weights)[0], allocate(rest.tax, weights)[0])
    for line in lines:
        if line.kind == LineKind.ROUNDING and left[line.pk].quantity:
            is_last = all(
                left[other.pk].quantity == taken.get(other.pk, ZERO) for other in lines if other is not line
            )
            if is_last:
                yield _Share(line, line.quantity, left[line.pk].net, left[line.pk].tax)


def _create(
    originals: Sequence[Invoice], shares: Mapping[int, Sequence[_Share]], *, date: dt.date, **header: str
) -> list[Invoice]:
    author = created_by()
    kinds = [InvoiceKind.BILL_CREDIT if one.is_purchase else InvoiceKind.CREDIT_NOTE for one in originals]
    notes = Invoice.every.bulk_create(
        model_of(kind)(
            company_id=original.company_id,
            kind=kind,
            date=date,
            due_date=date,
            partner_id=original.partner_id,
            billing_address=original.billing_address,
            delivery_address=original.delivery_address,
            currency_id=original.currency_id,
            net=sum((share.net for share in shares[original.pk]), ZERO),
            tax=sum((share.tax for share in shares[original.pk]), ZERO),
            gross=sum((share.net + share.tax for share in shares[original.pk]), ZERO),
            residual=sum((share.net + share.tax for share in shares[original.pk]), ZERO),
            rounding=original.rounding,
            prices_include_tax=original.prices_include_tax,
            source_kind=original.source_kind,
            source_id=original.source_id,
            order_reference=original.order_reference,
            shop_reference=original.shop_reference,
            original=original,
            created_by_id=author,
            **header,
        )
        for original, kind in zip(originals, kinds, strict=True)
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            company_id=note.company_id,
            invoice=note,
            position=position,
            kind=share.line.kind,
            variant_id=share.line.variant_id,
            description=share.line.description,
            quantity=share.quantity,
            unit_price=share.line.unit_price,
            discount_percent=share.line.discount_percent,
            discount_amount=ZERO if share.quantity != share.line.quantity else share.line.discount_amount,
            tax_id=share.line.tax_id,
            tax_treatment=share.line.tax_treatment,
            tax_reason=share.line.tax_reason,
            net=share.net,
            tax_amount=share.tax,
            gross=share.net + share.tax,
            account_id=share.line.account_id,
            source_line_id=share.line.source_line_id,
            original_line=share.line,
        )
        for note in notes
        for position, share in enumerate(shares[note.original_id or 0], 1)
    )
    known = {
        (tax.invoice_id, tax.tax_id): tax
        for tax in InvoiceTax.objects.filter(invoice__in=originals).select_related("tax")
    }
    InvoiceTax.objects.bulk_create(
        InvoiceTax(
            company_id=note.company_id,
            invoice=note,
            tax_id=tax_id,
            percent=known[note.original_id or 0, tax_id].percent,
            base=sum((share.net for share in found), ZERO),
            amount=sum((share.tax for share in found), ZERO),
            due_by_buyer=due_by_buyer(
                known[note.original_id or 0, tax_id].tax,
                sum((share.net for share in found), ZERO),
                note.currency_id,
            ),
        )
        for note in notes
        for tax_id, found in _by_tax(shares[note.original_id or 0]).items()
    )
    return notes


def _by_tax(shares: Sequence[_Share]) -> dict[int, list[_Share]]:
    found: dict[int, list[_Share]] = defaultdict(list)
    for share in shares:
        if share.line.tax_id is not None:
            found[share.line.tax_id].append(share)
    return found
