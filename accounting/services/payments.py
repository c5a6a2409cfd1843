"""Payments: money that customers gave to a provider and got back from one, and what suppliers are paid."""

from collections.abc import Sequence

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from accounting.choices import TRADE_KINDS, AccountRole, PaymentDirection, ReconciliationOrigin
from accounting.lifecycles import CANCELLED, POSTED
from accounting.models import Invoice, Item, Payment, PaymentProvider, Reconciliation
from accounting.selectors.chart import account_codes, code_of
from accounting.services.ledger import post_entries, reverse_entries
from accounting.services.matching import MatchGroup, match_items, undo_matches
from accounting.types import EntryDraft, ItemDraft, PaymentDraft
from erp.documents import created_by, kind_of, log_created, transition
from erp.errors import DomainError
from erp.locks import lock
from erp.models import Partner
from erp.search import index_records


def record_payments(drafts: Sequence[PaymentDraft]) -> list[Payment]:
    """Record and post payments, in the order given, in a constant number of statements.

    Received: Dr clearing account of the provider / Cr 411; given back the other way round; suppliers likewise, on 401. With an
    invoice that side is reconciled with it as far as both go; an over- or underpayment stays open there. Raises `DomainError`:
    "payment.provider", "payment.amount", "payment.invoice", "payment.duplicate", or what posting raises.
    """
    if not drafts:
        return []
    providers = _providers(drafts)
    invoices = _invoices(drafts)
    codes = account_codes({draft.company_id for draft in drafts})
    names = dict(Partner.objects.filter(pk__in={d.partner_id for d in drafts}).values_list("pk", "name"))
    author = created_by()
    with transaction.atomic():
        try:
            with transaction.atomic():
                payments = Payment.objects.bulk_create(
                    Payment(
                        company_id=draft.company_id,
                        date=draft.date,
                        partner_id=draft.partner_id,
                        provider=providers[draft.company_id, draft.provider_code],
                        direction=draft.direction,
                        method=draft.method[:60],
                        amount=draft.amount,
                        currency_id=draft.currency,
                        reference=draft.reference[:80],
                        invoice=invoices.get(draft.invoice_id) if draft.invoice_id else None,
                        source_kind=draft.source_kind,
                        source_id=draft.source_id,
                        created_by_id=author,
                    )
                    for draft in drafts
                )
        except IntegrityError as error:
            if "accounting_payment_once" not in str(error):
                raise
            raise DomainError(
                "payment.duplicate",
                _(
                    "A payment of this provider with the same reference is recorded already. Look it up by its reference."
                ),
                "reference",
            ) from error
        entries = post_entries(
            [
                _entry(payment, code_of(codes, payment.company_id, _role(draft, payment)), names)
                for payment, draft in zip(payments, drafts, strict=True)
            ]
        )
        for payment, entry in zip(payments, entries, strict=True):
            payment.entry = entry
        _write_entries(payments)
        log_created(payments)
        transition(payments, POSTED)
        _settle_invoices(payments)
        index_records(payments)
    return payments


def cancel_payments(payments: Sequence[Payment]) -> None:
    """Take payments back: what they settled is open again, their entries are reversed on the same date.

    Raises `DomainError` "payment.paid_out" for one whose money has reached the bank: undo that reconciliation first.
    """
    with transaction.atomic():
        locked = lock(
            Payment.objects.filter(pk__in=[payment.pk for payment in payments]).select_related("entry")
        )
        items = Item.objects.filter(entry__in=[payment.entry_id for payment in locked])
        on_bank = Reconciliation.objects.filter(
            matches__debit_item__in=items, origin=ReconciliationOrigin.BANK, undone_at=None
        ) | Reconciliation.objects.filter(
            matches__credit_item__in=items, origin=ReconciliationOrigin.BANK, undone_at=None
        )
        if found := on_bank.first():
            raise DomainError(
                "payment.paid_out",
                _("The money has reached the bank (%(reconciliation)s). Undo that reconciliation first."),
                params={"reconciliation": found.number},
            )
        undo_matches(lock(reconciliations_of(items)))
        reverse_entries([payment.entry for payment in locked if payment.entry])
        transition(locked, CANCELLED)


def reconciliations_of(items):  # type: ignore[no-untyped-def]
    """The reconciliations, not undone, that settle some of these items."""
    debit = Reconciliation.objects.filter(undone_at=None, matches__debit_item__in=items)
    credit = Reconciliation.objects.filter(undone_at=None, matches__credit_item__in=items)
    return Reconciliation.objects.filter(pk__in=debit.values("pk").union(credit.values("pk")))


def _providers(drafts: Sequence[PaymentDraft]) -> dict[tuple[int, str], PaymentProvider]:
    found = {
        (provider.company_id, provider.code): provider
        for provider in PaymentProvider.objects.filter(
            company_id__in={draft.company_id for draft in drafts},
            code__in={draft.provider_code for draft in drafts},
        ).select_related("clearing_account", "journal")
    }
    for draft in drafts:
        if (draft.company_id, draft.provider_code) not in found:
            raise DomainError(
                "payment.provider",
                _(
                    "There is no payment provider “%(code)s”. Add it under Payment providers, with its clearing account."
                ),
                "provider",
                {"code": draft.provider_code},
            )
        if draft.amount <= 0:
            raise DomainError("payment.amount", _("The amount of a payment is above zero."), "amount")
    return found


def _invoices(drafts: Sequence[PaymentDraft]) -> dict[int, Invoice]:
    invoices = Invoice.every.in_bulk({draft.invoice_id for draft in drafts if draft.invoice_id})
    for draft in drafts:
        if draft.invoice_id is None:
            continue
        invoice = invoices.get(draft.invoice_id)
        if (
            invoice is None
            or invoice.status != POSTED
            or (invoice.company_id, invoice.partner_id) != (draft.company_id, draft.partner_id)
            or draft.direction != direction_of(invoice)
        ):
            raise DomainError(
                "payment.invoice",
                _(
                    "A payment is recorded on a posted invoice of its partner, a refund on a posted credit note."
                ),
                "invoice",
            )
    return invoices


def direction_of(invoice: Invoice) -> PaymentDirection:
    """Which way the money goes that settles an invoice."""
    is_received = invoice.is_credit_note == invoice.is_purchase
    return PaymentDirection.INBOUND if is_received else PaymentDirection.OUTBOUND


def _role(draft: PaymentDraft, payment: Payment) -> AccountRole:
    is_supplier = payment.invoice.is_purchase if payment.invoice else draft.is_supplier
    return AccountRole.PAYABLE if is_supplier else AccountRole.RECEIVABLE


def _entry(payment: Payment, trade: str, names: dict[int, str]) -> EntryDraft:
    is_received = payment.direction == PaymentDirection.INBOUND
    amount = payment.amount
    clearing = ItemDraft(
        payment.provider.clearing_account.code,
        debit=amount if is_received else amount * 0,
        credit=amount * 0 if is_received else amount,
        partner_id=payment.partner_id,
    )
    partner = ItemDraft(trade, debit=clearing.credit, credit=clearing.debit, partner_id=payment.partner_id)
    label = " ".join(
        filter(None, [payment.provider.name, payment.reference, names.get(payment.partner_id, "")])
    )
    return EntryDraft(
        company_id=payment.company_id,
        journal_code=payment.provider.journal.code,
        date=payment.date,
        label=label,
        reference=payment.reference,
        items=[clearing, partner] if is_received else [partner, clearing],
        source_kind=kind_of(payment),
        source_id=payment.pk,
    )


def _write_entries(payments: Sequence[Payment]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accounting_payment AS payment SET entry_id = booked.entry_id
            FROM unnest(%s::bigint[], %s::bigint[]) AS booked(id, entry_id) WHERE payment.id = booked.id
            """,
            [[payment.pk for payment in payments], [payment.entry_id for payment in payments]],
        )


def _settle_invoices(payments: Sequence[Payment]) -> None:
    paying: dict[int, list[Payment]] = {}
    for payment in payments:
        if payment.invoice_id is not None:
            paying.setdefault(payment.invoice_id, []).append(payment)
    if not paying:
        return
    open_items: dict[int, list[int]] = {}
    rows = Item.objects.filter(is_open=True, account__kind__in=TRADE_KINDS)
    for pk, invoice_id in rows.filter(entry__invoice__in=list(paying)).values_list("pk", "entry__invoice"):
        open_items.setdefault(invoice_id, []).append(pk)
    payment_items = dict(
        rows.filter(entry__payment__in=[p.pk for p in payments]).values_list("entry__payment", "pk")
    )
    match_items(
        [
            MatchGroup(
                members[0].company_id,
                (*open_items[invoice_id], *(payment_items[payment.pk] for payment in members)),
            )
            for invoice_id, members in paying.items()
            if invoice_id in open_items
        ],
        origin=ReconciliationOrigin.PAYMENT,
    )
