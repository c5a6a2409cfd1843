"""Lock dates: for most people, and for good; kept by services and by the database."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounting.models import Account, Entry, Journal, LockDates, Period
from accounting.selectors.chart import first_open_days
from accounting.services.ledger import post_drafts, post_entries
from accounting.services.locks import change_lock_dates
from accounting.services.typed_entries import create_draft_entries
from erp.errors import DomainError
from erp.models import ChangeLog, Company, User
from erp.services.records import LineDraft, RecordChange, RecordDraft
from tests.accounting.factories import DAY, entry_draft, make_books
from tests.erp.crud_world import acting_in, make_client
from tests.erp.factories import make_user

SALE = (("411", "120", "0"), ("707", "0", "100"), ("445711", "0", "20"))
AFTER = DAY + dt.timedelta(days=1)


@pytest.fixture
def books(scope: Company) -> Company:
    make_books(scope)
    return scope


@pytest.fixture
def clerk(books: Company) -> User:
    return make_user(books, permissions=["accounting.post_entry", "accounting.change_lockdates"])


@pytest.fixture
def accountant(books: Company) -> User:
    return make_user(books)


def set_dates(company: Company, user: User, **dates: dt.date | None) -> str:
    """The code of the refusal; nothing is changed then."""
    before = LockDates.objects.values("soft_date", "hard_date").get()
    with acting_in(company, user):
        try:
            change_lock_dates([RecordChange(LockDates.objects.get(), dates)])
        except DomainError as refusal:
            assert LockDates.objects.values("soft_date", "hard_date").get() == before
            return refusal.code
    return ""


def post_as(company: Company, user: User | None, day: dt.date = DAY) -> str:
    """The code of the refusal; nothing is written then."""
    before = Entry.objects.count()
    with acting_in(company, user):
        try:
            post_entries([entry_draft(company, *SALE, date=day)])
        except DomainError as refusal:
            assert Entry.objects.count() == before
            return refusal.code
    return ""


def typed(company: Company, user: User) -> Entry:
    """A draft of `DAY`."""
    accounts = {one.code: one for one in Account.objects.filter(code__in=["607", "401"])}
    lines = [
        LineDraft({"account": accounts["607"], "debit": Decimal(5)}),
        LineDraft({"account": accounts["401"], "credit": Decimal(5)}),
    ]
    values = {"journal": Journal.objects.get(code="OD"), "date": DAY, "label": "Typed"}
    with acting_in(company, user):
        return create_draft_entries([RecordDraft(Entry, values, {"items": lines})])[0]


def raw_post(entry: Entry) -> None:
    """What somebody does who goes round the services."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounting_item SET is_posted = true, residual = CASE WHEN credit > 0 THEN -credit END WHERE entry_id = %s",
            [entry.pk],
        )
        cursor.execute(
            "UPDATE accounting_entry SET status = 'posted', number = 'RAW' WHERE id = %s", [entry.pk]
        )


def test_locked_for_most(books: Company, clerk: User, accountant: User) -> None:
    draft = typed(books, clerk)
    assert post_as(books, clerk) == ""
    assert set_dates(books, clerk, soft_date=DAY) == ""
    assert post_as(books, clerk) == "period.locked"
    assert post_as(books, None) == "period.locked"
    assert post_as(books, clerk, AFTER) == ""
    assert post_as(books, accountant) == ""
    with acting_in(books, clerk), pytest.raises(DomainError) as refusal:
        post_drafts([draft])
    assert refusal.value.code == "period.locked"
    # What an accountant may do ends with the transaction; here it is one with the test's.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('erp.posts_in_locked', '', true)")
    with pytest.raises(IntegrityError, match="days that are locked"):
        raw_post(draft)
    with acting_in(books, accountant):
        post_drafts([draft])
    draft.refresh_from_db()
    assert draft.is_posted
    # A correction is booked on the first day that is open to everybody.
    assert first_open_days([(books.pk, DAY)]) == {(books.pk, DAY): AFTER}
    # It may be moved back: nobody's books were handed over.
    assert set_dates(books, clerk, soft_date=None) == ""
    assert post_as(books, clerk) == ""
    log = ChangeLog.objects.filter(kind="accounting.lockdates").order_by("pk")
    assert [one.after for one in log] == [{"soft_date": "2026-03-16"}, {"soft_date": None}]


def test_locked_for_good(books: Company, clerk: User, accountant: User) -> None:
    draft = typed(books, clerk)
    assert set_dates(books, clerk, hard_date=DAY) == "lock.right"
    assert set_dates(books, accountant, hard_date=DAY) == "lock.has_drafts"
    assert set_dates(books, accountant, hard_date=dt.date(2027, 12, 31)) == "lock.future"
    earlier = DAY - dt.timedelta(days=1)
    assert set_dates(books, accountant, hard_date=earlier) == ""
    with acting_in(books, accountant):
        post_drafts([draft])
    assert set_dates(books, accountant, hard_date=DAY) == ""
    assert post_as(books, accountant) == "period.locked_for_good"
    assert post_as(books, accountant, AFTER) == ""
    for date in (None, earlier):
        assert set_dates(books, accountant, hard_date=date) == "lock.backwards"
        with pytest.raises(IntegrityError, match="never moves back"), transaction.atomic():
            LockDates.objects.update(hard_date=date)
    with pytest.raises(IntegrityError, match="never moves back"), transaction.atomic():
        LockDates.objects.all().delete()


def test_the_screen_asks_for_rights(books: Company) -> None:
    dates = LockDates.objects.get()
    page = f"/accounting/lockdates/{dates.pk}/edit/"
    viewer = make_client(books, permissions=["accounting.view_lockdates"])
    assert viewer.get("/accounting/lockdates/").status_code == 200
    assert viewer.post(page, {"soft_date": "2026-03-16"}).status_code == 403
    clerk = make_client(books, permissions=["accounting.view_lockdates", "accounting.change_lockdates"])
    refused = clerk.post(page, {"soft_date": "", "hard_date": "2026-03-16"})
    assert "You may not lock the books for good." in refused.text
    assert clerk.post(page, {"soft_date": "2026-03-16", "hard_date": ""}).status_code in (200, 302)
    dates.refresh_from_db()
    assert (dates.soft_date, dates.hard_date) == (DAY, None)


def test_a_year_has_twelve_months_and_two_periods_between_years(books: Company) -> None:
    year = Period.objects.filter(fiscal_year__code="2026").order_by("code")
    assert list(year.values_list("code", "kind").exclude(kind="month")) == [
        ("2026-00", "opening"),
        ("2026-13", "closing"),
    ]
    assert year.filter(kind="month").count() == 12
    # Ordinary entries of their days stand in the months.
    [first] = post_entries([entry_draft(books, *SALE, date=dt.date(2026, 12, 31))])
    assert first.period.code == "2026-12"
    with pytest.raises(IntegrityError, match="where the closing of a year is booked"), transaction.atomic():
        post_entries([entry_draft(books, *SALE, date=dt.date(2026, 12, 31), period_kind="closing")])
