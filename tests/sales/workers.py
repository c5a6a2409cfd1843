"""Several processes that ship at the same time, as several people and tasks would."""

import multiprocessing
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from erp.scope import open_scope
from sales.models import Delivery
from sales.services.confirmation import confirm_orders
from sales.services.deliveries import create_deliveries, ship_deliveries
from sales.services.orders import place_orders
from sales.types import OrderLineDraft
from tests.sales.factories import Shop

LINES = 3


@dataclass(frozen=True)
class Shipped:
    """What workers did together. `errors`: what any of them died of."""

    deliveries: int
    seconds: float
    errors: list[str]

    @property
    def rate(self) -> float:
        """Lines a second."""
        return self.deliveries * LINES / self.seconds


def make_deliveries(shop: Shop, how_many: int) -> list[int]:
    """Draft deliveries of three articles each, every one of which shares articles with many others."""
    articles = shop.variants
    drafts = [
        shop.draft(
            lines=[
                OrderLineDraft(
                    variant_id=articles[(number * (1 + step) + 7 * step) % len(articles)].pk,
                    quantity=Decimal(1),
                )
                for step in range(LINES)
            ]
        )
        for number in range(how_many)
    ]
    orders = place_orders(drafts)
    confirm_orders(orders)
    return [delivery.pk for delivery in create_deliveries(orders)]


def ship_together(shop: Shop, delivery_ids: list[int], *, workers: int, seconds: float) -> Shipped:
    """Let `workers` processes ship one delivery after the other, each its own, until the time is up."""
    # Each worker opens a connection of its own; a shared one would mix their answers up.
    connection.close()
    context: Any = multiprocessing.get_context("fork")
    start, answers = context.Event(), context.Queue()
    processes = [
        context.Process(
            target=_ship, args=(shop.company.pk, delivery_ids[first::workers], seconds, start, answers)
        )
        for first in range(workers)
    ]
    for process in processes:
        process.start()
    start.set()
    found = [answers.get(timeout=seconds + 60) for _process in processes]
    for process in processes:
        process.join()
    return Shipped(
        sum(done for done, _seconds, _error in found),
        max(spent for _done, spent, _error in found),
        [error for _done, _seconds, error in found if error],
    )


def _ship(company_id: int, delivery_ids: list[int], seconds: float, start: Any, answers: Any) -> None:
    done, error = 0, ""
    with open_scope(companies=[company_id]):
        mine = Delivery.objects.in_bulk(delivery_ids)
        start.wait()
        begun = time.monotonic()
        try:
            for pk in delivery_ids:
                if time.monotonic() - begun >= seconds:
                    break
                ship_deliveries([mine[pk]])
                done += 1
        except Exception as problem:  # noqa: BLE001 (whatever it was, the test must see it)
            error = repr(problem)
        answers.put((done, time.monotonic() - begun, error))
    connection.close()
