"""The chain: each posted entry in its place, and every way to break it told."""

import hashlib
import threading
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounting.chain import ChainedEntry, ChainedItem, canonical, digest_of, hash_after
from accounting.models import Account, ChainHead, ChainLink, Entry, Journal
from accounting.models.chain import GENESIS
from accounting.selectors.chain import check_chain
from accounting.services.ledger import post_entries
from accounting.types import EntryDraft, ItemDraft
from accounting.verification import chains
from erp.models import Company
from erp.scope import open_scope
from tests.accounting.factories import DAY, entry_draft, make_books
from tests.erp.crud_world import make_client
from tests.erp.factories import make_company, make_partner

SALE = (("411", "120", "0"), ("707", "0", "100"), ("445711", "0", "20"))


@pytest.fixture
def books(scope: Company) -> Company:
    make_books(scope)
    return scope


def commit() -> None:
    """What the database does when a transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def tamper(statement: str) -> None:
    """What somebody does who owns the database."""
    with connection.cursor() as cursor:
        tables = ("accounting_entry", "accounting_item", "accounting_chainlink", "accounting_chainhead")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def test_what_is_hashed_can_be_made_by_anybody() -> None:
    entry = ChainedEntry(
        "VE-2026-000001",
        "VE",
        "2026-03-16",
        "Pièce 1",
        [ChainedItem("411", "P001", "120.00", "0.00", "EUR", "120.00")],
    )
    text = (
        '{"date":"2026-03-16","items":[{"account":"411","amount_currency":"120.00","credit":"0.00","currency":"EUR",'
        '"debit":"120.00","partner":"P001"}],"journal":"VE","number":"VE-2026-000001","reference":"Pièce 1","version":1}'
    )
    assert canonical(entry) == text
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert digest_of(entry) == digest
    assert hash_after(GENESIS, digest) == hashlib.sha256(("0" * 64 + digest).encode()).hexdigest()


def test_every_posting_adds_its_links(books: Company) -> None:
    partner = make_partner("Élise Faure")
    post_entries([entry_draft(books, *SALE), entry_draft(books, *SALE, journal_code="VE")])
    assert set(ChainLink.objects.values_list("position", "hash")) == {(None, None)}
    commit()
    post_entries(
        [
            EntryDraft(
                books.pk,
                "OD",
                DAY,
                "Élise Faure paid",
                [
                    ItemDraft("512", debit=Decimal(1)),
                    ItemDraft("411", credit=Decimal(1), partner_id=partner.pk),
                ],
            )
        ]
    )
    commit()
    links = list(ChainLink.objects.order_by("position").values_list("position", "entry__number"))
    assert links == [(1, "OD-2026-000001"), (2, "VE-2026-000001"), (3, "OD-2026-000002")]
    report = check_chain(books.pk)
    assert (report.links, report.breaks) == (3, [])
    head = ChainHead.objects.get()
    assert (head.position, head.hash) == (3, report.last_hash)
    assert chains() == []
    # A person's data may be erased: the chain knows the number alone.
    type(partner).objects.filter(pk=partner.pk).update(name="Anonyme")
    assert check_chain(books.pk).is_whole


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE accounting_item SET debit = 121 WHERE debit = 120",
            "is not what it was when it was posted (link 1)",
        ),
        ("UPDATE accounting_entry SET date = '2026-03-17'", "Entry OD-2026-000001 is not what it was"),
        (
            "UPDATE accounting_chainlink SET digest = repeat('a', 64) WHERE position = 2",
            "Link 2 does not follow",
        ),
        ("DELETE FROM accounting_chainlink WHERE position = 2", "Link 2 is missing."),
        ("DELETE FROM accounting_chainlink WHERE position = 3", "The chain ends at link 2; it ended at 3."),
        (
            "DELETE FROM accounting_chainlink WHERE position = 3",
            "Entry OD-2026-000003 is posted but not in the chain.",
        ),
        (
            "UPDATE accounting_chainhead SET hash = repeat('b', 64)",
            "The chain ends at link 3; it ended at 3.",
        ),
    ],
)
def test_every_break_is_told(books: Company, statement: str, said: str) -> None:
    post_entries([entry_draft(books, *SALE) for _ in range(3)])
    commit()
    assert check_chain(books.pk).is_whole
    tamper(statement)
    assert any(said in one for one in check_chain(books.pk).breaks)
    assert any(said in one for one in chains())


def test_links_are_kept_by_the_database(books: Company) -> None:
    post_entries([entry_draft(books, *SALE)])
    for statement in (
        "UPDATE accounting_chainlink SET position = 7, hash = repeat('a', 64)",
        "UPDATE accounting_chainlink SET digest = repeat('a', 64)",
        "DELETE FROM accounting_chainlink",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    commit()
    for statement in (
        "UPDATE accounting_chainlink SET hash = repeat('a', 64)",
        "DELETE FROM accounting_chainlink",
        "UPDATE accounting_chainhead SET position = 0",
        "DELETE FROM accounting_chainhead",
        "UPDATE accounting_account SET code = '4110' WHERE code = '411'",
        "UPDATE accounting_journal SET code = 'XX' WHERE code = 'OD'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert check_chain(books.pk).is_whole
    Account.objects.filter(code="416").update(code="4161")
    Journal.objects.filter(code="CA").update(code="CS")


def test_on_screen(books: Company) -> None:
    post_entries([entry_draft(books, *SALE)])
    commit()
    client = make_client(books)
    assert ChainLink.objects.get().hash in client.get("/accounting/chain/").text
    assert "it is what it was" in client.post("/accounting/chain/").text
    assert client.get("/accounting/chainlink/").status_code == 200
    tamper("UPDATE accounting_item SET credit = 99 WHERE credit = 100")
    assert "is not what it was when it was posted" in client.post("/accounting/chain/").text
    assert make_client(books, permissions=[]).post("/accounting/chain/").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_posters_in_different_journals_follow_each_other() -> None:
    """Four at once, each with two journals in an order of its own in one transaction: a lock on the chain's end that was
    taken before the commit would let them wait for each other."""
    company = make_company("ALPHA")
    with open_scope(companies=[company]):
        make_books(company)
    errors: list[Exception] = []

    def post(first: str, second: str) -> None:
        try:
            with open_scope(companies=[company]):
                for _time in range(5):
                    with transaction.atomic():
                        post_entries([entry_draft(company, *SALE, journal_code=first)])
                        post_entries([entry_draft(company, *SALE, journal_code=second)])
        except Exception as error:  # noqa: BLE001 (told by the test)
            errors.append(error)
        finally:
            connection.close()

    pairs = [("VE", "OD"), ("ST", "BQ"), ("AC", "CA"), ("EN", "OD")]
    threads = [threading.Thread(target=post, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_scope(companies=[company]):
        report = check_chain(company.pk)
        assert (report.links, report.breaks) == (40, [])
        assert Entry.objects.filter(is_posted=True).count() == 40


@pytest.mark.django_db(transaction=True)
def test_posters_in_two_companies_follow_each_other() -> None:
    """Each transaction appends to both chains, one in one order and one in the other."""
    first, second = make_company("ALPHA"), make_company("BETA")
    companies = [first, second]
    with open_scope(companies=companies):
        for company in companies:
            make_books(company)
    errors: list[Exception] = []
    ready = threading.Barrier(2)

    def post(order: list[tuple[Company, str]]) -> None:
        try:
            with open_scope(companies=companies):
                for _time in range(10):
                    ready.wait(timeout=20)
                    with transaction.atomic():
                        for company, journal in order:
                            post_entries([entry_draft(company, *SALE, journal_code=journal)])
        except Exception as error:  # noqa: BLE001 (told by the test)
            errors.append(error)
            ready.abort()
        finally:
            connection.close()

    threads = [
        threading.Thread(target=post, args=[order])
        for order in ([(first, "VE"), (second, "VE")], [(second, "OD"), (first, "OD")])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    with open_scope(companies=companies):
        for company in companies:
            report = check_chain(company.pk)
            assert (report.links, report.breaks) == (20, [])
