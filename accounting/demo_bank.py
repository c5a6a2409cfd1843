"""The demo's second bank: files of another format, a rule, and lines that go through by themselves."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from accounting.choices import LineDirection
from accounting.demo import make_iban
from accounting.models import Account, BankAccount, BankRule, Tax
from accounting.services.automatic import Outcome, match_lines
from accounting.services.bank import import_statement
from accounting.services.bank_rules import record_trials, switch_on
from accounting.services.means_of_payment import create_bank_accounts
from accounting.types import ZERO, BankAccountDraft
from erp.models import Company

THRESHOLD = 85
_CREDIT, _DEBIT = "{ABCDEFGHI", "}JKLMNOPQR"


def play_second_bank(company: Company, *, number: int, until: dt.date, months: int = 6) -> Outcome:
    """A second account with its monthly CFONB120 files: fees go by a rule, what is certain goes by itself, the rest waits."""
    with transaction.atomic():
        [made] = create_bank_accounts(
            company, [BankAccountDraft("Crédit du Vexin", make_iban("FR", 500 + number), "VEXIFRPP")]
        )
        BankAccount.objects.filter(pk=made.pk).update(match_threshold=THRESHOLD)
        account = BankAccount.objects.select_related("company").get(pk=made.pk)
        rule = BankRule.objects.create(
            company=company,
            name="Frais de tenue de compte",
            bank_account=account,
            direction=LineDirection.OUTBOUND,
            text="frais tenue compte",
            account=Account.objects.get(company=company, code="627"),
            tax=Tax.objects.filter(company=company, percent=20, purchase_account__isnull=False).first(),
            label="Frais bancaires",
        )
        record_trials([rule])
        switch_on([rule])
        balance = Decimal("5000.00")
        for back in range(months, 0, -1):
            day = _month_back(until, back)
            movements = [
                (day.replace(day=2), Decimal("-18.00"), "FRAIS TENUE COMPTE", "FRAIS DE TENUE DE COMPTE"),
                (day.replace(day=5), Decimal("-96.40"), "PRLV SEPA ASSUREUR", "MUTUELLE DES COMMERCES"),
            ]
            if back == 1:
                movements.append(
                    (day.replace(day=20), Decimal("350.00"), "VIR SEPA CLIENT INCONNU", "MARTIN P")
                )
            content = cfonb120(account, movements, opening=balance, first=day.replace(day=1))
            import_statement(account, f"releve-{day:%Y-%m}.txt", content)
            balance += sum((amount for _day, amount, _label, _who in movements), ZERO)
    with transaction.atomic():
        return match_lines(account)


def cfonb120(
    account: BankAccount,
    movements: Sequence[tuple[dt.date, Decimal, str, str]],
    *,
    opening: Decimal,
    first: dt.date,
) -> bytes:
    """A CFONB120 statement of a French account: (day, amount, label, who) each."""
    bank, branch, number = account.iban[4:9], account.iban[9:14], account.iban[14:25]

    def record(code: str, day: dt.date, amount: Decimal, label: str = "") -> str:
        date = f"{day:%d%m%y}"
        head = f"{code}{bank}    {branch}{account.currency_id}2 {number}  {date}  {date}{label[:31]:<31}"
        return f"{head[:90]:<90}{_overpunched(amount)}".ljust(120)

    def complement(day: dt.date, qualifier: str, text: str) -> str:
        head = f"05{bank}    {branch}{account.currency_id}2 {number}  {day:%d%m%y}".ljust(45)
        return f"{head}{qualifier}{text[:70]}".ljust(120)

    closing = opening + sum((amount for _day, amount, _label, _who in movements), ZERO)
    last = max(day for day, _amount, _label, _who in movements)
    rows = [record("01", first, opening)]
    for day, amount, label, who in movements:
        rows += [record("04", day, amount, label), complement(day, "NPY" if amount > 0 else "NBE", who)]
    return "\r\n".join([*rows, record("07", last, closing)]).encode("ascii")


def _overpunched(amount: Decimal) -> str:
    digits = f"{int(abs(amount).scaleb(2)):014d}"
    return digits[:-1] + (_DEBIT if amount < 0 else _CREDIT)[int(digits[-1])]


def _month_back(day: dt.date, months: int) -> dt.date:
    total = day.year * 12 + day.month - 1 - months
    return dt.date(total // 12, total % 12 + 1, 1)
