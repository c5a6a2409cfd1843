"""Customer invoices: creating and posting them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.choices import (
    AccountRole,
    InvoiceKind,
    JournalCode,
    LineKind,
    PaymentStatus,
    ReconciliationOrigin,
)
from accounting.lifecycles import CANCELLED, DRAFT, POSTED
from accounting.models import Account, Invoice, InvoiceLine, InvoiceTax, Item, Tax
from accounting.selectors.chart import account_codes, accounts_by_code, code_of
from accounting.services.ledger import one_sided, post_entries
from accounting.services.matching import MatchGroup, match_items
from accounting.terms import due_date
from accounting.types import EntryDraft, InvoiceDraft, InvoiceLineDraft, ItemDraft
from erp.documents import created_by, kind_of, log_created, transition
from erp.errors import DomainError
from erp.locks import lock
from erp.models import Partner
from erp.money import Rounding, TaxableLine, TaxedTotals, TaxRate, compute_taxes, difference_line
from erp.numbering import Group, take_numbers

SALES_ROLES: Mapping[str, AccountRole] = {
    LineKind.GOODS: AccountRole.SALES_GOODS,
    LineKind.SERVICE: AccountRole.SALES_SERVICES,
    LineKind.SHIPPING: AccountRole.SALES_SHIPPING,
}
SEQUENCES = {InvoiceKind.INVOICE: "accounting.invoice", InvoiceKind.CREDIT_NOTE: "accounting.credit_note"}


@dataclass(frozen=True)
class _Computed:
    """An invoice draft with its amounts; the last of `lines` may be the rounding line that makes the total the shop's."""

    draft: InvoiceDraft
    lines: Sequence[InvoiceLineDraft]
    totals: TaxedTotals


def create_invoices(drafts: Sequence[InvoiceDraft]) -> list[Invoice]:
    """Create draft invoices with their lines and taxes, in the order given, in a constant number of statements.

    Raises `DomainError`: "invoice.empty", "invoice.quantity", "invoice.price", "invoice.negative", "tax.unknown",
    "account.unknown"; nothing is written then.
    """
    if not drafts:
        return []
    taxes = _taxes(drafts)
    computed = [_compute(draft, taxes) for draft in drafts]
    codes = account_codes({draft.company_id for draft in drafts})
    line_codes = [[_account_code(one, line, codes) for line in one.lines] for one in computed]
    accounts = accounts_by_code(
        (one.draft.company_id, code)
        for one, found in zip(computed, line_codes, strict=True)
        for code in found
    )
    partners = Partner.objects.select_related("payment_terms").in_bulk({draft.partner_id for draft in drafts})
    author = created_by()
    with transaction.atomic():
        invoices = Invoice.objects.bulk_create(_invoice(one, partners, author) for one in computed)
        InvoiceLine.objects.bulk_create(
            line
            for invoice, one, found in zip(invoices, computed, line_codes, strict=True)
            for line in _lines(invoice, one, [accounts[invoice.company_id, code] for code in found])
        )
        InvoiceTax.objects.bulk_create(
            InvoiceTax(
                company_id=invoice.company_id,
                invoice=invoice,
                tax=taxes[int(amount.code)],
                percent=taxes[int(amount.code)].percent,
                base=amount.base,
                amount=amount.amount,
            )
            for invoice, one in zip(invoices, computed, strict=True)
            for amount in one.totals.taxes
        )
        log_created(invoices)
    return invoices


def post_invoices(invoices: Sequence[Invoice]) -> None:
    """Post draft invoices and credit notes: number, entry, what is left to pay. Constant number of statements.

    411 / 707, 706, 7085, 4457x (the other way round for a credit note); a credit note settles its invoice as far as that
    is open. The objects given are brought up to date. Raises `DomainError` "invoice.not_draft" or what posting raises.
    """
    if not invoices:
        return
    with transaction.atomic():
        locked = lock(
            Invoice.objects.filter(pk__in=[invoice.pk for invoice in invoices]).select_related(
                "partner", "original"
            )
        )
        for invoice in locked:
            if invoice.status != DRAFT:
                raise DomainError(
                    "invoice.not_draft",
                    _("%(invoice)s is posted or cancelled already. Reload the page to see where it stands."),
                    params={"invoice": str(invoice)},
                )
        codes = account_codes({invoice.company_id for invoice in locked})
        items = _items(locked, codes)
        numbers = _take_numbers(locked)
        booked = [invoice for invoice in locked if items[invoice.pk]]
        entries = post_entries(
            [_entry(invoice, numbers[invoice.pk], items[invoice.pk]) for invoice in booked]
        )
        entry_ids = {invoice.pk: entry.pk for invoice, entry in zip(booked, entries, strict=True)}
        _write_open_amounts(locked, entry_ids)
        transition(locked, POSTED, numbers=numbers)
        _settle_originals(locked)
    _bring_up_to_date(invoices)


def cancel_invoices(invoices: Sequence[Invoice]) -> None:
    """Cancel drafts. What is posted is taken back by a credit note instead."""
    transition(invoices, CANCELLED)


def _taxes(drafts: Sequence[InvoiceDraft]) -> dict[int, Tax]:
    wanted = {
        (draft.company_id, line.tax_id) for draft in drafts for line in draft.lines if line.tax_id is not None
    }
    taxes = Tax.objects.in_bulk({tax_id for _company_id, tax_id in wanted})
    for company_id, tax_id in wanted:
        if tax_id not in taxes or taxes[tax_id].company_id != company_id:
            raise DomainError(
                "tax.unknown",
                _("A line has a tax that this company does not have. Choose one of its taxes."),
                "tax",
            )
    return taxes


def _compute(draft: InvoiceDraft, taxes: Mapping[int, Tax]) -> _Computed:
    _check(draft)
    lines = list(draft.lines)
    taxable = [_taxable(index, line, taxes) for index, line in enumerate(lines)]
    totals = _totals(draft, taxable)
    if draft.expected_gross is not None:
        difference = difference_line(totals.gross, draft.expected_gross, draft.currency)
        if difference is not None:
            lines.append(InvoiceLineDraft("", Decimal(1), difference.unit_price, kind=LineKind.ROUNDING))
            totals = _totals(draft, [*taxable, difference])
    if totals.gross < 0:
        raise DomainError(
            "invoice.negative",
            _("The total is negative (%(gross)s). Give money back with a credit note instead."),
            params={"gross": totals.gross},
        )
    return _Computed(draft, lines, totals)


def _check(draft: InvoiceDraft) -> None:
    if not draft.lines:
        raise DomainError("invoice.empty", _("The invoice has no lines. Add at least one."), "lines")
    for line in draft.lines:
        if line.quantity <= 0:
            raise DomainError(
                "invoice.quantity",
                _("“%(line)s”: the quantity is above zero; to take goods back, make a credit note."),
                "quantity",
                {"line": line.description},
            )
        if line.unit_price < 0 and line.kind not in {LineKind.DISCOUNT, LineKind.ROUNDING}:
            raise DomainError(
                "invoice.price",
                _("“%(line)s”: the price is negative. Use a discount line to take something off."),
                "unit_price",
                {"line": line.description},
            )


def _taxable(index: int, line: InvoiceLineDraft, taxes: Mapping[int, Tax]) -> TaxableLine:
    rates = () if line.tax_id is None else (TaxRate(str(line.tax_id), taxes[line.tax_id].percent),)
    return TaxableLine(
        index, line.quantity, line.unit_price, line.discount_percent, line.discount_amount, taxes=rates
    )


def _totals(draft: InvoiceDraft, lines: Iterable[TaxableLine]) -> TaxedTotals:
    return compute_taxes(
        lines,
        currency=draft.currency,
        rounding=Rounding(draft.rounding),
        prices_include_tax=draft.prices_include_tax,
    )


def _account_code(one: _Computed, line: InvoiceLineDraft, codes: Mapping[int, Mapping[str, str]]) -> str:
    if line.account_code:
        return line.account_code
    if line.kind == LineKind.ROUNDING:
        is_gain = line.unit_price > 0
        role = AccountRole.DIFFERENCE_GAIN if is_gain else AccountRole.DIFFERENCE_LOSS
    elif line.kind == LineKind.DISCOUNT:
        # A discount on the invoice itself lowers the sale (PCG, article 944-70): it goes where the sale goes.
        kinds = [other.kind for other in one.lines if other.kind in SALES_ROLES]
        role = SALES_ROLES[LineKind.GOODS if LineKind.GOODS in kinds or not kinds else kinds[0]]
    else:
        role = SALES_ROLES[line.kind]
    return code_of(codes, one.draft.company_id, role)


def _invoice(one: _Computed, partners: Mapping[int, Partner], author: int | None) -> Invoice:
    draft = one.draft
    partner = partners.get(draft.partner_id)
    if partner is None:
        raise DomainError(
            "invoice.partner", _("The customer no longer exists, or this company does not see it."), "partner"
        )
    return Invoice(
        company_id=draft.company_id,
        kind=draft.kind,
        date=draft.date,
        partner=partner,
        billing_address=dict(draft.billing_address),
        delivery_address=dict(draft.delivery_address),
        currency_id=draft.currency,
        net=one.totals.net,
        tax=one.totals.tax,
        gross=one.totals.gross,
        residual=one.totals.gross,
        due_date=draft.due_date or due_date(draft.date, partner.payment_terms),
        rounding=draft.rounding,
        prices_include_tax=draft.prices_include_tax,
        source_kind=draft.source_kind,
        source_id=draft.source_id,
        order_reference=draft.order_reference[:40],
        shop_reference=draft.shop_reference[:60],
        notes=draft.notes,
        created_by_id=author,
    )


def _lines(invoice: Invoice, one: _Computed, accounts: Sequence[Account]) -> Iterable[InvoiceLine]:
    with translation.override(invoice.partner.language):
        rounding_label = gettext("Rounding, so that the total is what was paid")
    for position, (line, taxed, account) in enumerate(
        zip(one.lines, one.totals.lines, accounts, strict=True), 1
    ):
        yield InvoiceLine(
            company_id=invoice.company_id,
            invoice=invoice,
            position=position,
            kind=line.kind,
            variant_id=line.variant_id,
            description=line.description[:400] or rounding_label,
            quantity=line.quantity,
            unit_price=line.unit_price,
            discount_percent=line.discount_percent,
            discount_amount=line.discount_amount,
            tax_id=line.tax_id,
            net=taxed.net,
            tax_amount=taxed.tax,
            gross=taxed.gross,
            account=account,
            source_line_id=line.source_line_id,
        )


def _items(invoices: Sequence[Invoice], codes: Mapping[int, Mapping[str, str]]) -> dict[int, list[ItemDraft]]:
    """The items of each invoice's entry: receivable first, then sales, then taxes; none where nothing is to be booked."""
    credits_: dict[int, dict[str, Decimal]] = {invoice.pk: defaultdict(Decimal) for invoice in invoices}
    for invoice_id, code, net in (
        InvoiceLine.objects.filter(invoice__in=invoices)
        .order_by("invoice_id", "position")
        .values_list("invoice_id", "account__code", "net")
    ):
        credits_[invoice_id][code] += net
    for invoice_id, code, amount in (
        InvoiceTax.objects.filter(invoice__in=invoices)
        .order_by("invoice_id", "-percent", "pk")
        .values_list("invoice_id", "tax__sale_account__code", "amount")
    ):
        if amount:
            credits_[invoice_id][code] += amount
    items = {}
    for invoice in invoices:
        receivable = ItemDraft(
            code_of(codes, invoice.company_id, AccountRole.RECEIVABLE),
            debit=invoice.gross,
            partner_id=invoice.partner_id,
            due_date=invoice.due_date,
        )
        booked = [receivable] if invoice.gross else []
        booked += [one_sided(code, -amount) for code, amount in credits_[invoice.pk].items() if amount]
        items[invoice.pk] = [opposite(item) for item in booked] if invoice.is_credit_note else booked
    return items


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


def _entry(invoice: Invoice, number: str, items: Sequence[ItemDraft]) -> EntryDraft:
    return EntryDraft(
        company_id=invoice.company_id,
        journal_code=JournalCode.SALES,
        date=invoice.date,
        label=f"{number} {invoice.partner.name}",
        reference=number,
        items=items,
        source_kind=kind_of(invoice),
        source_id=invoice.pk,
    )


def _write_open_amounts(invoices: Sequence[Invoice], entry_ids: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accounting_invoice AS invoice SET entry_id = booked.entry_id, residual = invoice.gross,
                payment_status = CASE WHEN invoice.gross = 0 THEN %s ELSE %s END
            FROM unnest(%s::bigint[], %s::bigint[]) AS booked(id, entry_id) WHERE invoice.id = booked.id
            """,
            [
                PaymentStatus.PAID,
                PaymentStatus.UNPAID,
                [invoice.pk for invoice in invoices],
                [entry_ids.get(invoice.pk) for invoice in invoices],
            ],
        )


def _settle_originals(invoices: Sequence[Invoice]) -> None:
    """Match posted credit notes with what is open of the invoices they credit."""
    crediting: dict[int, list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        if invoice.is_credit_note and invoice.original is not None and invoice.gross:
            crediting[invoice.original_id].append(invoice)
    if not crediting:
        return
    credit_ids = [invoice.pk for members in crediting.values() for invoice in members]
    open_items: dict[int, list[int]] = defaultdict(list)
    for pk, invoice_id in Item.objects.filter(
        entry__invoice__in=[*crediting, *credit_ids], is_open=True, account__kind="receivable"
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


def _bring_up_to_date(invoices: Sequence[Invoice]) -> None:
    stored = Invoice.objects.in_bulk([invoice.pk for invoice in invoices])
    for invoice in invoices:
        for name in ("number", "status", "entry_id", "residual", "payment_status", "updated_at"):
            setattr(invoice, name, getattr(stored[invoice.pk], name))
