"""`make bench`: a statement of 10,000 lines, imported and matched against 10,000 open invoices by one job."""

import datetime as dt
import gc
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import pytest

from accounting.demo import Movement, make_statement, set_up_books
from accounting.models import BankAccount, BankLine, Invoice
from accounting.services.invoices import create_invoices, post_invoices
from accounting.services.screens import IMPORT_STATEMENT
from erp.attachments import attach
from erp.choices import JobStatus
from erp.jobs import run_job, start_job
from erp.models import Company, Job
from erp.scope import open_scope
from tests.accounting.factories import DAY, goods, invoice_draft
from tests.bench import clocks
from tests.bench.clocks import Spent
from tests.erp.factories import make_partner, make_user

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

SMALL, LARGE = 1_000, 10_000
MOST_MEGABYTES, MOST_TIMES = 150, 12


@dataclass
class Memory:
    """Megabytes resident: `idle` at the start, `peak` while watched."""

    idle: float = 0
    peak: float = 0


@contextmanager
def watched() -> Iterator[Memory]:
    gc.collect()
    memory, is_over = Memory(idle=_resident()), threading.Event()

    def watch() -> None:
        while not is_over.wait(0.01):
            memory.peak = max(memory.peak, _resident())

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        is_over.set()
        thread.join()


def _resident() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def waiting(company: Company, how_many: int) -> list[Invoice]:
    customers = [make_partner(f"Client Numéro{number}") for number in range(200)]
    found: list[Invoice] = []
    for start in range(0, how_many, 500):
        drafts = [
            invoice_draft(
                company,
                customers[number % len(customers)],
                goods(company, f"{20 + number % 977}.{number % 100:02}", "1"),
                date=DAY,
            )
            for number in range(start, start + 500)
        ]
        invoices = create_invoices(drafts)
        post_invoices(invoices)
        found += invoices
    return found


def run(account: BankAccount, invoices: list[Invoice], name: str) -> tuple[Spent, Memory]:
    """Import what the customers paid and match it, in one job; time and memory."""
    content = make_statement(
        account,
        [
            Movement(
                invoice.gross,
                DAY + dt.timedelta(days=1 + number % 28),
                f"CLIENT NUMERO{number % 200}",
                f"VIR SEPA FACTURE {(invoice.number or '').replace('-', ' ')} MERCI",
            )
            for number, invoice in enumerate(invoices)
        ],
        identification=name,
    )
    kept = attach(account, f"{name}.xml", content)
    del content
    job = start_job(
        IMPORT_STATEMENT, {"bank_account": account.pk, "name": f"{name}.xml", "attachment": kept.pk}
    )
    with watched() as memory:
        started = clocks.now()
        run_job(str(job.key))
        spent = clocks.now() - started
    job = Job.objects.get(pk=job.pk)
    assert job.status == JobStatus.DONE, job.message
    assert BankLine.objects.filter(statement__identification=name, is_matched=True).count() == len(invoices)
    return spent, memory


def test_ten_thousand_lines_against_ten_thousand_invoices(scope: Company) -> None:
    account, _providers = set_up_books(scope, first_year=2025)
    BankAccount.objects.filter(pk=account.pk).update(match_threshold=80)
    account.refresh_from_db()
    with open_scope(actor=make_user(scope), companies=[scope]):
        spent, memory = {}, {}
        for size in (SMALL, LARGE):
            invoices = waiting(scope, size)
            spent[size], memory[size] = run(account, invoices, f"b{size}")
            over = memory[size].peak - memory[size].idle
            print(
                f"\n{size} lines: {spent[size].wall:.1f} s ({spent[size].processor or 0:.1f} s of processors), {size / spent[size].wall:.0f} lines/s, "
                f"peak {over:.0f} MB over {memory[size].idle:.0f} MB"
            )
            assert not Invoice.objects.filter(payment_status="unpaid").exists()
            assert over <= MOST_MEGABYTES
    large, small = (spent[size].processor or spent[size].wall for size in (LARGE, SMALL))
    assert large <= MOST_TIMES * small
    assert sum(BankLine.objects.values_list("amount", flat=True)) > Decimal(0)
