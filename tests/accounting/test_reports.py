"""The reports: the same books seen by account, journal, partner and line of the statements, closed months or not."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounting import chart_fr
from accounting.choices import AccountKind
from accounting.models import Account, AccountBalance, Item, Period
from accounting.reports.layout import Places, Side
from accounting.reports.layouts_fr import FRANCE
from accounting.selectors.aged import aged_balances, totals
from accounting.selectors.ledger_pages import ledger_page, partner_page
from accounting.selectors.trial_balance import TrialBalance, balance_sheet, income_statement, trial_balance
from accounting.services.charts import install_chart
from accounting.services.ledger import post_entries, reverse_entries
from accounting.services.matching import MatchGroup, match_items
from accounting.services.periods import close_periods, open_closed_periods
from accounting.services.report_files import REPORT_FILE
from accounting.types import EntryDraft, ItemDraft
from accounting.verification import account_balances
from erp.choices import JobStatus
from erp.jobs import run_job
from erp.models import Company, Job, Partner
from erp.scope import system_scope
from tests.accounting.factories import entry_draft, make_books
from tests.erp.crud_world import make_client
from tests.erp.factories import make_partner

YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
ALL_LINES = [*FRANCE.balance_sheet, FRANCE.income_statement]


@pytest.fixture
def books(scope: Company) -> Company:
    make_books(scope)
    return scope


def sold(company: Company, account: str, net: str, tax: str, date: dt.date) -> EntryDraft:
    gross = str(Decimal(net) + Decimal(tax))
    return entry_draft(company, ("411", gross, "0"), (account, "0", net), ("445711", "0", tax), date=date)


@pytest.fixture
def traded(books: Company) -> Company:
    """2025: capital 1,000 and a sale of 300 at a cost of 100. 2026: sales of 200 and 50, a cost of 80."""
    post_entries(
        [
            entry_draft(books, ("512", "1000", "0"), ("101", "0", "1000"), date=dt.date(2025, 3, 1)),
            sold(books, "707", "300", "60", dt.date(2025, 6, 30)),
            entry_draft(books, ("607", "100", "0"), ("401", "0", "100"), date=dt.date(2025, 7, 1)),
            sold(books, "707", "200", "40", dt.date(2026, 2, 10)),
            entry_draft(books, ("607", "80", "0"), ("512", "0", "80"), date=dt.date(2026, 2, 28)),
            sold(books, "706", "50", "10", dt.date(2026, 5, 31)),
        ]
    )
    return books


def said(balance: TrialBalance) -> dict[str, tuple[Decimal, Decimal, Decimal, Decimal]]:
    """By account code: opening, debit, credit, closing."""
    return {
        line.account.code: (line.opening, line.moved.debit, line.moved.credit, line.closing)
        for line in balance.lines
    }


def test_a_trial_balance_adds_up_and_begins_charges_with_the_year(traded: Company) -> None:
    balance = trial_balance(traded.pk, dt.date(2026, 3, 1), YEAR[1])
    assert said(balance) == {
        "101": (-1000, 0, 0, -1000),
        "401": (-100, 0, 0, -100),
        "411": (600, 60, 0, 660),
        "445711": (-100, 0, 10, -110),
        "512": (920, 0, 0, 920),
        "607": (80, 0, 0, 80),
        "706": (0, 0, 50, -50),
        "707": (-200, 0, 0, -200),
    }
    assert balance.earlier == -200
    assert (balance.opening, balance.closing) == (0, 0)
    assert balance.moved.debit == balance.moved.credit == 60


def test_closed_months_are_summed_once_and_say_the_same(traded: Company) -> None:
    spans = [YEAR, (dt.date(2026, 2, 11), dt.date(2026, 5, 30)), (dt.date(2025, 6, 1), dt.date(2026, 2, 28))]
    before = [said(trial_balance(traded.pk, *span)) for span in spans]
    account = Account.objects.get(code="411")
    ledger = ledger_page(account, *YEAR)
    closed = list(Period.objects.filter(end_date__lte=dt.date(2026, 3, 31)).exclude(code="2025-11"))
    close_periods(closed)
    assert AccountBalance.objects.count() == 2 + 3 + 2 + 3 + 2
    assert [said(trial_balance(traded.pk, *span)) for span in spans] == before
    assert ledger_page(account, *YEAR) == ledger
    assert account_balances() == []
    with (
        connection.cursor() as cursor,
        pytest.raises(IntegrityError, match="never change"),
        transaction.atomic(),
    ):
        cursor.execute("UPDATE accounting_accountbalance SET debit = 1")
    with pytest.raises(IntegrityError, match="exactly while it is closed"), transaction.atomic():
        AccountBalance.objects.all().delete()
    # Opened again, what is posted late counts at once.
    february = Period.objects.get(code="2026-02")
    open_closed_periods([february])
    assert not AccountBalance.objects.filter(period=february).exists()
    post_entries([entry_draft(traded, ("607", "5", "0"), ("512", "0", "5"), date=dt.date(2026, 2, 1))])
    assert said(trial_balance(traded.pk, *YEAR))["607"] == (0, 85, 0, 85)
    assert account_balances() == []


def test_what_was_kept_wrongly_is_told(traded: Company) -> None:
    february = Period.objects.get(code="2026-02")
    close_periods([february])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounting_accountbalance DISABLE TRIGGER USER")
        cursor.execute("UPDATE accounting_accountbalance SET debit = 81 WHERE debit = 80")
        cursor.execute("ALTER TABLE accounting_accountbalance ENABLE TRIGGER USER")
    [problem] = account_balances()
    assert problem == "Account 607 in period 2026-02: kept 81.00 and 0.00, its items say 80.00 and 0.00."


def test_the_ledger_goes_from_page_to_page_without_losing_a_cent(traded: Company) -> None:
    post_entries(
        [
            entry_draft(
                traded,
                ("411", str(amount), "0"),
                ("707", "0", str(amount)),
                date=dt.date(2026, 3, 1 + amount % 3),
            )
            for amount in range(1, 12)
        ]
    )
    account = Account.objects.get(code="411")
    whole = ledger_page(account, *YEAR, size=None)
    assert (whole.opening, whole.after, whole.closing) == (360, None, 660 + 66)
    seen, after, carried = [], None, whole.opening
    while True:
        page = ledger_page(account, *YEAR, after=after, size=4)
        assert page.carried == carried
        seen += page.lines
        after, carried = page.after, page.closing
        if after is None:
            break
    assert seen == list(whole.lines)
    assert len(seen) == 13
    income = Account.objects.get(code="707")
    assert ledger_page(income, dt.date(2026, 3, 1), YEAR[1]).opening == -200


def test_the_ledger_shows_letters(books: Company) -> None:
    [entry] = post_entries([entry_draft(books, ("411", "10", "0"), ("707", "0", "10"))])
    reverse_entries([entry])
    lines = ledger_page(Account.objects.get(code="411"), *YEAR).lines
    assert [(line.letter, line.residual) for line in lines] == [("L000001", 0), ("L000001", 0)]


def owed(company: Company, partner: Partner, amount: str, date: dt.date, due: dt.date) -> Item:
    [entry] = post_entries(
        [
            EntryDraft(
                company.pk,
                "VE",
                date,
                "Sale",
                [
                    ItemDraft("411", debit=Decimal(amount), partner_id=partner.pk, due_date=due),
                    ItemDraft("707", credit=Decimal(amount)),
                ],
            )
        ]
    )
    return Item.objects.get(entry=entry, account__code="411")


def paid(company: Company, partner: Partner, amount: str, date: dt.date) -> Item:
    [entry] = post_entries(
        [
            EntryDraft(
                company.pk,
                "OD",
                date,
                "Payment",
                [
                    ItemDraft("512", debit=Decimal(amount)),
                    ItemDraft("411", credit=Decimal(amount), partner_id=partner.pk),
                ],
            )
        ]
    )
    return Item.objects.get(entry=entry, account__code="411")


def test_receivables_by_age_now_and_on_an_earlier_day(books: Company) -> None:
    one, other = make_partner("Un"), make_partner("Deux")
    may = dt.date(2026, 5, 1)
    first = owed(books, one, "100", dt.date(2026, 3, 1), may)
    owed(books, one, "40", dt.date(2026, 3, 1), dt.date(2026, 6, 30))
    owed(books, other, "500", dt.date(2026, 1, 5), dt.date(2026, 1, 31))
    payment = paid(books, one, "70", dt.date(2026, 6, 10))
    match_items([MatchGroup(books.pk, (first.pk, payment.pk))], origin="manual")

    def aged(day: dt.date) -> dict[str, list[int]]:
        lines = aged_balances(books.pk, AccountKind.RECEIVABLE, day)
        return {line.name: [int(one) for one in line.buckets] for line in lines}

    assert aged(dt.date(2026, 6, 30)) == {"Deux": [0, 0, 0, 0, 500], "Un": [40, 0, 30, 0, 0]}
    assert aged(may) == {"Deux": [0, 0, 500 - 500, 500, 0], "Un": [140, 0, 0, 0, 0]}
    assert aged(may + dt.timedelta(days=1))["Un"] == [40, 100, 0, 0, 0]
    assert aged(dt.date(2026, 2, 1)) == {"Deux": [0, 500, 0, 0, 0]}
    assert totals(aged_balances(books.pk, AccountKind.RECEIVABLE, dt.date(2026, 6, 30))) == (
        40,
        0,
        30,
        0,
        500,
    )
    assert aged_balances(books.pk, AccountKind.PAYABLE, may) == []

    statement = partner_page(books.pk, one.pk, may, YEAR[1])
    assert (statement.opening, statement.closing) == (140, 70)
    assert [line.credit for line in statement.lines] == [70]
    paged = partner_page(books.pk, one.pk, *YEAR, size=2)
    assert paged.after is not None
    assert partner_page(books.pk, one.pk, *YEAR, after=paged.after).carried == 140


def test_every_account_stands_on_exactly_one_line() -> None:
    """Of the balance sheet or the income statement, with a debit balance as with a credit one."""
    sheet, income = Places(FRANCE.balance_sheet), Places([FRANCE.income_statement])
    for fact in chart_fr.CHART.accounts:
        for balance in (Decimal(1), Decimal(-1)):
            places = [places.of(fact.code, balance) for places in (sheet, income)]
            assert sum(place is not None for place in places) == 1, (fact, balance, places)
            is_result = chart_fr.CHART.kind_of(fact.code) in (AccountKind.EXPENSE, AccountKind.INCOME)
            assert (places[1] is not None) == is_result, fact
    keys = [line.key for statement in ALL_LINES for line, _side in statement.lines]
    assert len(keys) == len(set(keys))
    assert {side for statement in ALL_LINES for _line, side in statement.lines} == set(Side)


@pytest.mark.parametrize(
    ("code", "balance", "line"),
    [
        ("512", 1, "cash"),
        ("512", -1, "bank_loans"),
        ("411", 1, "trade_receivables"),
        ("411", -1, "other_debts"),
        ("401", -1, "trade_payables"),
        ("404", -1, "fixed_payables"),
        ("4091", 1, "advances_paid"),
        ("44566", 1, "other_receivables"),
        ("44551", -1, "tax_social"),
        ("28183", -1, "tangible_other"),
        ("2805", -1, "patents"),
        ("397", -1, "goods"),
        ("129", 1, "result"),
        ("109", 1, "capital_uncalled"),
        ("6037", 1, "change_goods"),
        ("649", -1, "wages"),
        ("747", -1, "grants"),
        ("757", -1, "other_income"),
        ("7866", -1, "financial_reversals"),
    ],
)
def test_where_accounts_stand(code: str, balance: int, line: str) -> None:
    place = Places(ALL_LINES).of(code, Decimal(balance))
    assert place is not None
    assert place.line == line
    assert place.is_deducted == code.startswith(("28", "29", "39", "49", "59"))


def test_the_balance_sheet_balances_beside_the_year_before(traded: Company) -> None:
    post_entries(
        [
            entry_draft(traded, ("2183", "400", "0"), ("404", "0", "400"), date=dt.date(2026, 1, 2)),
            entry_draft(traded, ("68112", "100", "0"), ("28183", "0", "100"), date=dt.date(2026, 6, 30)),
        ]
    )
    assets, liabilities = balance_sheet(traded.pk, FRANCE, dt.date(2026, 6, 30))
    assert {key: one.net for key, one in assets.amounts.items() if one.net} == {
        "tangible_other": 300,
        "trade_receivables": 660,
        "cash": 920,
        "capital": 1000,
        "retained": 200,
        "result": 70,
        "trade_payables": 100,
        "fixed_payables": 400,
        "tax_social": 110,
    }
    assert assets.amounts["tangible_other"].gross == 400
    assert assets.total == liabilities.total == 1880
    assert assets.total_before == liabilities.total_before == 1360
    assert liabilities.before["result"].net == 200
    income = income_statement(traded.pk, FRANCE, dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    assert {key: one.net for key, one in income.amounts.items()} == {
        "sales_goods": 200,
        "sales_services": 50,
        "purchases_goods": 80,
        "depreciation": 100,
    }
    assert {key: one.net for key, one in income.before.items()} == {"sales_goods": 300}
    assert income.homeless == assets.homeless == []


def test_pages_and_files(traded: Company, other_company: Company) -> None:
    client = make_client(traded)
    partner = make_partner("Chez Ferrand")
    owed(traded, partner, "120", dt.date(2026, 5, 2), dt.date(2026, 6, 1))
    account = Account.objects.get(code="411")
    days = f"company={traded.pk}&from=2026-01-01&to=2026-12-31"
    wanted = {
        "trial-balance": ("707", "2"),
        "general-ledger": ("411", ""),
        "journals": ("OD", "2026-05"),
        "aged-receivables": ("Chez Ferrand", "120.00"),
        "aged-payables": ("Without a partner", "100.00"),
        "partner-statement": ("Chez Ferrand", ""),
        "balance-sheet": ("Goodwill", "Total assets"),
        "income-statement": ("Sales of goods for resale", "Profit or loss of the year"),
    }
    for name, texts in wanted.items():
        page = client.get(f"/accounting/reports/{name}/?{days}")
        assert page.status_code == 200, name
        assert all(text in page.text for text in texts), name
        if name == "general-ledger":
            days_of = f"{days}&account={account.pk}"
        elif name == "partner-statement":
            days_of = f"{days}&partner={partner.pk}"
        else:
            days_of = days
        book = client.get(f"/accounting/reports/{name}/?{days_of}&format=xlsx")
        assert book.status_code == 200, name
        [*_, last] = load_workbook(io.BytesIO(book.content)).worksheets
        assert last.max_row > 3
    printed = client.get(f"/accounting/reports/balance-sheet/?{days}&format=pdf")
    assert printed.content.startswith(b"%PDF")
    assert "balance-sheet" in printed.headers["Content-Disposition"]
    ledger = client.get(f"/accounting/reports/general-ledger/?{days}&account={account.pk}")
    assert "Opening balance" in ledger.text
    assert "780.00" in ledger.text
    # A figure of the statements opens its accounts, those open their ledgers.
    opened = client.get(f"/accounting/reports/trial-balance/?{days}&line=trade_receivables")
    assert f"account={account.pk}" in opened.text
    assert ">707<" not in opened.text
    # What was asked is kept for the next time; nonsense in the address is no fault.
    again = client.get("/accounting/reports/journals/")
    assert again.status_code == 302
    assert days in again.headers["Location"]
    odd = client.get("/accounting/reports/trial-balance/?company=x&from=0001-01-01&to=9999-99-99&after=..")
    assert odd.status_code == 200
    assert client.get(f"/accounting/reports/general-ledger/?{days}&account=999999999").status_code == 404
    assert (
        client.get(f"/accounting/reports/trial-balance/?company={other_company.pk}&from=x").status_code == 200
    )
    assert (
        make_client(traded, permissions=[]).get(f"/accounting/reports/trial-balance/?{days}").status_code
        == 403
    )


def test_the_whole_ledger_is_made_in_the_background(traded: Company) -> None:
    client = make_client(traded)
    url = f"/accounting/reports/general-ledger/?company={traded.pk}&from=2026-01-01&to=2026-12-31&format=xlsx"
    assert "made in the background" in client.get(url).text
    assert client.post(url).status_code == 302
    job = Job.objects.get(kind=REPORT_FILE)
    run_job(str(job.key))
    job.refresh_from_db()
    assert job.status == JobStatus.DONE, job.error
    book = load_workbook(io.BytesIO(job.result.content.read()))
    texts = [str(cell.value) for line in book.worksheets[0].iter_rows() for cell in line]
    assert any("411" in text for text in texts)
    assert any("707" in text for text in texts)


def test_a_country_without_a_layout_is_told_so(scope: Company) -> None:
    with system_scope():
        Company.objects.filter(pk=scope.pk).update(country="BE")
    scope.refresh_from_db()
    install_chart(scope, first_year=2025, last_year=2027)
    page = make_client(scope).get(f"/accounting/reports/balance-sheet/?company={scope.pk}&to=2026-12-31")
    assert page.status_code == 409
    assert "take the trial balance" in page.text


def test_statements_asked_do_not_grow_with_the_books(traded: Company) -> None:
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            trial_balance(traded.pk, *YEAR)
            balance_sheet(traded.pk, FRANCE, YEAR[1])
            ledger_page(Account.objects.get(code="411"), *YEAR)
            aged_balances(traded.pk, AccountKind.RECEIVABLE, YEAR[1])
        counts.append(len(queries))
        post_entries([entry_draft(traded, ("411", "1", "0"), ("707", "0", "1")) for _ in range(20)])
        close_periods([Period.objects.get(code="2025-06")])
    assert counts[0] == counts[1]
