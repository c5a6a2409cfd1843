"""`make bench`: the FEC of a year of a million items, against PostgreSQL copying out the same rows.

COMPTOIR_BENCH_ITEMS: see `test_ledger`.
"""

import tracemalloc

import pytest
from django.db import connection

from accounting.fec.export import fec_chunks
from accounting.models import FiscalYear
from accounting.services.charts import install_chart
from erp.models import Company
from erp.scope import current_scope
from tests.bench.floors import Floor, Timed
from tests.bench.report import measure
from tests.bench.test_ledger import ITEMS, LAST_YEAR, fill

pytestmark = [pytest.mark.bench, pytest.mark.django_db, pytest.mark.timeout(1800)]

MEGABYTE = 1 << 20
# The values of the file's eighteen columns as they are kept, neither cleaned nor in order.
ROWS = """
COPY (
    SELECT journal.code, journal.name, entry.number, item.date, account.code, account.name, partner.number, partner.name,
           entry.reference, entry.date, item.label, item.debit, item.credit, letter.number, letter.created_at,
           entry.updated_at, item.amount_currency, item.currency_id
    FROM accounting_item AS item
    JOIN accounting_entry AS entry ON entry.id = item.entry_id
    JOIN accounting_period AS period ON period.id = entry.period_id
    JOIN accounting_journal AS journal ON journal.id = entry.journal_id
    JOIN accounting_account AS account ON account.id = item.account_id
    LEFT JOIN erp_partner AS partner ON partner.id = item.partner_id
    LEFT JOIN accounting_reconciliation AS letter ON letter.id = item.reconciliation_id
    WHERE item.company_id = {company} AND period.fiscal_year_id = {year} AND item.is_posted
) TO STDOUT
"""


def copying(sql: str) -> Floor:
    """The floor of a stream: PostgreSQL's own, every block of it read."""

    def run() -> int:
        with connection.cursor() as cursor, cursor.copy(sql) as copy:
            return sum(len(block) for block in copy)

    return lambda _work: Timed(run)


def test_the_fec_of_a_million_items_is_streamed(scope: Company) -> None:
    install_chart(scope, first_year=LAST_YEAR, last_year=LAST_YEAR)
    fill(scope, ITEMS, LAST_YEAR)
    year = FiscalYear.objects.get(company=scope, code=str(LAST_YEAR))

    def stream() -> int:
        chunks = fec_chunks(year, current_scope(), time_zone="Europe/Paris")
        return sum(chunk.count(b"\r\n") for chunk in chunks)

    assert stream() == ITEMS + 1
    measure(
        f"FEC of {ITEMS} items",
        lambda _none: stream(),
        unit="items",
        size=ITEMS,
        runs=3,
        floor=copying(ROWS.format(company=scope.pk, year=year.pk)),
        at_most=3,
    )
    tracemalloc.start()
    stream()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * MEGABYTE
