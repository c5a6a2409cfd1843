"""`make bench`: reports over a million items against the best SQL for the same figures, and closed months summed once.

COMPTOIR_BENCH_ITEMS=10000000 makes the books ten times as long (a few minutes and about 5 GB).
"""

import datetime as dt
import os

import pytest
from django.db import connection

from accounting.choices import AccountKind
from accounting.models import Account, Journal, Period
from accounting.selectors.aged import aged_balances
from accounting.selectors.ledger_pages import PAGE, ledger_page
from accounting.selectors.trial_balance import trial_balance
from accounting.services.charts import create_fiscal_years, install_chart
from accounting.services.periods import close_periods
from erp.models import Company
from tests.bench.floors import reading
from tests.bench.report import measure
from tests.erp.factories import make_partner

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.timeout(1800)]

ITEMS = int(os.environ.get("COMPTOIR_BENCH_ITEMS", "1000000"))
OPEN_ITEMS, PARTNERS, LAST_YEAR, YEARS = 50_000, 500, 2026, 10

ENTRIES = """
INSERT INTO accounting_entry (company_id, number, status, date, created_at, updated_at, journal_id, period_id, label,
    reference, amount, source_kind)
SELECT %(company)s, 'B-' || %(first)s + n, 'posted', day, now(), now(), %(journal)s, period.id, 'Sale', '', 120, ''
FROM generate_series(1, %(count)s) AS n
CROSS JOIN LATERAL (SELECT %(start)s::date + (n %% %(days)s)::int AS day) AS dated
JOIN accounting_period AS period ON period.company_id = %(company)s AND day BETWEEN period.start_date AND period.end_date
"""
# Four of an entry: a customer, income, its tax and one of all the other accounts.
LINES = """
INSERT INTO accounting_item (company_id, entry_id, account_id, partner_id, label, debit, credit, currency_id,
    amount_currency, date, due_date, is_posted, residual)
SELECT entry.company_id, entry.id,
       CASE line WHEN 0 THEN %(customers)s WHEN 1 THEN %(income)s WHEN 2 THEN %(tax)s
            ELSE (%(others)s::bigint[])[1 + entry.id %% %(kinds)s] END,
       CASE line WHEN 0 THEN (%(partners)s::bigint[])[1 + entry.id %% %(partner_count)s] END,
       'Sale', CASE line WHEN 0 THEN 120 ELSE 0 END, CASE line WHEN 0 THEN 0 ELSE 40 END, 'EUR',
       CASE line WHEN 0 THEN 120 ELSE -40 END, entry.date, entry.date + 30, true,
       CASE line WHEN 0 THEN CASE WHEN entry.id > %(last)s - %(open)s THEN 120 ELSE 0 END END
FROM accounting_entry AS entry CROSS JOIN generate_series(0, 3) AS line
WHERE entry.company_id = %(company)s AND entry.id > %(last)s - %(count)s
"""


def fill(company: Company, items: int, first_year: int, last_year: int = LAST_YEAR) -> None:
    """So many more items over these years, as if posted long ago."""
    codes = dict(Account.objects.filter(company=company).values_list("code", "pk"))
    partners = [make_partner(f"Client {number}").pk for number in range(PARTNERS)]
    start = dt.date(first_year, 1, 1)
    others = sorted(set(codes.values()) - {codes["411"]})
    values = {
        "company": company.pk,
        "count": items // 4,
        "first": items,
        "journal": Journal.objects.get(company=company, code="VE").pk,
        "start": start,
        "days": (dt.date(last_year, 12, 31) - start).days + 1,
        "customers": codes["411"],
        "income": codes["707"],
        "tax": codes["445711"],
        "others": others,
        "kinds": len(others),
        "partners": partners,
        "partner_count": PARTNERS,
        "open": OPEN_ITEMS,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("accounting_entry", "accounting_item"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        _drop_foreign_keys(cursor, "accounting_item", "accounting_entry")
        cursor.execute(ENTRIES, values)
        cursor.execute("SELECT max(id) FROM accounting_entry")
        values["last"] = cursor.fetchone()[0]
        cursor.execute(LINES, values)
        for table in ("accounting_entry", "accounting_item"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")


def _drop_foreign_keys(cursor, *tables: str) -> None:  # type: ignore[no-untyped-def]
    """Within the test's transaction: checking a million rows is not what is measured."""
    cursor.execute(
        "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s)",
        [list(tables)],
    )
    for table, name in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


@pytest.fixture
def books(scope: Company) -> Company:
    first = LAST_YEAR - YEARS + 1
    install_chart(scope, first_year=first, last_year=LAST_YEAR)
    create_fiscal_years(scope, range(first, LAST_YEAR + 1))
    return scope


YEAR_ALONE = LAST_YEAR, LAST_YEAR
YEAR = (dt.date(LAST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))


def test_reports_over_a_million_items(books: Company) -> None:
    fill(books, ITEMS, LAST_YEAR - YEARS + 1)
    account = Account.objects.get(company=books, code="411")
    measure(
        f"trial balance over {ITEMS} items, no month closed",
        lambda _none: trial_balance(books.pk, *YEAR),
        unit="items",
        size=ITEMS,
        floor=reading(
            "SELECT account_id, sum(debit), sum(credit) FROM accounting_item WHERE company_id = %s AND is_posted"
            " GROUP BY account_id",
            [books.pk],
        ),
        at_most=1.5,
    )
    month = dt.date(LAST_YEAR, 6, 1), dt.date(LAST_YEAR, 6, 30)
    first = measure(
        "general ledger, first page of a month",
        lambda _none: ledger_page(account, *month),
        unit="pages",
        floor=reading(
            f"""
            SELECT item.date, entry.number, item.label, partner.name, item.debit, item.credit, letter.number, opening.sum
            FROM (SELECT sum(debit) - sum(credit) AS sum FROM accounting_item WHERE company_id = %s AND account_id = %s
                  AND is_posted AND date < %s) AS opening, accounting_item AS item
            JOIN accounting_entry AS entry ON entry.id = item.entry_id
            LEFT JOIN erp_partner AS partner ON partner.id = item.partner_id
            LEFT JOIN accounting_reconciliation AS letter ON letter.id = item.reconciliation_id
            WHERE item.company_id = %s AND item.account_id = %s AND item.is_posted AND item.date BETWEEN %s AND %s
            ORDER BY item.date, item.id LIMIT {PAGE}
            """,
            [books.pk, account.pk, month[0], books.pk, account.pk, *month],
        ),
        at_most=2,
    )
    assert first.statements <= 5
    measure(
        f"aged receivables of {OPEN_ITEMS} open items",
        lambda _none: aged_balances(books.pk, AccountKind.RECEIVABLE, YEAR[1]),
        unit="items",
        size=OPEN_ITEMS,
        floor=reading(
            """
            SELECT partner.number, partner.name, open.* FROM (
                SELECT partner_id, sum(residual) FILTER (WHERE due_date > %s),
                       sum(residual) FILTER (WHERE due_date <= %s AND due_date > %s),
                       sum(residual) FILTER (WHERE due_date <= %s AND due_date > %s),
                       sum(residual) FILTER (WHERE due_date <= %s AND due_date > %s),
                       sum(residual) FILTER (WHERE due_date <= %s)
                FROM accounting_item WHERE company_id = %s AND account_id = %s AND is_open GROUP BY partner_id
            ) AS open JOIN erp_partner AS partner ON partner.id = open.partner_id
            """,
            [YEAR[1] - dt.timedelta(late) for late in (1, 1, 31, 31, 61, 61, 91, 91)]
            + [books.pk, account.pk],
        ),
        at_most=2,
    )


def test_ten_times_the_books_cost_the_same_once_months_are_closed(books: Company) -> None:
    """A year with a tenth of the items, then nine years more behind it: closed months are summed once."""
    seconds = []
    before = LAST_YEAR - YEARS + 1, LAST_YEAR - 1
    for items, years in ((ITEMS // 10, YEAR_ALONE), (ITEMS - ITEMS // 10, before)):
        fill(books, items, *years)
        close_periods(
            list(Period.objects.filter(company=books, end_date__lt=dt.date(LAST_YEAR, 10, 1), status="open"))
        )
        seconds.append(
            measure(
                f"trial balance, {items} items more, closed up to September",
                lambda _none: trial_balance(books.pk, *YEAR),
                unit="items",
                size=items,
            ).seconds.wall
        )
    assert seconds[1] <= 3 * seconds[0]
