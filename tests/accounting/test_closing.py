"""A year closed and the next one opened: provisionally, again after changes, taken back, and for good."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounting.fec import fec_chunks
from accounting.models import Account, Entry, FiscalYear, Invoice, Item, LockDates, Period
from accounting.reports.layouts_fr import LAYOUTS
from accounting.selectors.balances import Moved
from accounting.selectors.closing import closing_findings, year_state
from accounting.selectors.ledger_pages import ledger_page, partner_page
from accounting.selectors.trial_balance import balance_sheet, income_statement, trial_balance
from accounting.services.closing import close_years, close_years_for_good, take_back_closings
from accounting.services.ledger import post_entries, reverse_entries
from accounting.types import EntryDraft, ItemDraft
from accounting.verification import account_balances, chains, clearing, open_items
from erp.errors import DomainError
from erp.models import Company, Partner
from erp.scope import current_scope, open_scope
from tests.accounting.factories import booked, entry_draft, make_books, make_invoice
from tests.erp.crud_world import make_client
from tests.erp.factories import make_company, make_partner

JUNE = dt.date(2025, 6, 15)
NEW_YEAR, END = dt.date(2026, 1, 1), dt.date(2025, 12, 31)
SPRING = dt.date(2026, 3, 31)
RENT = (("6132", "30", "0"), ("512", "0", "30"))


@pytest.fixture
def customer(scope: Company) -> Partner:
    return make_partner("Céleste Moreau")


@pytest.fixture
def books(scope: Company, customer: Partner) -> Company:
    """2025: capital 1,000 paid in, an invoice of 100 + 20 that is paid in 2026, a rent of 30: a profit of 70."""
    make_books(scope)
    capital = entry_draft(scope, ("512", "1000", "0"), ("101", "0", "1000"), date=JUNE)
    post_entries([capital, entry_draft(scope, *RENT, date=JUNE)])
    make_invoice(scope, customer, date=JUNE)
    return scope


def year(code: str = "2025") -> FiscalYear:
    return FiscalYear.objects.get(code=code)


def trial(company: Company, start: dt.date, end: dt.date, **values: bool) -> dict[str, tuple[Decimal, Moved]]:
    balance = trial_balance(company.pk, start, end, **values)
    assert balance.closing == 0
    return {line.account.code: (line.opening, line.moved) for line in balance.lines}


def figures(company: Company) -> tuple:
    """What the reports say of 2025, of New Year's Eve and of the spring after."""
    layout = LAYOUTS["FR"]
    return (
        trial(company, dt.date(2025, 1, 1), END),
        [page.total for page in balance_sheet(company.pk, layout, END)],
        income_statement(company.pk, layout, dt.date(2025, 1, 1), END).amounts,
        ledger_page(Account.objects.get(code="512"), JUNE, END).closing,
    )


def test_the_entries_between_two_years(books: Company, customer: Partner) -> None:
    before = figures(books)
    result, closing, opening = close_years([year()])
    assert (result.number, closing.number, opening.number) == (
        "CL-2025-000001",
        "CL-2025-000002",
        "AN-2026-000001",
    )
    assert (result.period.code, closing.period.code, opening.period.code) == (
        "2025-13",
        "2025-13",
        "2026-00",
    )
    assert booked(result.pk) == [
        ("120", 0, Decimal(70)),
        ("6132", 0, Decimal(30)),
        ("707", Decimal(100), 0),
    ]
    balances = [("101", 0, 1000), ("120", 0, 70), ("411", 120, 0), ("445711", 0, 20), ("512", 970, 0)]
    assert booked(opening.pk) == balances
    assert booked(closing.pk) == [(code, credit, debit) for code, debit, credit in balances]
    owed = Item.objects.get(entry=opening, account__code="411")
    invoice = Invoice.objects.get()
    assert (owed.partner, owed.residual, owed.is_open) == (customer, None, False)
    assert owed.label.startswith("VE-2025-000001 ")
    assert owed.due_date == invoice.due_date
    # Nothing was settled by it: the invoice is still to be paid, once.
    assert invoice.payment_status == "unpaid"
    assert list(Item.objects.filter(is_open=True).values_list("entry", flat=True)) == [invoice.entry_id]
    # The reports of 2025 say what they said, and those of 2026 begin with the result where it belongs.
    assert figures(books) == before
    opened = trial(books, NEW_YEAR, SPRING)
    assert {code: one[0] for code, one in opened.items()} == {
        "101": -1000,
        "120": -70,
        "411": 120,
        "445711": -20,
        "512": 970,
    }
    assert all(one[1] == Moved() for one in opened.values())
    closed = trial(books, dt.date(2025, 1, 1), END, with_closing=True)
    assert all(opening_balance + moved.balance == 0 for opening_balance, moved in closed.values())
    assert ledger_page(Account.objects.get(code="512"), NEW_YEAR, SPRING).opening == 970
    assert ledger_page(Account.objects.get(code="120"), NEW_YEAR, SPRING).opening == -70
    page = partner_page(books.pk, customer.pk, NEW_YEAR, SPRING)
    assert (page.opening, page.lines) == (120, [])
    assert [page.total for page in balance_sheet(books.pk, LAYOUTS["FR"], SPRING)] == [1090, 1090]
    assert [*open_items(), *clearing(), *account_balances(), *chains()] == []


def test_closing_again_books_the_difference(books: Company) -> None:
    close_years([year()])
    assert close_years([year()]) == []
    post_entries([entry_draft(books, *RENT, date=JUNE)])
    assert (year_state(year()).is_current, year_state(year()).profit) == (False, 40)
    result, _closing, opening = close_years([year()])
    assert booked(result.pk) == [("120", Decimal(30), 0), ("6132", 0, Decimal(30))]
    assert booked(opening.pk) == [("120", Decimal(30), 0), ("512", 0, Decimal(30))]
    assert year_state(year()).is_current
    assert trial(books, NEW_YEAR, SPRING)["120"][0] == -40
    # A single one of them is not reversed by itself.
    with pytest.raises(DomainError) as refusal:
        reverse_entries([opening])
    assert refusal.value.code == "entry.of_closing"
    before = Entry.objects.count()
    take_back_closings([year()])
    assert Entry.objects.count() == before + 3
    assert not year_state(year()).has_turn
    assert trial_balance(books.pk, NEW_YEAR, SPRING).earlier == -40
    with pytest.raises(DomainError) as refusal:
        take_back_closings([year()])
    assert refusal.value.code == "closing.nothing"


def test_a_loss_goes_to_its_own_account(books: Company) -> None:
    post_entries([entry_draft(books, ("6132", "100", "0"), ("512", "0", "100"), date=JUNE)])
    [result, *_others] = close_years([year()])
    assert booked(result.pk)[0] == ("129", Decimal(30), 0)


def test_closed_for_good_and_taken_back_until_it_is_locked(books: Company) -> None:
    post_entries([entry_draft(books, ("471", "0", "5"), ("512", "5", "0"), date=JUNE)])
    before = Entry.objects.count()
    with pytest.raises(DomainError) as refusal:
        close_years_for_good([year()])
    assert refusal.value.code == "closing.unfinished"
    assert "471" in str(refusal.value.message)
    assert Entry.objects.count() == before
    assert not Period.objects.filter(status="closed").exists()
    post_entries([entry_draft(books, ("471", "5", "0"), ("758", "0", "5"), date=JUNE)])
    assert [one for one in closing_findings(year()) if one.is_blocking] == []
    shown = figures(books)
    close_years_for_good([year()])
    assert year_state(year()).is_final
    assert figures(books) == shown
    assert trial(books, NEW_YEAR, SPRING)["120"][0] == -75
    assert account_balances() == []
    with pytest.raises(DomainError) as refusal:
        post_entries([entry_draft(books, *RENT, date=JUNE)])
    assert refusal.value.code == "period.closed"
    take_back_closings([year()])
    assert set(Period.objects.filter(status="open", fiscal_year=year()).values_list("kind", flat=True)) == {
        "opening",
        "closing",
    }
    close_years_for_good([year()])
    LockDates.objects.update(hard_date=END)
    before = Entry.objects.count()
    with pytest.raises(DomainError) as refusal:
        take_back_closings([year()])
    assert refusal.value.code == "period.locked_for_good"
    assert Entry.objects.count() == before


def test_years_follow_each_other(books: Company) -> None:
    post_entries([entry_draft(books, *RENT, date=SPRING)])
    with pytest.raises(DomainError) as refusal:
        close_years([year("2026")])
    assert refusal.value.code == "closing.earlier_open"
    with pytest.raises(DomainError) as refusal:
        close_years([year("2027")])
    assert refusal.value.code == "closing.no_next_year"
    close_years([year("2026"), year()])
    assert trial(books, dt.date(2027, 1, 1), dt.date(2027, 1, 31))["120"][0] == -70
    assert trial(books, dt.date(2027, 1, 1), dt.date(2027, 1, 31))["129"][0] == 30


def test_the_fec_opens_with_it_and_leaves_the_closing_out(books: Company) -> None:
    close_years([year()])

    def lines(code: str) -> list[list[str]]:
        chunks = fec_chunks(year(code), current_scope(), time_zone=timezone.get_current_timezone_name())
        text = b"".join(chunks).decode()
        return [line.split("\t") for line in text.splitlines()[1:]]

    assert {line[0] for line in lines("2025")} == {"OD", "VE"}
    opening = lines("2026")
    assert {(line[0], line[3]) for line in opening} == {("AN", "20260101")}
    assert [line[4] for line in opening] == ["101", "120", "411", "445711", "512"]
    assert opening[2][7] == "Céleste Moreau"


def test_as_many_queries_for_one_item_as_for_thirty(books: Company, customer: Partner) -> None:
    with CaptureQueriesContext(connection) as one:
        close_years([year()])
    post_entries(
        [
            EntryDraft(
                books.pk,
                "OD",
                JUNE,
                f"Piece {number}",
                [
                    ItemDraft("411", debit=Decimal(1), partner_id=customer.pk),
                    ItemDraft("707", credit=Decimal(1)),
                ],
            )
            for number in range(30)
        ]
    )
    with CaptureQueriesContext(connection) as thirty:
        close_years([year()])
    assert len(thirty) <= len(one)


def test_on_screen(books: Company) -> None:
    viewer = make_client(books, permissions=["accounting.view_entry"])
    page = viewer.get("/accounting/closing/")
    assert "Fiscal year 2025" in page.text
    assert "Close provisionally" not in page.text
    address = f"/accounting/closing/{year().pk}"
    for step in ("book", "close", "take-back"):
        assert viewer.post(f"{address}/{step}/").status_code == 403
    assert not Entry.objects.filter(source_kind="accounting.fiscalyear").exists()
    client = make_client(books)
    assert "AN-2026-000001" in client.post(f"{address}/book/", follow=True).text
    assert "There was nothing to book" in client.post(f"{address}/book/", follow=True).text
    post_entries([entry_draft(books, ("471", "0", "5"), ("512", "5", "0"), date=JUNE)])
    refused = client.post(f"{address}/close/")
    assert refused.status_code == 409
    assert "The suspense account is not empty" in refused.text
    assert "the books have changed since" in refused.text
    assert client.post(f"{address}/take-back/", follow=True).status_code == 200
    assert client.get("/accounting/reports/trial-balance/?closing=1").status_code in (200, 302)


@pytest.mark.django_db
def test_belgian_books_close_too() -> None:
    belgian = make_company("BETA", country="BE")
    with open_scope(companies=[belgian]):
        make_books(belgian)
        post_entries([entry_draft(belgian, ("610", "30", "0"), ("550", "0", "30"), date=JUNE)])
        [result, *_others] = close_years([FiscalYear.objects.get(code="2025")])
        assert [amounts[1:] for amounts in booked(result.pk)] == [(Decimal(30), 0), (0, Decimal(30))]
