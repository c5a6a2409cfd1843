"""What the processes of the crash test do until they are killed: sell, ship, invoice, and deliver events.

Run as `python -m tests.crash.work set-up|sell|relay|check`, each on the servers of COMPTOIR_DATA.
"""

import json
import os
import sys
import time
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "erp.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from erp.changelog import Change, log_changes  # noqa: E402
from erp.choices import OutboxStatus  # noqa: E402
from erp.models import ChangeLog, Company, OutboxMessage  # noqa: E402
from erp.outbox import relay, subscribe  # noqa: E402
from erp.scope import open_scope, system_scope  # noqa: E402
from erp.verify import run_checks  # noqa: E402
from sales.models import Channel, Order  # noqa: E402
from sales.services.confirmation import confirm_orders  # noqa: E402
from sales.services.fulfilment import ship_orders  # noqa: E402
from sales.services.invoicing import invoice_orders  # noqa: E402
from sales.services.orders import place_orders  # noqa: E402
from sales.types import OrderDraft, OrderLineDraft  # noqa: E402

HEARD = "heard"


@subscribe("sales.order_confirmed")
def note_that_it_was_heard(message: OutboxMessage) -> None:
    """The effect to count: one change-log row for each event, in the transaction that marks it as delivered."""
    order = Order.objects.get(pk=message.payload["id"])
    log_changes([Change(order, HEARD, after={"event": message.pk})])


def set_up() -> None:
    from tests.erp.factories import make_company
    from tests.sales.factories import make_shop

    company = make_company("CRASH")
    with open_scope(companies=[company]), transaction.atomic():
        make_shop(company, articles=3).receive(100_000, 100_000, 100_000)


def sell() -> None:
    """Orders in small batches, each step a transaction of its own, for ever."""
    with system_scope():
        company = Company.objects.get(code="CRASH")
    with open_scope(companies=[company]):
        channel = Channel.objects.get()
        from catalog.models import Variant
        from erp.models import Partner

        partner, variants = Partner.objects.first(), list(Variant.objects.all())
        print("ready", flush=True)
        while True:
            drafts = [
                OrderDraft(
                    channel_id=channel.pk,
                    partner_id=partner.pk,
                    date=timezone.localdate(),
                    lines=[
                        OrderLineDraft(variant_id=variant.pk, quantity=Decimal(2)) for variant in variants
                    ],
                )
                for _number in range(3)
            ]
            with transaction.atomic(durable=True):
                orders = place_orders(drafts)
            with transaction.atomic(durable=True):
                confirm_orders(orders)
            with transaction.atomic(durable=True):
                ship_orders(orders)
            with transaction.atomic(durable=True):
                invoice_orders(Order.objects.filter(pk__in=[order.pk for order in orders]))


def deliver() -> None:
    print("ready", flush=True)
    while True:
        if not relay(limit=5):
            time.sleep(0.05)


def check() -> None:
    """Drain the outbox, then print what the test compares."""
    while relay(limit=500):
        pass
    broken = [problem for verdict in run_checks() for problem in verdict.problems]
    with system_scope():
        confirmed = set(Order.objects.exclude(status__in=["draft", "cancelled"]).values_list("pk", flat=True))
        events = list(
            OutboxMessage.objects.filter(kind="sales.order_confirmed").values_list("payload", "status")
        )
        heard = list(ChangeLog.objects.filter(action=HEARD).values_list("object_id", flat=True))
    print(
        json.dumps(
            {
                "broken": broken,
                "confirmed": len(confirmed),
                "without_event": len(confirmed - {payload["id"] for payload, _status in events}),
                "undelivered": sum(status != OutboxStatus.DONE for _payload, status in events),
                "events": len(events),
                "heard": len(heard),
                "heard_twice": len(heard) - len(set(heard)),
            }
        )
    )
    connection.close()


if __name__ == "__main__":
    {"set-up": set_up, "sell": sell, "relay": deliver, "check": check}[sys.argv[1]]()
