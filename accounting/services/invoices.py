"""Invoices of customers and of suppliers: creating, changing and posting them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounting.choices import (
    TRADE_KINDS,
    AccountRole,
    InvoiceKind,
    JournalCode,
    PaymentStatus,
    ReconciliationOrigin,
)
from accounting.lifecycles import CANCELLED, DRAFT, POSTED
from accounting.models import Account, Invoice, InvoiceLine, InvoiceTax, Item, Tax, model_of
from accounting.selectors.chart import account_codes, code_of, first_open_days
from accounting.services.invoice_parts import header_of, prepare_invoices, write_parts
from accounting.services.ledger import one_sided, post_entries
from accounting.services.matching import MatchGroup, match_items
from accounting.types import EntryDraft, InvoiceDraft, ItemDraft
from erp.changelog import Change, log_changes
from erp.documents import created_by, kind_of, log_created, transition
from erp.errors import DomainError
from erp.locks import lock
from erp.numbering import Group, take_numbers
from erp.search import index_records

SEQUENCES = {
    InvoiceKind.INVOICE: "accounting.invoice",
    InvoiceKind.CREDIT_NOTE: "accounting.credit_note",
    InvoiceKind.BILL: "accounting.bill",
    InvoiceKind.BILL_CREDIT: "accounting.bill_credit",
}


def create_invoices(drafts: Sequence[InvoiceDraft]) -> list[Invoice]:
    """Create draft invoices with their lines and taxes, in the order given, in a constant number of statements.

    Raises `DomainError`: "invoice.empty", "invoice.quantity", "invoice.price", "invoice.negative", "tax.unknown",
    "account.unknown"; of a supplier's also "invoice.duplicate", "invoice.currency", "invoice.tax_difference",
    "tax.not_deductible"; nothing is written then.
    """
    if not drafts:
        return []
    prepared = prepare_invoices(drafts)
    author = created_by()
    with transaction.atomic():
        with _named_once(drafts):
            invoices = Invoice.every.bulk_create(
                model_of(one.draft.kind)(
                    company_id=one.draft.company_id,
                    kind=one.draft.kind,
                    created_by_id=author,
                    **header_of(one),
                )
                for one in prepared
            )
        write_parts(list(zip(invoices, prepared, strict=True)))
        log_created(invoices)
        index_records(invoices)
    return invoices


def change_invoices(wanted: Sequence[tuple[Invoice, InvoiceDraft]]) -> list[Invoice]:
    """Make draft invoices what these drafts say, in a constant number of statements.

    Raises `DomainError` "invoice.not_draft", "invoice.is_credit_note", or what `create_invoices` raises.
    """
    if not wanted:
        return []
    with transaction.atomic():
        locked = {
            one.pk: one
            for one in lock(Invoice.every.filter(pk__in=[invoice.pk for invoice, _draft in wanted]))
        }
        for invoice in locked.values():
            refuse_unless_draft(invoice)
            if invoice.is_credit_note:
                raise DomainError(
                    "invoice.is_credit_note",
                    _(
                        "What a credit note takes back follows from its invoice. Cancel it and make another one."
                    ),
                )
        prepared = prepare_invoices([draft for _invoice, draft in wanted])
        changed = [locked[invoice.pk] for invoice, _draft in wanted]
        before = {invoice.pk: {"gross": invoice.gross, "date": invoice.date} for invoice in changed}
        InvoiceTax.objects.filter(invoice__in=changed).delete()
        InvoiceLine.objects.filter(invoice__in=changed).delete()
        headers = [header_of(one) for one in prepared]
        for invoice, header in zip(changed, headers, strict=True):
            for name, value in header.items():
                setattr(invoice, name, value)
            invoice.updated_at = timezone.now()
        with _named_once([draft for _invoice, draft in wanted]):
            Invoice.every.bulk_update(changed, [*headers[0], "updated_at"])
        write_parts(list(zip(changed, prepared, strict=True)))
        log_changes(
            Change(
                invoice,
                "update",
                before=before[invoice.pk],
                after={"gross": invoice.gross, "date": invoice.date},
            )
            for invoice in changed
        )
        index_records(changed)
    return changed


def post_invoices(invoices: Sequence[Invoice]) -> None:
    """Post draft invoices and credit notes: number, entry, what is left to pay. Constant number of statements.

    411 / 707, 706, 7085, 4457x of a customer's, 607, 604, 608, 44566 / 401 of a supplier's (the other way round for a credit
    note); a credit note settles its invoice as far as that is open. A supplier's that comes late, after its period was
    closed, is booked on the first open day. The objects given, all customers' or all suppliers', are brought up to date.
    Raises `DomainError` "invoice.not_draft", "invoice.supplier_reference", or what posting raises.
    """
    if not invoices:
        return
    with transaction.atomic():
        locked = lock(
            Invoice.every.filter(pk__in=[invoice.pk for invoice in invoices]).select_related(
                "partner", "original"
            )
        )
        for invoice in locked:
            refuse_unless_draft(invoice)
            _refuse_unnamed(invoice)
        days = first_open_days((one.company_id, one.date) for one in locked if one.is_purchase)
        codes = account_codes({invoice.company_id for invoice in locked})
        items = _items(locked, codes)
        numbers = _take_numbers(locked)
        booked = [invoice for invoice in locked if items[invoice.pk]]
        entries = post_entries(
            [
                _entry(
                    invoice,
                    numbers[invoice.pk],
                    items[invoice.pk],
                    days.get((invoice.company_id, invoice.date), invoice.date),
                )
                for invoice in booked
            ]
        )
        for invoice, entry in zip(booked, entries, strict=True):
            invoice.entry = entry
        for invoice in locked:
            invoice.residual = invoice.gross
            invoice.payment_status = PaymentStatus.UNPAID if invoice.gross else PaymentStatus.PAID
        transition(locked, POSTED, numbers=numbers, also=("entry", "residual", "payment_status"))
        index_records(locked, is_complete=True)
        _bring_up_to_date(invoices, _settle_originals(locked) or locked)


def refuse_unless_draft(invoice: Invoice) -> None:
    if invoice.status != DRAFT:
        raise DomainError(
            "invoice.not_draft",
            _("%(invoice)s is posted or cancelled already. Reload the page to see where it stands."),
            params={"invoice": str(invoice)},
        )


def _refuse_unnamed(invoice: Invoice) -> None:
    if invoice.is_purchase and not invoice.supplier_reference:
        raise DomainError(
            "invoice.supplier_reference",
            _("Type the number that the supplier gave it: it says that this invoice is not posted twice."),
            "supplier_reference",
        )


@contextmanager
def _named_once(drafts: Sequence[InvoiceDraft]) -> Iterator[None]:
    """Say in words what the database refuses: a supplier's invoice that is here already."""
    if not any(draft.is_purchase for draft in drafts):
        yield
        return
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "accounting_invoice_supplier_reference" not in str(error):
            raise
        raise DomainError(
            "invoice.duplicate",
            _("An invoice of this supplier with the same number is here already. Look it up by that number."),
            "supplier_reference",
        ) from error


def cancel_invoices(invoices: Sequence[Invoice]) -> None:
    """Cancel drafts. What is posted is taken back by a credit note instead."""
    transition(invoices, CANCELLED)


def _items(invoices: Sequence[Invoice], codes: Mapping[int, Mapping[str, str]]) -> dict[int, list[ItemDraft]]:
    """The items of each invoice's entry: of a sale the receivable, then sales, then taxes; of a purchase the payable last.
    None where nothing is to be booked."""
    lines = list(
        InvoiceLine.objects.filter(invoice__in=invoices)
        .order_by("invoice_id", "position")
        .values_list("invoice_id", "account_id", "net")
    )
    taxes = list(
        InvoiceTax.objects.filter(invoice__in=invoices)
        .order_by("invoice_id", "-percent", "pk")
        .values_list("invoice_id", "tax_id", "amount", "due_by_buyer")
    )
    # Looked up apart: joined to the lines, whose number PostgreSQL underrates, they are read again for each of them.
    account_code = dict(
        Account.objects.filter(pk__in={account_id for _invoice_id, account_id, _net in lines})
        .order_by()
        .values_list("pk", "code")
    )
    purchases = {invoice.pk for invoice in invoices if invoice.is_purchase}
    named = {tax_id for _invoice_id, tax_id, _amount, _due in taxes}
    tax_codes = {
        pk: (collected, deductible)
        for pk, collected, deductible in Tax.objects.filter(pk__in=named)
        .order_by()
        .values_list("pk", "sale_account__code", "purchase_account__code")
    }
    credits_: dict[int, dict[str, Decimal]] = {invoice.pk: defaultdict(Decimal) for invoice in invoices}
    for invoice_id, account_id, net in lines:
        credits_[invoice_id][account_code[account_id]] += net
    for invoice_id, tax_id, amount, due in taxes:
        if amount or due:
            credits_[invoice_id][tax_codes[tax_id][invoice_id in purchases]] += amount + due
        if due:
            credits_[invoice_id][tax_codes[tax_id][0]] -= due
    items = {}
    for invoice in invoices:
        owed = ItemDraft(
            code_of(codes, invoice.company_id, trade_role(invoice)),
            debit=invoice.gross,
            partner_id=invoice.partner_id,
            due_date=invoice.due_date,
        )
        traded = [one_sided(code, -amount) for code, amount in credits_[invoice.pk].items() if amount]
        partners = [owed] if invoice.gross else []
        booked = [*traded, *partners] if invoice.is_purchase else [*partners, *traded]
        is_opposite = invoice.is_credit_note != invoice.is_purchase
        items[invoice.pk] = [opposite(item) for item in booked] if is_opposite else booked
    return items


def trade_role(invoice: Invoice) -> AccountRole:
    """The role of the account on which an invoice is open."""
    return AccountRole.PAYABLE if invoice.is_purchase else AccountRole.RECEIVABLE


def opposite(item: ItemDraft) -> ItemDraft:
    return ItemDraft(item.account_code, item.credit, item.debit, item.partner_id, item.label, item.due_date)


def _take_numbers(invoices: Sequence[Invoice]) -> dict[int, str]:
    numbers: dict[int, str] = {}
    for kind, sequence in SEQUENCES.items():
        waiting: dict[Group, list[Invoice]] = defaultdict(list)
        for invoice in sorted(invoices, key=lambda invoice: (invoice.date, invoice.pk)):
            if invoice.kind == kind:
                waiting[invoice.company_id, invoice.date.year].append(invoice)
        taken = take_numbers(sequence, {group: len(members) for group, members in waiting.items()})
        for group, members in waiting.items():
            numbers.update(zip((member.pk for member in members), taken[group], strict=True))
    return numbers


def _entry(invoice: Invoice, number: str, items: Sequence[ItemDraft], day: dt.date) -> EntryDraft:
    return EntryDraft(
        company_id=invoice.company_id,
        journal_code=JournalCode.PURCHASES if invoice.is_purchase else JournalCode.SALES,
        date=day,
        label=f"{number} {invoice.partner.name}",
        # What the other side calls it: the bank's lines name that.
        reference=invoice.supplier_reference or number,
        items=items,
        source_kind=kind_of(invoice),
        source_id=invoice.pk,
    )


def _settle_originals(invoices: Sequence[Invoice]) -> list[Invoice]:
    """Match posted credit notes with what is open of the invoices they credit; the invoices as stored after it, none where
    there was nothing to match."""
    crediting: dict[int, list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        if invoice.is_credit_note and invoice.original is not None and invoice.gross:
            crediting[invoice.original.pk].append(invoice)
    if not crediting:
        return []
    credit_ids = [invoice.pk for members in crediting.values() for invoice in members]
    open_items: dict[int, list[int]] = defaultdict(list)
    for pk, invoice_id in Item.objects.filter(
        entry__invoice__in=[*crediting, *credit_ids], is_open=True, account__kind__in=TRADE_KINDS
    ).values_list("pk", "entry__invoice"):
        open_items[invoice_id].append(pk)
    groups = [
        MatchGroup(
            members[0].company_id,
            (*open_items[original_id], *(pk for member in members for pk in open_items[member.pk])),
        )
        for original_id, members in crediting.items()
        if open_items[original_id]
    ]
    match_items(groups, origin=ReconciliationOrigin.CREDIT_NOTE)
    return list(Invoice.every.filter(pk__in=[invoice.pk for invoice in invoices]))


def _bring_up_to_date(invoices: Sequence[Invoice], fresh: Sequence[Invoice]) -> None:
    by_id = {invoice.pk: invoice for invoice in fresh}
    for invoice in invoices:
        for name in ("number", "status", "entry_id", "residual", "payment_status", "updated_at"):
            setattr(invoice, name, getattr(by_id[invoice.pk], name))
