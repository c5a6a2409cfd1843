"""Many buyers, few pieces: what several processes do at once."""

import os
import subprocess
import sys
from decimal import Decimal

import pytest
from django.db import connection

from accounting.models import Entry
from erp.scope import open_scope, system_scope
from erp.verify import run_checks
from inventory.models import Level, Reservation
from sales.models import Delivery, Order, OrderLine
from sales.services.orders import place_orders
from tests.erp.factories import make_company
from tests.sales.factories import make_shop
from tests.sales.workers import LINES, make_deliveries, ship_together

# A process of its own: it waits for the word, then confirms its orders one by one, each in a transaction of its own.
BUYER = """
import os, sys, django
django.setup()
from django.db import connections, transaction
connections["default"].settings_dict["NAME"] = os.environ["RACE_DATABASE"]
from erp.scope import open_scope
from sales.models import Order
from sales.services.confirmation import confirm_orders
company, ids = int(sys.argv[1]), [int(part) for part in sys.argv[2].split(",")]
with open_scope(companies=[company]):
    orders = [Order.objects.get(pk=pk) for pk in ids]
    print("ready", flush=True)
    sys.stdin.readline()
    for order in orders:
        with transaction.atomic():
            confirm_orders([order])
print("done", flush=True)
"""


def race(company_id: int, groups: list[list[int]]) -> None:
    environment = {
        **os.environ,
        "RACE_DATABASE": connection.settings_dict["NAME"],
        "DJANGO_SETTINGS_MODULE": "erp.settings",
    }
    buyers = [
        subprocess.Popen(
            [sys.executable, "-c", BUYER, str(company_id), ",".join(map(str, ids))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        for ids in groups
    ]
    for buyer in buyers:
        assert buyer.stdout is not None
        assert buyer.stdout.readline() == "ready\n", buyer.communicate()[1]
    for buyer in buyers:
        assert buyer.stdin is not None
        buyer.stdin.write("go\n")
        buyer.stdin.flush()
    # Wait for all of them before judging one: nothing may still run when the test is over.
    told = [(buyer.communicate(timeout=120), buyer.returncode) for buyer in buyers]
    for (said, errors), code in told:
        assert (code, said) == (0, "done\n"), errors


@pytest.mark.django_db(transaction=True)
def test_two_processes_confirm_for_the_last_ten_pieces_from_fifty_buyers() -> None:
    company = make_company()
    with open_scope(companies=[company]):
        shop = make_shop(company, articles=2)
        shop.receive(10, 10)
        # Lines in either order: without one order of locks the two processes would wait for each other.
        drafts = [shop.draft(1, 1) for _number in range(50)]
        backwards = [
            type(draft)(**{**draft.__dict__, "lines": draft.lines[::-1]}) if number % 2 else draft
            for number, draft in enumerate(drafts)
        ]
        ids = [order.pk for order in place_orders(backwards)]
    race(company.pk, [ids[::2], ids[1::2]])
    with open_scope(companies=[company]):
        assert set(Order.objects.values_list("status", flat=True)) == {"confirmed"}
        assert Order.objects.values("number").distinct().count() == 50
        for variant in shop.variants:
            reserved = [row.quantity for row in Reservation.objects.filter(variant=variant)]
            assert sum(reserved) == 10
            assert sum(OrderLine.objects.filter(variant=variant).values_list("reserved", flat=True)) == 10
            level = Level.objects.get(variant=variant)
            assert (level.on_hand, level.reserved) == (Decimal(10), Decimal(10))
    with system_scope():
        assert [verdict for verdict in run_checks() if verdict.problems] == []


@pytest.mark.django_db(transaction=True)
def test_the_same_orders_confirmed_by_two_processes_are_reserved_once() -> None:
    company = make_company()
    with open_scope(companies=[company]):
        shop = make_shop(company, articles=1)
        shop.receive(5)
        ids = [order.pk for order in shop.place(1, how_many=5)]
    with pytest.raises(AssertionError, match=r"transition\.refused"):
        race(company.pk, [ids, ids])
    with open_scope(companies=[company]):
        assert (
            sum(row.quantity for row in Reservation.objects.all())
            == Order.objects.filter(status="confirmed").count()
        )
    with system_scope():
        assert [verdict for verdict in run_checks() if verdict.problems] == []


@pytest.mark.bench  # processes forked from a quiet one: a runner with threads of its own can't be
@pytest.mark.django_db(transaction=True)
def test_eight_workers_ship_overlapping_articles() -> None:
    company = make_company()
    with open_scope(companies=[company]):
        shop = make_shop(company, articles=8)
        shop.receive(*[400] * 8)
        ids = make_deliveries(shop, 400)
    done = ship_together(shop, ids, workers=8, seconds=4)
    assert done.errors == []
    with open_scope(companies=[company]):
        shipped = Delivery.objects.filter(status="shipped")
        assert shipped.count() == done.deliveries >= 8
        # One entry each, numbered without a gap.
        entries = Entry.objects.filter(source_kind="sales.delivery", source_id__in=shipped.values("pk"))
        numbers = sorted(int(entry.number.rpartition("-")[2]) for entry in entries)
        assert numbers == list(range(numbers[0], numbers[0] + done.deliveries))
        assert sum(Level.objects.values_list("on_hand", flat=True)) == 8 * 400 - LINES * done.deliveries
    with system_scope():
        assert [verdict for verdict in run_checks() if verdict.problems] == []
