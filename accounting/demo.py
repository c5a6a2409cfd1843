"""Accounting's part of the demo company: books, means of payment, purchases, and the bank's files.

Names are invented. Everything goes through the services; what the bank says comes as CAMT.053 files that are imported.
"""

import calendar
import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from lxml import etree

from accounting.choices import AccountRole, InvoiceKind, JournalCode, LineKind
from accounting.models import BankAccount, BankLine, BankStatement, Item, PaymentProvider
from accounting.scoring import FeeModel, OpenItem
from accounting.selectors.chart import account_codes, sale_taxes
from accounting.services.bank import import_statement
from accounting.services.charts import install_chart
from accounting.services.invoices import create_invoices, post_invoices
from accounting.services.ledger import post_entries
from accounting.services.means_of_payment import create_bank_accounts, create_providers
from accounting.services.reconciliation import reconcile_bank_lines
from accounting.types import (
    ZERO,
    BankAccountDraft,
    BankMatchDraft,
    EntryDraft,
    InvoiceDraft,
    InvoiceLineDraft,
    ItemDraft,
    ProviderDraft,
)
from erp.models import Company, Partner
from erp.money import round_money

CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
PAYOUT_WEEKDAY = 1  # Tuesday, for the payments up to the Sunday before


@dataclass(frozen=True)
class Movement:
    """One line of a bank statement: `amount` is signed, money in is positive."""

    amount: Decimal
    date: dt.date
    counterparty: str
    description: str
    end_to_end_id: str = ""
    iban: str = ""


@dataclass(frozen=True)
class Payout:
    """What a provider pays out, and of which items it consists."""

    movement: Movement
    item_ids: tuple[int, ...]
    fee: Decimal


def set_up_books(
    company: Company, *, first_year: int, number: int = 1
) -> tuple[BankAccount, list[PaymentProvider]]:
    """Chart, fiscal years, a bank account and two payment providers; `number` makes the IBAN the company's own."""
    install_chart(company, first_year=first_year)
    [bank_account] = create_bank_accounts(
        company, [BankAccountDraft("Banque des Halles", make_iban(company.country_id, number), "BHALFRPP")]
    )
    fees = account_codes([company.pk])[company.pk][AccountRole.FEES]
    providers = create_providers(
        company,
        [
            ProviderDraft(
                "CARTESSIA",
                "Cartessia",
                methods=("Cartessia", "card", "Carte bancaire", "Payment by card"),
                statement_names=("CARTESSIA PAYMENTS",),
                fee_percent=Decimal("1.4"),
                fee_fixed=Decimal("0.25"),
                fee_account_code=fees,
            ),
            ProviderDraft(
                "MONNELUNE",
                "Monnelune",
                methods=("Monnelune", "wallet", "Portefeuille Monnelune"),
                statement_names=("MONNELUNE SAS",),
                fee_percent=Decimal("2.9"),
                fee_fixed=Decimal("0.35"),
                fee_account_code=fees,
            ),
        ],
    )
    return bank_account, providers


def make_iban(country: str, number: int) -> str:
    """An IBAN of the country with valid check digits, of a bank code that no bank has."""
    if country == "FR":
        bank, branch, account = "99999", "00001", f"{number:011d}"
        key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
        body = f"{bank}{branch}{account}{key:02d}"
    elif country == "BE":
        first = f"999{number:07d}"
        body = f"{first}{int(first) % 97 or 97:02d}"
    else:
        raise ValueError(f"No form of IBAN is known here for {country}.")
    check = 98 - int(_as_digits(f"{body}{country}00")) % 97
    return f"{country}{check:02d}{body}"


def post_capital(company: Company, bank_account: BankAccount, amount: Decimal, date: dt.date) -> None:
    """What the company started with: capital paid in at the bank."""
    capital = "101" if company.country_id == "FR" else "100"
    post_entries(
        [
            EntryDraft(
                company.pk,
                JournalCode.MISC,
                date,
                "Apport en capital",
                [ItemDraft(bank_account.account.code, debit=amount), ItemDraft(capital, credit=amount)],
            )
        ]
    )


def post_purchases(
    company: Company, suppliers: Sequence[Partner], first: dt.date, last: dt.date, *, seed: int = 1
) -> int:
    """Each month's invoices of suppliers: rent, energy, telephone, advertising, transport. Returns how many."""
    chance = random.Random(seed)
    is_french = company.country_id == "FR"
    tax = sale_taxes(company.pk, company.country_id)["standard"]
    kinds = (
        (("6132", "Loyer", 2400, 0), ("6061", "Énergie", 310, 60), ("626", "Téléphone et internet", 145, 12),
         ("6231", "Publicité en ligne", 900, 250), ("6242", "Transport sur ventes", 640, 160))
        if is_french
        else (("610", "Loyer", 1500, 0), ("612", "Énergie et télécoms", 260, 50), ("614", "Publicité", 420, 120))
    )  # fmt: skip
    drafts = []
    for month_end in _month_ends(first, last):
        for index, (code, label, mean, spread) in enumerate(kinds):
            net = round_money(
                Decimal(mean + chance.randint(-spread, spread)) + Decimal(chance.randint(0, 99)) / 100
            )
            drafts.append(
                InvoiceDraft(
                    company.pk,
                    suppliers[index % len(suppliers)].pk,
                    month_end,
                    [
                        InvoiceLineDraft(
                            f"{label} {month_end:%m/%Y}",
                            Decimal(1),
                            net,
                            LineKind.SERVICE,
                            tax.pk,
                            account_code=code,
                        )
                    ],
                    due_date=month_end + dt.timedelta(days=30),
                    kind=InvoiceKind.BILL,
                    supplier_reference=f"{code}-{month_end:%y%m}-{chance.randint(100, 999)}",
                )
            )
    post_invoices(create_invoices(drafts))
    return len(drafts)


def due_payouts(providers: Sequence[PaymentProvider], until: dt.date) -> list[Payout]:
    """The weekly payouts up to `until` of what the providers hold, oldest first; the running week is not paid out."""
    payouts = []
    for provider in providers:
        fees = FeeModel(provider.fee_percent, provider.fee_fixed)
        weeks: dict[dt.date, list[tuple[int, Decimal, dt.date]]] = {}
        rows = Item.objects.filter(account=provider.clearing_account_id, is_open=True).order_by("date", "pk")
        for pk, residual, date in rows.values_list("pk", "residual", "date"):
            payday = date + dt.timedelta(days=7 - date.weekday() + PAYOUT_WEEKDAY)
            weeks.setdefault(payday, []).append((pk, residual or ZERO, date))
        for payday, held in weeks.items():
            gross = sum((residual for _pk, residual, _date in held), ZERO)
            fee = sum((fees.of(_seen(pk, residual, date)) for pk, residual, date in held), ZERO)
            if payday <= until and gross > fee:
                name = (provider.statement_names or [provider.name])[0]
                payouts.append(
                    Payout(
                        Movement(
                            gross - fee,
                            payday,
                            name,
                            f"{name} PAYOUT {payday:%Y%m%d} {len(held)} TRANSACTIONS",
                            end_to_end_id=f"PO-{provider.code[:3]}-{payday:%y%m%d}",
                        ),
                        tuple(pk for pk, _residual, _date in held),
                        fee,
                    )
                )
    return sorted(payouts, key=lambda payout: payout.movement.date)


def make_payout_statement(
    bank_account: BankAccount,
    providers: Sequence[PaymentProvider],
    *,
    until: dt.date,
    opening_balance: Decimal = ZERO,
) -> bytes:
    """A CAMT.053 file of the payouts due up to `until`; empty bytes where nothing is due."""
    movements = [payout.movement for payout in due_payouts(providers, until)]
    if not movements:
        return b""
    return make_statement(
        bank_account, movements, identification=f"{until:%Y%m%d}", opening_balance=opening_balance
    )


def play_bank(
    bank_account: BankAccount,
    providers: Sequence[PaymentProvider],
    *,
    until: dt.date,
    opening_balance: Decimal = ZERO,
    keep_open: int = 3,
) -> int:
    """Import one statement a month with the payouts up to `until` and reconcile them; the last `keep_open` stay open.

    Returns how many lines were reconciled.
    """
    payouts = due_payouts(providers, until)
    months: dict[tuple[int, int], list[Payout]] = {}
    for payout in payouts:
        months.setdefault((payout.movement.date.year, payout.movement.date.month), []).append(payout)
    balance, drafts = opening_balance, []
    with transaction.atomic():
        for (year, month), paid in months.items():
            content = make_statement(
                bank_account,
                [payout.movement for payout in paid],
                identification=f"{year}-{month:02d}",
                opening_balance=balance,
            )
            [statement] = import_statement(bank_account, f"releve-{year}-{month:02d}.xml", content)
            balance += sum((payout.movement.amount for payout in paid), ZERO)
            for line, payout in zip(_lines(statement), paid, strict=True):
                drafts.append(BankMatchDraft(line.pk, payout.item_ids, fee_amount=payout.fee))
        settled = drafts[: max(0, len(drafts) - keep_open)]
        reconcile_bank_lines(settled)
    return len(settled)


def make_statement(
    bank_account: BankAccount,
    movements: Sequence[Movement],
    *,
    identification: str,
    opening_balance: Decimal = ZERO,
) -> bytes:
    """A CAMT.053 statement of the account with these movements, as a bank writes it."""
    root = etree.Element("Document", nsmap={None: CAMT})  # type: ignore[dict-item]
    body = etree.SubElement(root, "BkToCstmrStmt")
    dates = sorted(movement.date for movement in movements)
    header = etree.SubElement(body, "GrpHdr")
    _add(header, "MsgId", f"MSG-{identification}")
    _add(header, "CreDtTm", f"{dates[-1]}T22:00:00")
    statement = etree.SubElement(body, "Stmt")
    _add(statement, "Id", identification)
    _add(statement, "CreDtTm", f"{dates[-1]}T22:00:00")
    _add(statement, "Acct/Id/IBAN", bank_account.iban)
    _add(statement, "Acct/Ccy", bank_account.currency_id)
    closing = opening_balance + sum((movement.amount for movement in movements), ZERO)
    _add_balance(statement, "OPBD", opening_balance, bank_account.currency_id, dates[0])
    _add_balance(statement, "CLBD", closing, bank_account.currency_id, dates[-1])
    for number, movement in enumerate(movements, 1):
        _add_movement(statement, movement, bank_account.currency_id, f"{identification}-{number:04d}")
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _add(parent: etree._Element, path: str, text: str = "", **attributes: str) -> etree._Element:
    """The element at `path` below `parent`; elements on the way are shared, the last one is new."""
    *way, last = path.split("/")
    for name in way:
        found = parent.find(name)
        parent = etree.SubElement(parent, name) if found is None else found
    element = etree.SubElement(parent, last, attrib=attributes)
    element.text = text or None
    return element


def _add_amount(parent: etree._Element, amount: Decimal, currency: str) -> None:
    _add(parent, "Amt", str(abs(amount)), Ccy=currency)
    _add(parent, "CdtDbtInd", "DBIT" if amount < 0 else "CRDT")


def _add_balance(parent: etree._Element, code: str, amount: Decimal, currency: str, date: dt.date) -> None:
    balance = etree.SubElement(parent, "Bal")
    _add(balance, "Tp/CdOrPrtry/Cd", code)
    _add_amount(balance, amount, currency)
    _add(balance, "Dt/Dt", date.isoformat())


def _add_movement(parent: etree._Element, movement: Movement, currency: str, reference: str) -> None:
    entry = etree.SubElement(parent, "Ntry")
    _add_amount(entry, movement.amount, currency)
    _add(entry, "Sts/Cd", "BOOK")
    _add(entry, "BookgDt/Dt", movement.date.isoformat())
    _add(entry, "ValDt/Dt", movement.date.isoformat())
    _add(entry, "AcctSvcrRef", reference)
    details = _add(entry, "NtryDtls/TxDtls")
    if movement.end_to_end_id:
        _add(details, "Refs/EndToEndId", movement.end_to_end_id)
    _add_amount(details, movement.amount, currency)
    other = "Cdtr" if movement.amount < 0 else "Dbtr"
    _add(details, f"RltdPties/{other}/Pty/Nm", movement.counterparty)
    if movement.iban:
        _add(details, f"RltdPties/{other}Acct/Id/IBAN", movement.iban)
    _add(details, "RmtInf/Ustrd", movement.description)


def _lines(statement: BankStatement) -> "list[BankLine]":
    return list(statement.lines.order_by("position"))


def _seen(pk: int, residual: Decimal, date: dt.date) -> OpenItem:
    return OpenItem(pk, residual, date, 0, "", None, "", "", ())


def _month_ends(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    year, month = first.year, first.month
    while True:
        end = dt.date(year, month, calendar.monthrange(year, month)[1])
        if end > last:
            return
        yield end
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def _as_digits(text: str) -> str:
    return "".join(str(int(character, 36)) for character in text)
