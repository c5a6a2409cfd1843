"""The promises of sales."""

from django.db import connection

from erp.verify import verification

SHOWN = 20


def _problems(sql: str, sentence: str) -> list[str]:
    """One sentence a row found; `sentence` takes the row's columns."""
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1 LIMIT {SHOWN}")
        return [sentence % row for row in cursor.fetchall()]


@verification("sales.order_totals")
def order_totals() -> list[str]:
    """An order's totals are the sums of its lines, and its rounding difference that of its rounding lines."""
    return _problems(
        """
        SELECT o.id, o.net, o.tax, o.gross, s.net, s.tax, s.gross
        FROM sales_order AS o JOIN (
            SELECT order_id, sum(net) AS net, sum(tax_amount) AS tax, sum(gross) AS gross,
                   coalesce(sum(gross) FILTER (WHERE kind = 'rounding'), 0) AS rounding
            FROM sales_orderline GROUP BY order_id
        ) AS s ON s.order_id = o.id
        WHERE (o.net, o.tax, o.gross, o.rounding_difference) <> (s.net, s.tax, s.gross, s.rounding)
        """,
        "Order %s says %s + %s = %s, its lines come to %s + %s = %s.",
    )


@verification("sales.reservations")
def reservations() -> list[str]:
    """What a line has reserved is what inventory keeps for it (of a kit: for each component), and nothing is kept for lines
    that are not there."""
    return _problems(
        """
        SELECT coalesce(l.id, r.source_line_id), coalesce(l.reserved, 0), coalesce(r.quantity, 0)
        FROM (
            SELECT line.id, coalesce(part.variant_id, line.variant_id) AS variant_id,
                   line.reserved * coalesce(part.quantity, 1) AS reserved
            FROM sales_orderline AS line LEFT JOIN sales_orderlinecomponent AS part ON part.order_line_id = line.id
            WHERE line.reserved <> 0
        ) AS l
        FULL JOIN (
            SELECT source_line_id, variant_id, sum(quantity) AS quantity FROM inventory_reservation
            WHERE source_kind = 'sales.order' GROUP BY source_line_id, variant_id
        ) AS r ON r.source_line_id = l.id AND r.variant_id = l.variant_id
        WHERE coalesce(l.reserved, 0) <> coalesce(r.quantity, 0)
        """,
        "Order line %s says %s reserved, inventory keeps %s for it.",
    )


@verification("sales.deliveries")
def deliveries() -> list[str]:
    """What a line has delivered is on shipped deliveries, and what those took left the stock."""
    return _problems(
        """
        SELECT l.id, l.delivered, coalesce(d.quantity, 0)
        FROM sales_orderline AS l LEFT JOIN (
            SELECT line.order_line_id, sum(line.quantity) AS quantity
            FROM sales_deliveryline AS line JOIN sales_delivery AS delivery ON delivery.id = line.delivery_id
            WHERE delivery.status = 'shipped' GROUP BY line.order_line_id
        ) AS d ON d.order_line_id = l.id
        WHERE l.delivered <> coalesce(d.quantity, 0)
        """,
        "Order line %s says %s delivered, its shipped deliveries say %s.",
    ) + _problems(
        """
        SELECT line.id, line.quantity * coalesce(part.quantity, 1), coalesce(m.quantity, 0)
        FROM sales_deliveryline AS line JOIN sales_delivery AS delivery ON delivery.id = line.delivery_id
        LEFT JOIN sales_orderlinecomponent AS part ON part.order_line_id = line.order_line_id
        LEFT JOIN (
            SELECT source_line_id, variant_id, sum(quantity) AS quantity FROM inventory_move
            WHERE source_kind = 'sales.delivery' GROUP BY source_line_id, variant_id
        ) AS m ON m.source_line_id = line.id AND m.variant_id = coalesce(part.variant_id, line.variant_id)
        WHERE coalesce(m.quantity, 0)
            <> CASE delivery.status WHEN 'shipped' THEN line.quantity * coalesce(part.quantity, 1) ELSE 0 END
        """,
        "Delivery line %s is for %s, its stock moves come to %s.",
    )


@verification("sales.states")
def states() -> list[str]:
    """Status and reservation say what the lines say."""
    return _problems(
        """
        SELECT o.id, o.status, o.reservation, s.quantity, s.reserved, s.delivered
        FROM sales_order AS o JOIN (
            SELECT order_id, coalesce(sum(quantity) FILTER (WHERE kind = 'goods'), 0) AS quantity,
                   sum(reserved) AS reserved, sum(delivered) AS delivered
            FROM sales_orderline GROUP BY order_id
        ) AS s ON s.order_id = o.id
        WHERE (o.status IN ('draft', 'cancelled') AND (s.reserved <> 0 OR s.delivered <> 0))
           OR (o.status = 'confirmed' AND s.delivered <> 0)
           OR (o.status = 'partially_shipped' AND (s.delivered = 0 OR s.delivered >= s.quantity))
           OR (o.status IN ('shipped', 'done') AND s.delivered <> s.quantity)
           OR (o.status = 'done' AND o.invoice_state <> 'invoiced')
           OR (o.status IN ('confirmed', 'partially_shipped')
               AND (o.reservation = 'full') <> (s.reserved + s.delivered = s.quantity))
        """,
        "Order %s is %s with reservation %s: of %s pieces %s are reserved and %s delivered.",
    )


@verification("sales.invoices")
def invoices() -> list[str]:
    """An order is invoiced once, for exactly its gross."""
    return _problems(
        """
        SELECT o.id, o.gross, count(i.id), coalesce(sum(i.gross), 0)
        FROM sales_order AS o LEFT JOIN accounting_invoice AS i
            ON i.company_id = o.company_id AND i.source_kind = 'sales.order' AND i.source_id = o.id
            AND i.kind = 'invoice' AND i.status = 'posted'
        GROUP BY o.id, o.gross, o.invoice_state
        HAVING (o.invoice_state = 'invoiced' AND (count(i.id) <> 1 OR sum(i.gross) <> o.gross))
            OR (o.status = 'done' AND count(i.id) <> 1)
        """,
        "Order %s comes to %s; it has %s posted invoices of %s together.",
    )


@verification("sales.warehouses")
def warehouses() -> list[str]:
    """Orders, deliveries and channels ship from warehouses of their own company."""
    return _problems(
        """
        SELECT 'order', o.id FROM sales_order AS o JOIN inventory_warehouse AS w ON w.id = o.warehouse_id
            WHERE w.company_id <> o.company_id
        UNION ALL SELECT 'delivery', d.id FROM sales_delivery AS d JOIN inventory_warehouse AS w ON w.id = d.warehouse_id
            WHERE w.company_id <> d.company_id
        UNION ALL SELECT 'channel', c.id FROM sales_channel AS c JOIN inventory_warehouse AS w ON w.id = c.warehouse_id
            WHERE w.company_id <> c.company_id
        """,
        "The %s %s ships from another company's warehouse.",
    )
