"""Several buyers, several processes, few goods."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, transaction

from catalog.models import Variant
from erp.errors import DomainError
from erp.models import Company
from erp.scope import open_scope
from inventory.models import Level, Move, Position, Reservation, Warehouse
from inventory.services import issue_reserved, release_reservations, reserve_lines
from tests.catalog.factories import make_variants
from tests.inventory.factories import (
    demand,
    give_back,
    issue_of,
    make_warehouse,
    problems,
    receive,
    ship,
    today,
)

pytestmark = pytest.mark.django_db(transaction=True)

# One buyer after the other, each in a transaction of its own; what each got, one a line.
BUYER = """
import sys, django
django.setup()
from decimal import Decimal
from django.db import transaction
from erp.scope import open_scope
from inventory.services import reserve_lines
from inventory.types import Demand
company, warehouse, variant, first, last = map(int, sys.argv[1:])
print("ready", flush=True)
sys.stdin.readline()
with open_scope(companies=[company]):
    for line in range(first, last):
        with transaction.atomic():
            got = reserve_lines([Demand(company, warehouse, variant, Decimal(1), "sales.order", line, line)])
        print(got[line], flush=True)
"""


def in_threads(*tasks: Callable[[], None]) -> list[BaseException]:
    """Run tasks at the same time on connections of their own; what went wrong."""
    errors: list[BaseException] = []

    def run(task: Callable[[], None]) -> None:
        try:
            task()
        except BaseException as error:  # noqa: BLE001  whatever it was, the test must see it
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
    return errors


@pytest.fixture
def stocked(company: Company) -> tuple[Warehouse, list[Variant]]:
    """Ten pieces of each of six articles."""
    with open_scope(companies=[company]):
        warehouse, variants = make_warehouse(company), make_variants(6)
        for variant in variants:
            receive(warehouse, variant, 4, "1.11")
            receive(warehouse, variant, 6, "2.22")
    return warehouse, variants


def test_two_processes_reserve_the_last_ten_for_fifty_buyers(
    stocked: tuple[Warehouse, list[Variant]],
) -> None:
    warehouse, (variant, *_others) = stocked
    name = connection.settings_dict["NAME"]
    base = connection.get_connection_params()
    environment = os.environ | {
        "DATABASE_URL": (
            f"postgres://{base['user']}:{base.get('password', '')}@{base['host']}:{base['port']}/{name}"
        ),
        "DJANGO_SETTINGS_MODULE": "erp.settings",
    }
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-c",
                BUYER,
                *map(str, (warehouse.company_id, warehouse.pk, variant.pk, first, first + 25)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for first in (1, 26)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    got = [line for process in processes for line in process.communicate(timeout=120)[0].split()]
    assert [process.returncode for process in processes] == [0, 0]
    assert len(got) == 50
    assert sum(map(Decimal, got)) == 10
    with open_scope(companies=[warehouse.company_id]):
        level = Level.objects.get(variant=variant)
        assert (level.on_hand, level.reserved) == (10, 10)
        assert Reservation.objects.count() == 10
    assert problems() == []


def test_overlapping_orders_in_any_order_never_wait_for_each_other_in_a_ring(
    stocked: tuple[Warehouse, list[Variant]],
) -> None:
    warehouse, variants = stocked

    def buy(turn: int) -> None:
        with open_scope(companies=[warehouse.company_id]):
            for step in range(8):
                # Each begins elsewhere, and every other one goes backwards.
                articles = variants[(turn + step) % 6 :] + variants[: (turn + step) % 6]
                articles = articles[:: -1 if turn % 2 else 1]
                wanted = [
                    demand(warehouse, article, 2, line=10_000 * turn + 10 * step + n)
                    for n, article in enumerate(articles, 1)
                ]
                with transaction.atomic():
                    got = reserve_lines(wanted)
                with transaction.atomic():
                    leaving = [issue_of(one, 1) for one in wanted if got[one.source_line_id]]
                    issue_reserved(leaving, date=today())
                with transaction.atomic():
                    release_reservations("sales.order", [one.source_id for one in wanted])
                for one in wanted:
                    if got[one.source_line_id] and step % 2:
                        with transaction.atomic():
                            give_back(one, 1)

    assert in_threads(*(lambda turn=turn: buy(turn) for turn in range(4))) == []
    with open_scope(companies=[warehouse.company_id]):
        assert not Reservation.objects.exists()
        assert Move.objects.exists()
        assert not Level.objects.exclude(reserved=0).exists()
    assert problems() == []


def test_the_first_receipts_of_an_article_make_one_position(stocked: tuple[Warehouse, list[Variant]]) -> None:
    warehouse, _variants = stocked
    with open_scope(companies=[warehouse.company_id]):
        fresh = make_variants(4)

    def bring(turn: int) -> None:
        with open_scope(companies=[warehouse.company_id]):
            for variant in fresh[:: -1 if turn % 2 else 1]:
                with transaction.atomic():
                    receive(warehouse, variant, 5, 3)

    assert in_threads(*(lambda turn=turn: bring(turn) for turn in range(4))) == []
    with open_scope(companies=[warehouse.company_id]):
        held = Position.objects.filter(variant__in=fresh)
        assert list(held.values_list("quantity", "amount")) == [(20, 60)] * 4
    assert problems() == []


def test_the_last_piece_goes_to_one(stocked: tuple[Warehouse, list[Variant]]) -> None:
    warehouse, (variant, *_others) = stocked
    refused: list[str] = []

    def buy() -> None:
        with open_scope(companies=[warehouse.company_id]):
            for _turn in range(4):
                try:
                    with transaction.atomic():
                        ship(warehouse, variant, 1)
                except DomainError as refusal:
                    refused.append(refusal.code)

    assert in_threads(buy, buy, buy, buy) == []
    assert refused == ["stock.not_enough"] * 6
    with open_scope(companies=[warehouse.company_id]):
        assert Level.objects.get(variant=variant).on_hand == 0
        position = Position.objects.get(variant=variant)
        assert (position.quantity, position.amount) == (0, 0)
    assert problems() == []
