"""Two at once: the same statement, the same items, the same numbers."""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.db import connection, connections, transaction

from accounting.demo import make_payout_statement, set_up_books
from accounting.models import BankAccount, BankLine, Entry, Item, PaymentProvider, Reconciliation
from accounting.services.bank import import_statement
from accounting.services.ledger import post_entries
from accounting.services.payments import record_payments
from accounting.services.reconciliation import reconcile_bank_line
from accounting.types import PaymentDraft
from erp.errors import DomainError
from erp.models import Company
from erp.scope import open_scope
from erp.verify import run_checks
from tests.accounting.factories import DAY, entry_draft, make_invoice
from tests.accounting.test_bank import PAYDAY
from tests.erp.factories import make_company, make_partner

pytestmark = pytest.mark.django_db(transaction=True)
World = tuple[Company, BankAccount, PaymentProvider]


@pytest.fixture
def world() -> Iterator[World]:
    company = make_company("ALPHA")
    with open_scope(companies=[company]):
        bank_account, providers = set_up_books(company, first_year=2025)
        customer = make_partner()
        invoice = make_invoice(company, customer)
        record_payments(
            [
                PaymentDraft(
                    company.pk, customer.pk, providers[0].code, invoice.gross, DAY, invoice_id=invoice.pk
                )
            ]
        )
        yield company, bank_account, providers[0]


def at_once(company: Company, *works: Callable[[], object]) -> list[object]:
    """What each returned, or the code by which it was refused."""
    start = threading.Barrier(len(works))
    results: list[object] = [None] * len(works)

    def run(index: int, work: Callable[[], object]) -> None:
        try:
            with open_scope(companies=[company]):
                connection.ensure_connection()
                start.wait(20)
                with transaction.atomic():
                    results[index] = work()
        except DomainError as refusal:
            results[index] = refusal.code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=found) for found in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def promises() -> list[str]:
    return [problem for verdict in run_checks() for problem in verdict.problems]


def test_two_workers_import_the_same_statement_once(world: World) -> None:
    company, bank_account, provider = world
    content = make_payout_statement(bank_account, [provider], until=PAYDAY)
    results = at_once(company, *[lambda: import_statement(bank_account, "a.xml", content)] * 4)
    assert sorted(result for result in results if isinstance(result, str)) == ["statement.file_again"] * 3
    assert BankLine.objects.count() == 1


def test_two_people_reconcile_the_same_line_once(world: World) -> None:
    company, bank_account, provider = world
    [statement] = import_statement(
        bank_account, "a.xml", make_payout_statement(bank_account, [provider], until=PAYDAY)
    )
    line = statement.lines.get()
    item = Item.objects.get(account=provider.clearing_account)
    results = at_once(
        company, *[lambda: reconcile_bank_line(line, [item.pk], fee_amount=Decimal("1.93"))] * 3
    )
    refused = [result for result in results if isinstance(result, str)]
    assert len(refused) == 2
    assert set(refused) <= {"bank_line.matched", "item.not_open"}
    assert Reconciliation.objects.filter(origin="bank").count() == 1
    assert promises() == []


def test_numbers_have_no_gap_when_many_post_and_some_roll_back(world: World) -> None:
    company, _bank_account, _provider = world
    items = ("471", "10", "0"), ("758", "0", "10")

    def post() -> None:
        post_entries([entry_draft(company, *items), entry_draft(company, *items, journal_code="VE")])

    def roll_back() -> None:
        post()
        raise DomainError("test.rolled_back", "On purpose.")

    for _round in range(3):
        at_once(company, post, roll_back, post, roll_back)
    numbers = Entry.objects.filter(journal__code="OD").order_by("number").values_list("number", flat=True)
    assert list(numbers) == [f"OD-2026-{number:06d}" for number in range(1, 7)]
    assert promises() == []
