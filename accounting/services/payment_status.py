"""How much of an invoice is settled, told on the invoice itself so that lists can filter on it."""

from collections.abc import Collection

from django.db import connection


def refresh_payment_status(item_ids: Collection[int]) -> None:
    """Write `residual` and `payment_status` of the posted invoices whose entries have these items: one statement."""
    if not item_ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE accounting_invoice AS invoice
            SET residual = open.residual, updated_at = now(),
                payment_status = CASE WHEN open.residual = 0 THEN 'paid'
                                      WHEN open.residual = invoice.gross THEN 'unpaid' ELSE 'partial' END
            FROM (
                SELECT item.entry_id, abs(sum(item.residual)) AS residual
                FROM accounting_item AS item JOIN accounting_account AS account ON account.id = item.account_id
                WHERE account.kind IN ('receivable', 'payable') AND item.residual IS NOT NULL
                  AND item.entry_id IN (SELECT entry_id FROM accounting_item WHERE id = ANY (%s))
                GROUP BY item.entry_id
            ) AS open
            WHERE invoice.entry_id = open.entry_id AND invoice.status = 'posted'
              AND invoice.residual IS DISTINCT FROM open.residual
            """,
            [sorted(item_ids)],
        )
