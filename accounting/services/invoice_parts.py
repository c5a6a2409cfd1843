"""What an invoice consists of: lines, taxes, accounts and totals, computed from its draft."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounting.choices import AccountRole, LineKind
from accounting.extensions import role_of_bought_goods
from accounting.models import Account, Invoice, InvoiceLine, InvoiceTax, Tax
from accounting.selectors.categories import ArticleCodes, all_codes
from accounting.selectors.chart import accounts_by_code, code_of
from accounting.terms import due_date
from accounting.types import ZERO, InvoiceDraft, InvoiceLineDraft
from erp.errors import DomainError
from erp.models import Company, Partner
from erp.money import (
    Rounding,
    TaxableLine,
    TaxedTotals,
    TaxRate,
    compute_taxes,
    difference_line,
    round_money,
    taxes_as_written,
)

SALES_ROLES: Mapping[str, AccountRole] = {
    LineKind.GOODS: AccountRole.SALES_GOODS,
    LineKind.SERVICE: AccountRole.SALES_SERVICES,
    LineKind.SHIPPING: AccountRole.SALES_SHIPPING,
}
PURCHASE_ROLES: Mapping[str, AccountRole] = {
    LineKind.GOODS: AccountRole.PURCHASES_GOODS,
    LineKind.SERVICE: AccountRole.PURCHASES_SERVICES,
    LineKind.SHIPPING: AccountRole.PURCHASES_SHIPPING,
}
# By how much a supplier's tax may differ from what its lines come to, for each of them: its rounding, not its sums.
TOLERANCE = Decimal("0.02")


@dataclass(frozen=True)
class Prepared:
    """A draft with its amounts and accounts; the last line may be the rounding that makes the total the shop's."""

    draft: InvoiceDraft
    partner: Partner
    lines: Sequence[InvoiceLineDraft]
    totals: TaxedTotals
    accounts: Sequence[Account]
    taxes: Mapping[int, Tax]


def prepare_invoices(drafts: Sequence[InvoiceDraft]) -> list[Prepared]:
    """Check and compute drafts, in a constant number of statements; see `create_invoices` for what is refused."""
    taxes = taxes_of(drafts)
    computed = [compute_draft(draft, taxes) for draft in drafts]
    companies = {draft.company_id for draft in drafts}
    codes, by_article = all_codes(
        companies, {line.variant_id for draft in drafts for line in draft.lines if line.variant_id}
    )
    bought = role_of_bought_goods({draft.company_id for draft in drafts if draft.is_purchase})
    wanted = [
        [_account_code(draft, lines, line, codes, by_article, bought) for line in lines]
        for draft, (lines, _totals_) in zip(drafts, computed, strict=True)
    ]
    accounts = accounts_by_code(
        (draft.company_id, code) for draft, found in zip(drafts, wanted, strict=True) for code in found
    )
    partners = Partner.objects.select_related("payment_terms").in_bulk({draft.partner_id for draft in drafts})
    at_home = dict(
        Company.objects.filter(
            pk__in={draft.company_id for draft in drafts if draft.is_purchase}
        ).values_list("pk", "currency_id")
    )
    prepared = []
    for draft, (lines, totals), found in zip(drafts, computed, wanted, strict=True):
        partner = partners.get(draft.partner_id)
        if partner is None:
            raise DomainError(
                "invoice.partner",
                _("The customer or supplier no longer exists, or this company does not see it."),
                "partner",
            )
        if draft.is_purchase and draft.currency != at_home[draft.company_id]:
            raise DomainError(
                "invoice.currency",
                _("Supplier invoices are booked in %(currency)s. Type its amounts at the rate of its day."),
                "currency",
                {"currency": at_home[draft.company_id]},
            )
        chosen = [accounts[draft.company_id, code] for code in found]
        prepared.append(Prepared(draft, partner, lines, totals, chosen, taxes))
    return prepared


def write_parts(invoices: Sequence[tuple[Invoice, Prepared]]) -> None:
    """Insert the lines and taxes of new (or emptied) draft invoices."""
    InvoiceLine.objects.bulk_create(line for invoice, one in invoices for line in _lines(invoice, one))
    InvoiceTax.objects.bulk_create(
        InvoiceTax(
            company_id=invoice.company_id,
            invoice=invoice,
            tax=one.taxes[int(amount.code)],
            percent=one.taxes[int(amount.code)].percent,
            base=amount.base,
            amount=amount.amount,
            due_by_buyer=due_by_buyer(one.taxes[int(amount.code)], amount.base, one.draft.currency),
        )
        for invoice, one in invoices
        for amount in one.totals.taxes
    )


def due_by_buyer(tax: Tax, base: Decimal, currency: str) -> Decimal:
    """What the buyer owes of a tax that the supplier does not charge; zero of any other."""
    return round_money(base * tax.percent / 100, currency) if tax.is_due_by_buyer else base * 0


def taxes_of(drafts: Sequence[InvoiceDraft]) -> dict[int, Tax]:
    """The taxes that drafts name. Raises "tax.unknown" for one that the draft's company does not have, "tax.due_by_buyer" for
    one that only purchases bear, "tax.not_deductible" for one that no purchase can be booked with."""
    wanted = {
        (draft.company_id, line.tax_id, draft.is_purchase)
        for draft in drafts
        for line in draft.lines
        if line.tax_id is not None
    }
    taxes = Tax.objects.in_bulk({tax_id for _company_id, tax_id, _is_purchase in wanted})
    for company_id, tax_id, is_purchase in wanted:
        if tax_id not in taxes or taxes[tax_id].company_id != company_id:
            raise DomainError(
                "tax.unknown",
                _("A line has a tax that this company does not have. Choose one of its taxes."),
                "tax",
            )
        tax = taxes[tax_id]
        if tax.is_due_by_buyer and not is_purchase:
            raise DomainError(
                "tax.due_by_buyer",
                _("“%(tax)s” is a tax of purchases. Choose one that customers are charged."),
                "tax",
                {"tax": tax.name},
            )
        if is_purchase and tax.percent and tax.purchase_account_id is None:
            raise DomainError(
                "tax.not_deductible",
                _("“%(tax)s” has no account of deductible VAT. Set it under Taxes, or choose another one."),
                "tax",
                {"tax": tax.name},
            )
    return taxes


def compute_draft(
    draft: InvoiceDraft, taxes: Mapping[int, Tax]
) -> tuple[list[InvoiceLineDraft], TaxedTotals]:
    """A draft's lines, with the one that makes its total what it must be, and what they come to. Asks nothing of the
    database. Raises "invoice.empty", "invoice.quantity", "invoice.price", "invoice.negative"."""
    _check(draft)
    lines = list(draft.lines)
    taxable = [_taxable(index, line, taxes) for index, line in enumerate(lines)]
    totals = _totals(draft, taxable)
    if draft.expected_gross is not None:
        difference = difference_line(totals.gross, draft.expected_gross, draft.currency)
        if difference is not None:
            lines.append(InvoiceLineDraft("", Decimal(1), difference.unit_price, kind=LineKind.ROUNDING))
            totals = _totals(draft, [*taxable, difference])
    totals = _as_written(draft, totals, taxes)
    if totals.gross < 0:
        raise DomainError(
            "invoice.negative",
            _("The total is negative (%(gross)s). Give money back with a credit note instead."),
            params={"gross": totals.gross},
        )
    return lines, totals


def _as_written(draft: InvoiceDraft, totals: TaxedTotals, taxes: Mapping[int, Tax]) -> TaxedTotals:
    """The totals with the supplier's amounts of tax. Raises "invoice.tax_difference" where they are not its rounding."""
    written: dict[str, Decimal] = {}
    for tax_id, amount in draft.taxes_as_written.items():
        lines = [line for line in totals.lines if any(tax.code == str(tax_id) for tax in line.taxes)]
        if not lines or abs(totals.amount_of(str(tax_id)) - amount) > TOLERANCE * len(lines):
            raise DomainError(
                "invoice.tax_difference",
                _(
                    "“%(tax)s” comes to %(computed)s by the lines, not to %(written)s. Correct the lines, or leave the tax out:"
                    " it is then computed."
                ),
                "taxes",
                {
                    "tax": taxes[tax_id].name if tax_id in taxes else str(tax_id),
                    "computed": totals.amount_of(str(tax_id)),
                    "written": amount,
                },
            )
        written[str(tax_id)] = amount
    return taxes_as_written(totals, written) if written else totals


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
    rates: tuple[TaxRate, ...] = ()
    if line.tax_id is not None:
        tax = taxes[line.tax_id]
        rates = (TaxRate(str(line.tax_id), ZERO if tax.is_due_by_buyer else tax.percent),)
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


def _account_code(
    draft: InvoiceDraft,
    lines: Sequence[InvoiceLineDraft],
    line: InvoiceLineDraft,
    codes: Mapping[int, Mapping[str, str]],
    by_article: ArticleCodes,
    bought: Mapping[int, AccountRole],
) -> str:
    if line.account_code:
        return line.account_code
    if line.kind == LineKind.ROUNDING:
        is_gain = (line.unit_price > 0) != draft.is_purchase
        role = AccountRole.DIFFERENCE_GAIN if is_gain else AccountRole.DIFFERENCE_LOSS
    elif line.kind == LineKind.DISCOUNT:
        # A discount on the invoice itself lowers the sale (PCG, article 944-70): it goes where the sale goes.
        kinds = [other.kind for other in lines if other.kind in SALES_ROLES]
        role = _role(draft, LineKind.GOODS if LineKind.GOODS in kinds or not kinds else kinds[0], bought)
    else:
        role = _role(draft, line.kind, bought)
        own = by_article.get((draft.company_id, line.variant_id or 0), {})
        if role in own:
            return own[role]
    return code_of(codes, draft.company_id, role)


def _role(draft: InvoiceDraft, kind: str, bought: Mapping[int, AccountRole]) -> AccountRole:
    if not draft.is_purchase:
        return SALES_ROLES[kind]
    return bought[draft.company_id] if kind == LineKind.GOODS else PURCHASE_ROLES[kind]


def header_of(one: Prepared) -> dict[str, Any]:
    """The fields of the invoice itself."""
    draft = one.draft
    return {
        "date": draft.date,
        "partner": one.partner,
        "billing_address": dict(draft.billing_address),
        "delivery_address": dict(draft.delivery_address),
        "currency_id": draft.currency,
        "net": one.totals.net,
        "tax": one.totals.tax,
        "gross": one.totals.gross,
        "residual": one.totals.gross,
        "due_date": draft.due_date or due_date(draft.date, one.partner.payment_terms),
        "rounding": draft.rounding,
        "prices_include_tax": draft.prices_include_tax,
        "source_kind": draft.source_kind,
        "source_id": draft.source_id,
        "order_reference": draft.order_reference[:40],
        "shop_reference": draft.shop_reference[:60],
        "supplier_reference": " ".join(draft.supplier_reference.split())[:60],
        "notes": draft.notes,
    }


def _lines(invoice: Invoice, one: Prepared) -> Iterator[InvoiceLine]:
    with translation.override(invoice.partner.language):
        rounding_label = gettext("Rounding, so that the total is what was paid")
    for position, (line, taxed, account) in enumerate(
        zip(one.lines, one.totals.lines, one.accounts, strict=True), 1
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
            tax_treatment=line.tax_treatment,
            tax_reason=line.tax_reason[:300],
            net=taxed.net,
            tax_amount=taxed.tax,
            gross=taxed.gross,
            account=account,
            source_line_id=line.source_line_id,
        )
