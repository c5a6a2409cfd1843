"""Cost of sales in Anglo-Saxon books: what has left and is invoiced is not "delivered, to be invoiced" any more."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db import connection, transaction
from django.utils.translation import gettext

from accounting.choices import AccountKind, AccountRole, JournalCode
from accounting.models import Entry
from accounting.selectors.chart import account_codes, code_of, first_open_days
from accounting.services.ledger import post_entries
from accounting.types import EntryDraft, ItemDraft
from inventory.choices import BookkeepingStyle
from inventory.services.bookkeeping import styles_of
from sales.choices import InvoiceState
from sales.models import Order
from sales.services.writing import DELIVERY_SOURCE, SOURCE, lock_orders

# What the orders' deliveries cost by the amounts that were stored, less what came back; and what was recognised of it.
_OUTSTANDING = """
WITH gone AS (
    SELECT delivery.order_id, sum(taken.amount) + coalesce(sum(given.amount), 0) AS amount,
           greatest(max(move.date), max(given.date)) AS date
    FROM sales_delivery AS delivery
    JOIN inventory_move AS move ON move.source_kind = %(delivery)s AND move.source_id = delivery.id
    JOIN inventory_consumption AS taken
      ON taken.move_id = move.id AND taken.restores_id IS NULL AND NOT taken.is_settlement
    LEFT JOIN LATERAL (
        SELECT sum(back.amount) AS amount, max(by.date) AS date
        FROM inventory_consumption AS back JOIN inventory_move AS by ON by.id = back.move_id
        WHERE back.restores_id = taken.id
    ) AS given ON true
    WHERE delivery.order_id = ANY (%(orders)s)
    GROUP BY delivery.order_id
), recognised AS (
    SELECT entry.source_id AS order_id, sum(item.debit - item.credit) AS amount
    FROM accounting_entry AS entry
    JOIN accounting_item AS item ON item.entry_id = entry.id
    JOIN accounting_account AS account ON account.id = item.account_id
    WHERE entry.company_id = ANY (%(companies)s) AND entry.source_kind = %(source)s
      AND entry.source_id = ANY (%(orders)s) AND account.kind = %(expense)s
    GROUP BY entry.source_id
), invoiced AS (
    SELECT source_id AS order_id, max(date) AS date FROM accounting_invoice
    WHERE company_id = ANY (%(companies)s) AND source_kind = %(source)s AND source_id = ANY (%(orders)s)
      AND kind = 'invoice' AND status = 'posted'
    GROUP BY source_id
)
SELECT gone.order_id, gone.amount - coalesce(recognised.amount, 0), greatest(gone.date, invoiced.date)
FROM gone LEFT JOIN recognised USING (order_id) LEFT JOIN invoiced USING (order_id)
WHERE gone.amount <> coalesce(recognised.amount, 0)
ORDER BY gone.order_id
"""


def recognise_cost_of_sales(orders: Iterable[Order]) -> list[Entry]:
    """Book as cost of sales what invoiced orders' goods cost that have left, less what came back; an entry for each order.

    Booked is the difference to what was booked before, so being told twice changes nothing; on the later day of
    delivery, return and invoice, or the first open day after it. Orders of continental books, and orders that are not
    invoiced, are left alone. In company currency. A constant number of statements.
    """
    given = list(orders)
    styles = styles_of({order.company_id for order in given})
    concerned = [order for order in given if styles[order.company_id] == BookkeepingStyle.ANGLO_SAXON]
    if not concerned:
        return []
    with transaction.atomic():
        locked = {
            order.pk: order
            for order in lock_orders(concerned).orders
            if order.invoice_state == InvoiceState.INVOICED
        }
        rows = _outstanding(list(locked), {order.company_id for order in locked.values()})
        days = first_open_days((locked[pk].company_id, day) for pk, _amount, day in rows)
        codes = account_codes({locked[pk].company_id for pk, _amount, _day in rows})
        drafts = []
        for pk, amount, day in rows:
            order = locked[pk]
            cost, interim = (
                code_of(codes, order.company_id, role)
                for role in (AccountRole.COST_OF_SALES, AccountRole.INTERIM_DELIVERED)
            )
            debit, credit = (cost, interim) if amount > 0 else (interim, cost)
            drafts.append(
                EntryDraft(
                    company_id=order.company_id,
                    journal_code=JournalCode.STOCK,
                    date=days[order.company_id, day],
                    label=gettext("Cost of sales of %(order)s") % {"order": order},
                    items=[ItemDraft(debit, debit=abs(amount)), ItemDraft(credit, credit=abs(amount))],
                    source_kind=SOURCE,
                    source_id=pk,
                )
            )
        return post_entries(drafts)


def _outstanding(orders: list[int], companies: set[int]) -> list[tuple[int, Decimal, dt.date]]:
    with connection.cursor() as cursor:
        cursor.execute(
            _OUTSTANDING,
            {
                "orders": orders,
                "companies": list(companies),
                "delivery": DELIVERY_SOURCE,
                "source": SOURCE,
                "expense": AccountKind.EXPENSE,
            },
        )
        return cursor.fetchall()
