"""Posting: what the books take, and what the database refuses whoever asks."""

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounting.choices import AccountRole
from accounting.models import Account, ChainLink, Entry, Item, JournalCounter, Period
from accounting.selectors.chart import account_codes
from accounting.services.charts import install_chart
from accounting.services.ledger import post_drafts, post_entries, reverse_entries
from accounting.services.periods import close_periods, open_closed_periods
from erp.errors import DomainError
from erp.models import ChangeLog, Company, OutboxMessage
from erp.scope import open_scope, system_scope
from tests.accounting.factories import DAY, booked, entry_draft, make_books

SALE = (("411", "120", "0"), ("707", "0", "100"), ("445711", "0", "20"))


@pytest.fixture
def books(scope: Company) -> Company:
    make_books(scope)
    return scope


def refused(statement: str, parameters: list[object]) -> str:
    """The name of the promise that `statement` would break."""

    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            connection.check_constraints()

    with pytest.raises(IntegrityError) as caught:
        run()
    return str(caught.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def test_the_chart_can_be_installed_twice(books: Company) -> None:
    before = Account.objects.count(), Period.objects.count()
    with CaptureQueriesContext(connection) as queries:
        install_chart(books, first_year=2025, last_year=2027)
    assert (Account.objects.count(), Period.objects.count()) == before
    # Twelve months, an opening and a closing for each of three years.
    assert before[1] == 3 * 14
    assert len(queries) < 30
    codes = account_codes([books.pk])[books.pk]
    assert set(codes) == set(AccountRole.values)
    assert {code[:3] for code in Account.objects.values_list("code", flat=True)}.isdisjoint(
        {"675", "775", "777", "791", "796", "797"}
    )


def test_every_chart_names_only_accounts_it_has(db: None) -> None:
    from accounting.services.charts import CHARTS

    for chart in CHARTS.values():
        codes = {fact.code for fact in chart.accounts}
        assert set(chart.roles.values()) <= codes
        assert {tax.sale_account for tax in chart.taxes} - {""} <= codes
        assert {tax.purchase_account for tax in chart.taxes} - {""} <= codes
        assert set(chart.roles) == set(AccountRole.values)
        for code in codes:
            chart.kind_of(code)


def test_entries_are_numbered_without_gaps_per_journal_and_year(books: Company) -> None:
    first = post_entries([entry_draft(books, *SALE), entry_draft(books, *SALE, journal_code="VE")])
    with contextlib.suppress(DomainError), transaction.atomic():
        post_entries([entry_draft(books, *SALE)])
        post_entries([entry_draft(books, ("411", "1", "0"), ("707", "0", "2"))])
    second = post_entries(
        [
            entry_draft(books, *SALE),
            entry_draft(books, *SALE, date=dt.date(2025, 12, 31)),
            entry_draft(books, *SALE),
        ]
    )
    assert [entry.number for entry in [*first, *second]] == [
        "OD-2026-000001",
        "VE-2026-000001",
        "OD-2026-000002",
        "OD-2025-000001",
        "OD-2026-000003",
    ]
    assert sum(JournalCounter.objects.values_list("last_value", flat=True)) == Entry.objects.count() == 5
    assert Entry.objects.filter(status="posted", is_posted=True).count() == 5
    assert set(Item.objects.filter(account__code="411").values_list("residual", "is_open")) == {
        (Decimal(120), True)
    }
    assert not Item.objects.filter(account__code="707", residual__isnull=False).exists()
    assert ChangeLog.objects.filter(kind="accounting.entry", action="posted").count() == 5
    assert OutboxMessage.objects.filter(kind="accounting.entry_posted").count() == 5


@pytest.mark.parametrize(
    ("items", "code"),
    [
        ((("411", "120", "0"), ("707", "0", "100")), "entry.unbalanced"),
        ((("411", "0", "0"),), "entry.empty"),
        ((("411", "-5", "0"), ("707", "-5", "0")), "entry.sides"),
        ((("411", "120", "0"), ("7079", "0", "120")), "account.unknown"),
    ],
)
def test_what_is_wrong_is_refused_in_words(
    books: Company, items: tuple[tuple[str, str, str], ...], code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        post_entries([entry_draft(books, *SALE), entry_draft(books, *items)])
    assert refusal.value.code == code
    assert not Entry.objects.exists()


def test_a_closed_period_takes_no_entry_until_it_is_reopened(books: Company) -> None:
    march = Period.objects.get(code="2026-03")
    close_periods([march])
    with pytest.raises(DomainError) as refusal:
        post_entries([entry_draft(books, *SALE)])
    assert (refusal.value.code, refusal.value.field) == ("period.closed", "date")
    with pytest.raises(DomainError) as refusal:
        post_entries([entry_draft(books, *SALE, date=dt.date(2031, 1, 1))])
    assert refusal.value.code == "period.missing"
    assert not Entry.objects.exists()
    # Behind the service's back.
    draft = Entry.objects.create(company=books, journal=_journal(books), period=march, date=DAY, label="x")
    _add_items(books, draft, is_posted=False)
    assert refused(
        "UPDATE accounting_entry SET status = 'posted', number = 'X', amount = 10 WHERE id = %s", [draft.pk]
    ) == ("accounting_entry_open_period")
    open_closed_periods([march])
    post_entries([entry_draft(books, *SALE)])


def _journal(company: Company):  # type: ignore[no-untyped-def]
    from accounting.models import Journal

    return Journal.objects.get(company=company, code="OD")


def _add_items(company: Company, entry: Entry, *amounts: int, is_posted: bool = True) -> None:
    account = Account.objects.get(company=company, code="707")
    for amount in amounts or (10, -10):
        Item.objects.create(
            company=company,
            entry=entry,
            account=account,
            label="x",
            debit=max(amount, 0),
            credit=max(-amount, 0),
            currency_id="EUR",
            amount_currency=amount,
            date=entry.date,
            is_posted=is_posted,
        )


def _commit_items(company: Company, entry: Entry, accounts_of: int, *, is_posted: bool) -> None:
    """As far as a commit would go: items of the entry, on the accounts of any company."""
    with transaction.atomic():
        _add_items(company, entry, is_posted=is_posted)
        account = Account.objects.get(company=accounts_of, code="707")
        Item.objects.filter(entry=entry, is_posted=False).update(account=account)
        connection.check_constraints()


def test_the_database_refuses_what_no_service_would_ask(books: Company, other_company: Company) -> None:
    [entry] = post_entries([entry_draft(books, *SALE)])
    item = Item.objects.filter(entry=entry).first()
    assert item is not None
    pk = entry.pk
    assert (
        refused("UPDATE accounting_entry SET label = 'other' WHERE id = %s", [pk]) == "accounting_entry_kept"
    )
    assert (
        refused("UPDATE accounting_entry SET status = 'draft' WHERE id = %s", [pk]) == "accounting_entry_kept"
    )
    assert refused("DELETE FROM accounting_entry WHERE id = %s", [pk]) == "accounting_entry_not_deleted"
    assert (
        refused("UPDATE accounting_item SET debit = 121 WHERE id = %s", [item.pk]) == "accounting_item_kept"
    )
    assert refused("UPDATE accounting_item SET residual = 0 WHERE id = %s", [item.pk]) == (
        "accounting_item_settled_by_matches"
    )
    assert refused("DELETE FROM accounting_item WHERE id = %s", [item.pk]) == "accounting_item_not_deleted"
    connection.check_constraints()
    assert refused("TRUNCATE accounting_item CASCADE", []).endswith("_append_only")

    draft = Entry.objects.create(
        company=books, journal=entry.journal, period=entry.period, date=DAY, label="x"
    )
    post = "UPDATE accounting_entry SET status = 'posted', number = 'X', amount = 10 WHERE id = %s"
    assert refused(post, [draft.pk]) == "accounting_entry_balanced"
    _add_items(books, draft, 10, -9, is_posted=False)
    assert refused(post, [draft.pk]) == "accounting_entry_balanced"
    with pytest.raises(DomainError) as refusal:
        post_drafts([draft])
    assert refusal.value.code == "entry.unbalanced"
    Item.objects.filter(entry=draft, credit=9).update(credit=10)
    post_drafts([draft])
    draft.refresh_from_db()
    assert (draft.number, draft.amount, draft.is_posted) == ("OD-2026-000002", 10, True)
    assert ChainLink.objects.filter(entry__in=[entry, draft]).count() == 2
    with pytest.raises(IntegrityError, match="takes no more items"), transaction.atomic():
        _add_items(books, draft)

    # An item can't claim to be posted while its entry is not, nor stand in another company's account.
    waiting = Entry.objects.create(
        company=books, journal=entry.journal, period=entry.period, date=DAY, label="x"
    )
    with pytest.raises(IntegrityError, match="accounting_item_follows_entry"):
        _commit_items(books, waiting, waiting.journal.company_id, is_posted=True)
    with open_scope(companies=[books, other_company]):
        make_books(other_company)
        theirs = Account.objects.get(company=other_company, code="707")
        with pytest.raises(IntegrityError, match="same_company"):
            _commit_items(books, waiting, theirs.company_id, is_posted=False)


def test_periods_of_a_company_never_overlap(books: Company) -> None:
    period = Period.objects.get(code="2026-03")
    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        Period.objects.create(
            company=books,
            fiscal_year=period.fiscal_year,
            code="again",
            start_date=dt.date(2026, 3, 31),
            end_date=dt.date(2026, 4, 2),
        )
    post_entries([entry_draft(books, *SALE)])
    assert refused("UPDATE accounting_period SET end_date = '2026-03-20' WHERE id = %s", [period.pk]) == (
        "accounting_period_used"
    )


def test_a_reversal_takes_everything_back_once(books: Company) -> None:
    [entry] = post_entries([entry_draft(books, *SALE)])
    [reversal] = reverse_entries([entry], date=dt.date(2026, 4, 1))
    assert booked(reversal.pk) == [("411", 0, 120), ("707", 100, 0), ("445711", 20, 0)]
    assert (reversal.reversal_of_id, reversal.period.code) == (entry.pk, "2026-04")
    letters = Item.objects.filter(account__code="411").values_list("residual", "reconciliation__number")
    assert set(letters) == {(Decimal(0), "L000001")}
    with pytest.raises(DomainError) as refusal:
        reverse_entries([entry])
    assert refusal.value.code == "entry.already_reversed"


def test_posting_takes_as_many_statements_for_fifty_as_for_one(books: Company) -> None:
    reverse_entries(post_entries([entry_draft(books, *SALE)]))
    counts = []
    for size in (1, 50):
        with CaptureQueriesContext(connection) as queries:
            entries = post_entries([entry_draft(books, *SALE, journal_code="VE") for _ in range(size)])
        counts.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            reverse_entries(entries)
        counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert counts[0] <= 20


def test_another_company_sees_nothing(books: Company, other_company: Company) -> None:
    post_entries([entry_draft(books, *SALE)])
    with open_scope(companies=[other_company]), connection.cursor() as cursor:
        assert not Entry.objects.exists()
        for table in ("entry", "item", "account", "journal", "period", "journalcounter", "defaultaccount"):
            cursor.execute(f"SELECT count(*) FROM accounting_{table}")
            assert cursor.fetchone() == (0,)
        with pytest.raises(DomainError):
            post_entries([entry_draft(books, *SALE)])
    with system_scope():
        assert Entry.objects.count() == 1
