"""What a national chart brings: accounts, journals, taxes, and which account plays which role."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from accounting.choices import AccountKind, JournalCode, JournalKind, TaxTreatment

DATA = Path(__file__).resolve().parent / "data"


class AccountFact(NamedTuple):
    code: str
    french: str
    english: str


class JournalFact(NamedTuple):
    code: str
    kind: JournalKind
    french: str


class TaxFact(NamedTuple):
    """`sale_account` and `purchase_account` are codes, "" for a rate of zero."""

    code: str
    name: str
    percent: Decimal
    category: str
    sale_account: str
    purchase_account: str
    mention: str = ""
    treatment: TaxTreatment = TaxTreatment.DOMESTIC


class ExemptionFact(NamedTuple):
    """Why a sale bears no VAT, as it is printed on its invoice."""

    treatment: TaxTreatment
    code: str
    name: str
    mention: str

    @property
    def tax(self) -> TaxFact:
        return TaxFact(self.code, self.name, Decimal(0), "zero", "", "", self.mention, self.treatment)


@dataclass(frozen=True)
class Chart:
    """A chart of accounts. `kinds` says by the longest fitting prefix of the code what an account is for;
    `reconcilable` names the prefixes of accounts whose items are matched."""

    country: str
    file: str
    kinds: Mapping[str, AccountKind]
    reconcilable: Sequence[str]
    roles: Mapping[str, str]
    taxes: Sequence[TaxFact]
    # The account of VAT that is declared by the one-stop shop.
    oss_account: str

    @property
    def accounts(self) -> tuple[AccountFact, ...]:
        return _read(self.file)

    def kind_of(self, code: str) -> AccountKind:
        return next(self.kinds[code[:size]] for size in range(len(code), 0, -1) if code[:size] in self.kinds)

    def is_reconcilable(self, code: str) -> bool:
        return code.startswith(tuple(self.reconcilable))


# Labels are the books', hence French in both countries; the codes are those French accountants use.
JOURNALS = (
    JournalFact(JournalCode.SALES, JournalKind.SALE, "Ventes"),
    JournalFact(JournalCode.PURCHASES, JournalKind.PURCHASE, "Achats"),
    JournalFact(JournalCode.BANK, JournalKind.BANK, "Banque"),
    JournalFact(JournalCode.CASH, JournalKind.CASH, "Caisse"),
    JournalFact(JournalCode.PAYMENTS, JournalKind.PAYMENT, "Encaissements"),
    JournalFact(JournalCode.STOCK, JournalKind.STOCK, "Stocks"),
    JournalFact(JournalCode.MISC, JournalKind.MISC, "Opérations diverses"),
    JournalFact(JournalCode.OPENING, JournalKind.OPENING, "À-nouveaux"),
    JournalFact(JournalCode.CLOSING, JournalKind.CLOSING, "Clôture"),
)


@cache
def _read(file: str) -> tuple[AccountFact, ...]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return tuple(AccountFact(**row) for row in csv.DictReader(lines))
