"""The reports: they say what the moves say, equal the ledger, and read as much for one article as for fifty."""

import datetime as dt
import io
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.db.models import F, Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounting.models import DefaultAccount, Item
from catalog.models import Variant
from erp.models import Company
from erp.scope import open_scope, system_scope
from inventory.selectors import stock_value
from inventory.selectors.reports.ageing import class_days, stock_ages
from inventory.selectors.reports.asked import Asked
from inventory.selectors.reports.demand import slow_movers, turnovers
from inventory.selectors.reports.movements import Movement, stock_movements, value_by_month
from inventory.selectors.reports.stockouts import stock_outs
from inventory.services import adjust_stock, create_warehouse, transfer_stock
from inventory.types import Count, Transfer
from tests.catalog.factories import make_category, make_product, make_variants
from tests.erp.crud_world import make_client
from tests.inventory.factories import give_back, make_warehouse, receive, ship

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)
PAGES = ("movements", "value", "ageing", "slow", "out", "coverage")


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_args: TODAY)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


class Played:
    """A year of one company: two articles, one of each category, received, sold, given back, counted, moved about."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.north = make_warehouse(company, "NORD")
        self.south = create_warehouse(company, "SUD", "Sud")
        self.bowls, self.teas = make_category("BOLS", name="Bols"), make_category("THES", name="Thés")
        self.bowl = make_product(self.bowls, skus=["BOL"], name="Bol").variants.get()
        self.tea = make_product(self.teas, skus=["THE"], name="Thé").variants.get()
        receive(self.north, self.bowl, 10, 3, date=ago(300))
        receive(self.north, self.bowl, 10, 4, date=ago(100))
        receive(self.south, self.tea, 20, 2, date=ago(200))
        wanted, _moves = ship(self.north, self.bowl, 12, ago(60))
        give_back(wanted, 2, ago(50))
        ship(self.north, self.bowl, 10, ago(20))
        receive(self.north, self.bowl, 6, 5, date=ago(10))
        self.move(self.bowl, self.north.stock_location_id, self.north.output_location_id, ago(5))
        count = Count(company.pk, self.south.stock_location_id or 0, self.tea.pk, Decimal(19))
        adjust_stock([count], date=ago(5))

    def move(self, variant: Variant, origin: int | None, destination: int | None, day: dt.date) -> None:
        transfer_stock(
            [Transfer(self.company.pk, variant.pk, Decimal(1), origin or 0, destination or 0)], date=day
        )

    def asked(self, first: int, last: int = 0, **values: Any) -> Asked:
        return Asked([self.company.pk], ago(first), ago(last), **values)


@pytest.fixture
def played(scope: Company) -> Played:
    return Played(scope)


def by_name(rows: list[Movement]) -> dict[str, Movement]:
    return {row.name.split(" ")[0]: row for row in rows}


# --- movements and value ------------------------------------------------------------------------------------------------


def test_opening_in_out_and_closing(played: Played) -> None:
    found = by_name(stock_movements(played.asked(70, 15)))
    bowl, tea = found["BOL"], found["THE"]
    assert (bowl.opening, bowl.came, bowl.went, bowl.closing) == (20, 2, 22, 0)
    # 10 × 3 + 10 × 4; two came back at what they had cost, 4; all of it went.
    assert (bowl.opening_value, bowl.came_value, bowl.went_value, bowl.closing_value) == (70, 8, 78, 0)
    assert (tea.opening, tea.came, tea.went, tea.closing_value) == (20, 0, 0, 40)
    now = by_name(stock_movements(played.asked(14)))
    assert (now["BOL"].opening, now["BOL"].came, now["BOL"].closing_value) == (0, 6, 30)
    assert (now["THE"].went, now["THE"].closing) == (1, 19)


@pytest.mark.parametrize("last", [0, 15, 55, 150, 250])
def test_the_closing_value_is_the_ledgers(played: Played, last: int) -> None:
    accounts = DefaultAccount.objects.filter(company=played.company, role="stock").values("account")
    ledger = Item.objects.filter(account__in=accounts, date__lte=ago(last)).aggregate(
        balance=Sum(F("debit") - F("credit"))
    )["balance"]
    for by in ("variant", "category", "month"):
        rows = stock_movements(played.asked(360, last), by)
        closing = rows[-1].closing_value if by == "month" else sum(row.closing_value for row in rows)
        assert closing == ledger == stock_value(played.company, ago(last)), by
    over_time = value_by_month(played.asked(360, last))
    if last == 0:
        assert over_time.total(over_time.months[-1]) == ledger


def test_months_follow_each_other(played: Played) -> None:
    rows = stock_movements(played.asked(360), "month")
    assert [row.key.month for row in rows] == [11, 12, *range(1, 12)]
    for before, after in pairwise(rows):
        assert (before.closing, before.closing_value) == (after.opening, after.opening_value)
    assert sum(row.came for row in rows) == 48


def test_warehouses_and_categories(played: Played) -> None:
    found = by_name(stock_movements(played.asked(360), "warehouse"))
    # What changes its place within a warehouse does not cross its border.
    assert (found["Dépôt"].came, found["Dépôt"].went, found["Dépôt"].closing) == (28, 22, 6)
    assert (found["Sud"].came, found["Sud"].went, found["Sud"].closing_value) == (20, 1, 0)
    only_south = stock_movements(played.asked(360, warehouse_id=played.south.pk))
    assert [row.name for row in only_south] == ["THE · Thé"]
    assert by_name(stock_movements(played.asked(360), "category"))["Thés"].closing_value == 38
    bowls = stock_movements(played.asked(360, category_ids=[played.bowls.pk]))
    assert [row.name for row in bowls] == ["BOL · Bol"]


# --- the others -----------------------------------------------------------------------------------------------------------


def test_age_by_open_layers(played: Played) -> None:
    ages = {age.name: age for age in stock_ages(played.asked(0))}
    assert ages["BOL · Bol"].values == (30, 0, 0, 0, 0)
    assert ages["THE · Thé"].values == (0, 0, 0, 38, 0)
    assert (ages["THE · Thé"].quantity, ages["THE · Thé"].value) == (19, 38)
    days = class_days(TODAY)
    assert days[0] == (ago(29), None)
    assert days[1] == (ago(89), ago(30))
    assert days[-1] == (None, ago(365))


def test_what_does_not_leave_is_slow(played: Played) -> None:
    assert [one.sku for one in slow_movers(played.asked(90))] == ["THE"]
    # It came in within the days asked for: nobody can know yet.
    assert slow_movers(played.asked(250)) == []


def test_for_how_long_it_will_do(played: Played) -> None:
    found = {one.sku: one for one in turnovers(played.asked(99))}
    bowl, tea = found["BOL"], found["THE"]
    assert (bowl.issued, bowl.daily, bowl.coverage) == (22, Decimal("0.22"), 27)
    assert (bowl.last_issue, bowl.last_receipt) == (ago(20), ago(10))
    assert (tea.issued, tea.coverage, tea.last_issue) == (0, None, None)


def test_days_without_stock(played: Played) -> None:
    [bowl] = stock_outs(played.asked(99))
    # Gone on the 20th day before today, back on the 10th: ten days that ended with nothing.
    assert (bowl.sku, bowl.days_out, bowl.days, bowl.issued, bowl.is_out) == ("BOL", 10, 100, 22, False)
    assert bowl.share == 10
    assert bowl.lost == Decimal("2.4")
    # Of a period that begins and ends within it, every day; then nothing says what was missed.
    [within] = stock_outs(played.asked(18, 12))
    assert (within.days_out, within.days, within.lost) == (7, 7, None)
    # The bowls came on the 300th day before today, the tea later than that.
    before = {one.sku: (one.days_out, one.lost) for one in stock_outs(played.asked(359, 290))}
    assert before == {"THE": (70, None), "BOL": (59, 0)}


def test_reports_ask_the_same_of_two_articles_and_of_fifty(played: Played) -> None:
    def statements() -> list[int]:
        counts = []
        question = played.asked(360)
        for work in (
            lambda: stock_movements(question),
            lambda: stock_movements(question, "month"),
            lambda: value_by_month(question),
            lambda: stock_ages(question),
            lambda: turnovers(question),
            lambda: stock_outs(question),
        ):
            with CaptureQueriesContext(connection) as queries:
                work()
            counts.append(len(queries))
        return counts

    few = statements()
    for variant in make_variants(50):
        receive(played.north, variant, 5, 2, date=ago(40))
    assert statements() == few == [2, 2, 2, 1, 1, 1]


# --- screens --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def office(company: Company) -> Client:
    with open_scope(companies=[company]):
        Played(company)
    return make_client(company)


@pytest.mark.parametrize("name", PAGES)
def test_pages_and_files(office: Client, name: str) -> None:
    url = f"/inventory/reports/{name}/"
    # Slow is what has not moved since the first day asked for: the tea.
    first = ago(30 if name == "slow" else 360).isoformat()
    page = office.get(url, {"start": first})
    assert page.status_code == 200
    report = page.context["report"]
    assert report.rows
    assert report.chart.rows
    assert str(report.chart.question) in page.text
    part = office.get(
        url, {"sort": f"-{report.columns[-1].name}", "start": first}, headers={"HX-Request": "true"}
    )
    assert part.status_code == 200
    assert "<html" not in part.text
    book = load_workbook(io.BytesIO(office.get(url, {"format": "xlsx", "start": first}).content))
    rows = list(book.active.values)
    assert len(rows) == 1 + len(report.rows) + report.has_totals
    text = office.get(url, {"format": "csv", "start": first}).content.decode("utf-8-sig")
    assert len(text.splitlines()) == 1 + len(report.rows)
    # What one clicks on leads somewhere.
    links = {link for row in report.rows[:2] for link in row.links.values()}
    links |= {row["url"] for row in report.chart.rows[:2] if row.get("url")}
    assert {office.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize("name", PAGES)
def test_rights_and_odd_questions(
    office: Client, company: Company, other_company: Company, name: str
) -> None:
    url = f"/inventory/reports/{name}/"
    for query in (
        {"start": "soon"},
        {"start": "2026-02-01", "end": "2026-01-01"},
        {"start": "0001-01-01", "end": "9999-12-31"},
        {"category": "9" * 30},
        {"by": "x", "warehouse": "-1"},
        {"page": "0", "sort": "__class__", "rows": "all"},
        {"page": "9" * 18},
    ):
        assert office.get(url, query).status_code in {200, 422}, query
    assert Client().get(url).status_code == 302
    assert make_client(company, permissions=["catalog.view_variant"]).get(url).status_code == 403
    stranger = make_client(other_company).get(url)
    assert stranger.status_code == 200
    assert "BOL" not in stranger.text


def test_values_of_two_currencies_are_not_added(company: Company, other_company: Company) -> None:
    with system_scope():
        assert Company.objects.filter(pk=other_company.pk).update(currency="CHF") == 1
    both = make_client(company, other_company)
    both.post("/company/", {"company": "group"})
    page = both.get("/inventory/reports/movements/")
    assert page.status_code == 422
    assert "several currencies" in page.text
    assert both.get("/inventory/reports/movements/", {"by": "warehouse"}).status_code == 200
