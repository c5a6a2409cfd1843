"""Files that overlap, repeat and disagree about names: each line comes in once, two equal lines are two."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounting.demo import set_up_books
from accounting.models import BankAccount, BankLine, BankStatement, StatementFile
from accounting.services.bank import import_statement, translated_warnings
from erp.errors import DomainError
from erp.models import Company

Movement = tuple[int, str, str, str]


@pytest.fixture
def account(scope: Company) -> BankAccount:
    bank_account, _providers = set_up_books(scope, first_year=2025)
    return bank_account


def ofx(account: BankAccount, *movements: Movement, first: int = 1, last: int = 31) -> bytes:
    """Movements of January 2026 as (day, amount, bank's reference, text)."""
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>202601{day:02}<TRNAMT>{amount}<FITID>{reference}<NAME>{text}</STMTTRN>"
        for day, amount, reference, text in movements
    )
    return (
        "OFXHEADER:100\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM>"
        f"<ACCTID>{account.iban}</BANKACCTFROM><BANKTRANLIST><DTSTART>202601{first:02}<DTEND>202601{last:02}{rows}"
        "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()


def mt940(account: BankAccount, number: int, opening: str, closing: str, *amounts: str) -> bytes:
    lines = [":20:X", f":25:{account.iban}", f":28C:{number}", f":60F:C260105EUR{opening}"]
    lines += [
        line for amount in amounts for line in (f":61:2601050105D{amount}NTRFNONREF", ":86:CAFE DU COIN")
    ]
    return "\n".join([*lines, f":62F:C260105EUR{closing}", "-"]).encode()


def amounts() -> list[Decimal]:
    return list(BankLine.objects.order_by("date", "pk").values_list("amount", flat=True))


def test_overlapping_exports_bring_each_line_once(account: BankAccount) -> None:
    first = [(5, "-2.50", "A1", "cafe"), (5, "-2.50", "A2", "cafe"), (6, "10", "", "vente")]
    import_statement(account, "a.ofx", ofx(account, *first, last=6))
    more = [*first, (6, "10", "", "vente"), (7, "3", "B1", "fin")]
    [second] = import_statement(account, "b.ofx", ofx(account, *more, last=7))
    # Of the two equal sales of the 6th one was there.
    assert amounts() == [Decimal(one) for one in ("-2.50", "-2.50", "10.00", "10.00", "3.00")]
    assert second.lines.count() == 2
    assert any("3" in warning and "5" in warning for warning in translated_warnings(second))
    with pytest.raises(DomainError) as refusal:
        import_statement(account, "c.ofx", ofx(account, *more[1:4], first=2))
    assert (refusal.value.code, BankLine.objects.count(), StatementFile.objects.count()) == (
        "statement.again",
        5,
        2,
    )
    # The same period again with one more line: the statement's name is taken, the line is not.
    [third] = import_statement(account, "d.ofx", ofx(account, *more, (7, "4", "B2", "oubli"), last=7))
    assert (third.identification, third.lines.get().amount) == ("2026-01-01/2026-01-07 (2)", 4)


def test_equal_lines_on_two_statements_of_a_day_are_two_where_the_balances_say_so(
    account: BankAccount,
) -> None:
    import_statement(account, "a", mt940(account, 1, "100,00", "97,50", "2,50"))
    import_statement(account, "b", mt940(account, 2, "97,50", "92,50", "2,50", "2,50"))
    import_statement(account, "c", mt940(account, 3, "92,50", "90,00", "2,50"))
    assert amounts() == [Decimal("-2.50")] * 4
    # A month that holds them all and one more: only that one is new.
    [month] = import_statement(account, "d", mt940(account, 99, "100,00", "80,00", *["2,50"] * 4, "10,00"))
    assert month.lines.get().amount == -10


def test_the_account_is_known_by_a_number_within_its_iban_or_chosen(account: BankAccount) -> None:
    content = ofx(account, (5, "1", "A", "x"))
    local = content.replace(account.iban.encode(), account.iban[14:25].encode())
    assert import_statement(account, "a.ofx", local)[0].bank_account == account
    nickname = ofx(account, (6, "1", "B", "x")).replace(account.iban.encode(), b"CB-1234-XXXX")
    assert import_statement(account, "b.ofx", nickname)[0].bank_account == account
    other = ofx(account, (7, "1", "C", "x")).replace(account.iban.encode(), b"FR7630006000011234567890189")
    with pytest.raises(DomainError) as refusal:
        import_statement(account, "c.ofx", other)
    assert (refusal.value.code, BankLine.objects.count()) == ("statement.other_account", 2)


def test_lines_of_nothing_and_too_many_digits_are_told(account: BankAccount) -> None:
    content = ofx(account, (5, "0.00", "A", "Message"), (6, "1.23456", "B", "x"))
    [statement] = import_statement(account, "a.ofx", content)
    assert amounts() == [Decimal("1.23")]
    assert [warning["code"] for warning in statement.warnings][-2:] == ["line.nothing", "amount.rounded"]


def test_a_report_of_the_day_is_imported_where_its_lines_can_be_known_again(account: BankAccount) -> None:
    report = (
        f":20:A\n:25:{account.iban}\n:28C:1\n:34F:EURD0,\n:61:2601050105C5,00NTRFNONREF//R1\n:90C:1EUR5,00\n"
    )
    import_statement(account, "mt942", report.encode())
    statement = mt940(account, 4, "0,00", "5,00").replace(
        b":62F:", b":61:2601050105C5,00NTRFNONREF//R1\n:86:VIREMENT\n:62F:"
    )
    with pytest.raises(DomainError) as again:
        import_statement(account, "mt940", statement)
    assert (again.value.code, amounts()) == ("statement.again", [Decimal(5)])
    with pytest.raises(DomainError) as refusal:
        import_statement(account, "mt942", report.replace("//R1", "").encode())
    assert refusal.value.code == "statement.not_booked"


def test_importing_takes_as_many_statements_for_fifty_lines_as_for_one(account: BankAccount) -> None:
    def run(day: int, size: int) -> int:
        content = ofx(account, *[(day, "1", f"{day}-{n}", "x") for n in range(size)], first=day, last=day)
        with CaptureQueriesContext(connection) as queries:
            import_statement(account, "a.ofx", content)
        return len(queries)

    run(1, 1)
    assert run(2, 1) == run(3, 50)
    assert BankStatement.objects.filter(date=dt.date(2026, 1, 3)).get().lines.count() == 50
