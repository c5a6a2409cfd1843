"""The inventory's promises, checked against the moves."""

from typing import Any

from django.db import connection

from erp.verify import verification

LIMIT = 20


def _breaches(query: str, sentence: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"{query} LIMIT {LIMIT}")
        names = [column.name for column in cursor.description]
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [sentence.format(**dict(zip(names, row, strict=True))) for row in rows]


@verification("inventory.levels")
def levels() -> list[str]:
    """Every level is the sum of its moves."""
    return _breaches(
        """
        WITH moved AS (
            SELECT side.company_id, side.variant_id, side.location_id, coalesce(side.lot_id, 0) AS lot_id,
                   sum(side.quantity) AS quantity
            FROM (
                SELECT company_id, variant_id, destination_id AS location_id, lot_id, quantity FROM inventory_move
                UNION ALL
                SELECT company_id, variant_id, origin_id, lot_id, -quantity FROM inventory_move
            ) AS side
            JOIN inventory_location AS location ON location.id = side.location_id
            WHERE location.is_owned
            GROUP BY 1, 2, 3, 4
        ), level AS (
            SELECT company_id, variant_id, location_id, coalesce(lot_id, 0) AS lot_id, on_hand FROM inventory_level
        )
        SELECT company_id, variant_id, location_id, lot_id, coalesce(level.on_hand, 0) AS says,
               coalesce(moved.quantity, 0) AS moved
        FROM moved FULL JOIN level USING (company_id, variant_id, location_id, lot_id)
        WHERE coalesce(level.on_hand, 0) <> coalesce(moved.quantity, 0)
        """,
        "Company {company_id}: variant {variant_id} (lot {lot_id}) at location {location_id} has {says}, "
        "its moves make {moved}.",
    )


@verification("inventory.reserved")
def reserved() -> list[str]:
    """What a level says is reserved is the sum of its reservations."""
    return _breaches(
        """
        WITH promised AS (
            SELECT company_id, variant_id, location_id, coalesce(lot_id, 0) AS lot_id, sum(quantity) AS quantity
            FROM inventory_reservation GROUP BY 1, 2, 3, 4
        ), level AS (
            SELECT company_id, variant_id, location_id, coalesce(lot_id, 0) AS lot_id, reserved FROM inventory_level
        )
        SELECT company_id, variant_id, location_id, lot_id, coalesce(level.reserved, 0) AS says,
               coalesce(promised.quantity, 0) AS promised
        FROM promised FULL JOIN level USING (company_id, variant_id, location_id, lot_id)
        WHERE coalesce(level.reserved, 0) <> coalesce(promised.quantity, 0)
        """,
        "Company {company_id}: variant {variant_id} (lot {lot_id}) at location {location_id} says {says} reserved, "
        "its reservations make {promised}.",
    )


@verification("inventory.lots")
def lots() -> list[str]:
    """What is held of a tracked article has a lot of its kind, of others none; a serial number is held once at most."""
    return _breaches(
        """
        SELECT level.company_id, variant.sku, product.tracking, level.location_id, coalesce(lot.number, '—') AS number
        FROM inventory_level AS level
        JOIN catalog_variant AS variant ON variant.id = level.variant_id
        JOIN catalog_product AS product ON product.id = variant.product_id
        LEFT JOIN inventory_lot AS lot ON lot.id = level.lot_id
        WHERE level.on_hand <> 0 AND coalesce(lot.kind, 'none') <> product.tracking
        """,
        "Company {company_id}: {sku} is tracked as {tracking}, but location {location_id} holds lot {number}.",
    ) + _breaches(
        """
        SELECT lot.company_id, lot.number, sum(level.on_hand) AS held, count(*) AS places
        FROM inventory_level AS level JOIN inventory_lot AS lot ON lot.id = level.lot_id AND lot.kind = 'serial'
        WHERE level.on_hand <> 0
        GROUP BY lot.id HAVING sum(level.on_hand) <> 1 OR count(*) > 1
        """,
        "Company {company_id}: serial number {number} is held {held} times at {places} places.",
    )


@verification("inventory.positions")
def positions() -> list[str]:
    """A position is the sum of the levels and of the layers in quantity, of the moves and adjustments in value; of the
    layers in value too where each keeps its own."""
    return _breaches(
        """
        WITH held AS (
            SELECT company_id, variant_id, sum(on_hand) AS quantity FROM inventory_level GROUP BY 1, 2
        ), layered AS (
            SELECT company_id, variant_id, sum(remaining) AS quantity, sum(remaining_amount) AS amount,
                   bool_or(remaining <> 0 AND remaining_amount IS NULL) AS is_pooled,
                   bool_or(remaining <> 0 AND remaining_amount IS NOT NULL) AS is_layered
            FROM inventory_layer GROUP BY 1, 2
        ), changed AS (
            SELECT company_id, variant_id, sum(amount) AS amount FROM (
                SELECT company_id, variant_id, amount FROM inventory_move
                UNION ALL SELECT company_id, variant_id, amount FROM inventory_valueadjustment
            ) AS change GROUP BY 1, 2
        )
        SELECT company_id, variant_id, coalesce(position.quantity, 0) AS quantity, position.method,
               coalesce(position.amount, 0) AS amount, coalesce(held.quantity, 0) AS on_hand,
               coalesce(layered.quantity, 0) AS remaining, coalesce(layered.amount, 0) AS worth,
               coalesce(changed.amount, 0) AS changed
        FROM inventory_position AS position
        FULL JOIN held USING (company_id, variant_id)
        FULL JOIN layered USING (company_id, variant_id)
        FULL JOIN changed USING (company_id, variant_id)
        WHERE coalesce(position.quantity, 0) <> coalesce(held.quantity, 0)
           OR coalesce(position.quantity, 0) <> coalesce(layered.quantity, 0)
           OR coalesce(position.amount, 0) <> coalesce(changed.amount, 0)
           OR position.method = 'fifo'
              AND (coalesce(position.amount, 0) <> coalesce(layered.amount, 0) OR layered.is_pooled)
           OR position.method <> 'fifo' AND layered.is_layered
        """,
        "Company {company_id}: of variant {variant_id} ({method}) {quantity} worth {amount} are held, but the levels make "
        "{on_hand}, the layers {remaining} worth {worth}, moves and adjustments make {changed}.",
    )


@verification("inventory.methods")
def methods() -> list[str]:
    """Nothing is worth nothing; nothing is worth less than nothing; what has a standard cost is worth it."""
    return _breaches(
        """
        SELECT position.company_id, position.variant_id, position.method, position.quantity, position.amount,
               position.standard_cost
        FROM inventory_position AS position
        JOIN erp_company AS company ON company.id = position.company_id
        JOIN erp_currency AS currency ON currency.code = company.currency_id
        WHERE position.quantity = 0 AND position.amount <> 0
           OR position.quantity > 0 AND position.amount < 0
           OR position.quantity < 0 AND position.amount > 0
           OR position.method = 'standard'
              AND position.amount <> round(position.quantity * position.standard_cost, currency.digits)
           OR position.method = 'standard' AND position.quantity <> 0 AND position.standard_cost IS NULL
        """,
        "Company {company_id}: {quantity} of variant {variant_id} ({method}, standard {standard_cost}) are worth {amount}.",
    )


@verification("inventory.layers")
def layers() -> list[str]:
    """What remains of a layer is what it brought, and what corrected it, less what was consumed of it.

    What settled a shortage is among the consumptions already. The worth of layers that are valued as a whole, or were
    before the method changed, is their position's.
    """
    return _breaches(
        """
        WITH consumed AS (
            SELECT layer_id, sum(quantity) AS quantity, sum(amount) AS amount
            FROM inventory_consumption GROUP BY layer_id
        ), corrected AS (
            SELECT layer_id, sum(amount) AS amount FROM inventory_valueadjustment
            WHERE layer_id IS NOT NULL AND kind <> 'shortage' GROUP BY layer_id
        )
        SELECT layer.id, layer.remaining, layer.remaining_amount AS worth,
               layer.quantity - coalesce(consumed.quantity, 0) AS rest,
               layer.amount + coalesce(corrected.amount, 0) - coalesce(consumed.amount, 0) AS rest_worth
        FROM inventory_layer AS layer
        LEFT JOIN consumed ON consumed.layer_id = layer.id
        LEFT JOIN corrected ON corrected.layer_id = layer.id
        WHERE layer.remaining <> layer.quantity - coalesce(consumed.quantity, 0)
           OR NOT layer.is_restated AND layer.remaining_amount
              <> layer.amount + coalesce(corrected.amount, 0) - coalesce(consumed.amount, 0)
        """,
        "Layer {id}: {remaining} worth {worth} remain, but its consumptions leave {rest} worth {rest_worth}.",
    )


@verification("inventory.consumptions")
def consumptions() -> list[str]:
    """A move that takes from layers, or gives back, is worth what it took; nothing gives back more than was taken; what
    settled a shortage is worth its variance."""
    unequal = _breaches(
        """
        SELECT move.id, move.amount AS says, -sum(consumption.amount) AS consumed
        FROM inventory_consumption AS consumption JOIN inventory_move AS move ON move.id = consumption.move_id
        WHERE NOT consumption.is_settlement
        GROUP BY move.id, move.amount, move.quantity
        HAVING move.amount <> -sum(consumption.amount) OR move.quantity <> abs(sum(consumption.quantity))
        """,
        "Move {id} is worth {says}, its consumptions make {consumed}.",
    )
    settled = _breaches(
        """
        SELECT consumption.move_id, sum(consumption.quantity) AS quantity
        FROM inventory_consumption AS consumption WHERE consumption.is_settlement
        GROUP BY consumption.move_id HAVING sum(consumption.quantity) <> 0
        """,
        "Move {move_id} filled a shortage with {quantity} more than it took.",
    )
    return [
        *unequal,
        *settled,
        *_breaches(
            """
            SELECT taken.id, taken.quantity, -sum(given.quantity) AS back
            FROM inventory_consumption AS given JOIN inventory_consumption AS taken ON taken.id = given.restores_id
            GROUP BY taken.id, taken.quantity, taken.amount
            HAVING taken.quantity + sum(given.quantity) < 0 OR taken.amount + sum(given.amount) < 0
                OR (taken.quantity + sum(given.quantity) = 0) AND (taken.amount + sum(given.amount) <> 0)
            """,
            "Consumption {id} took {quantity}, but {back} of it was given back.",
        ),
    ]


@verification("inventory.reversals")
def reversals() -> list[str]:
    """A move that cancels another is its opposite."""
    return _breaches(
        """
        SELECT back.id, back.reverses_id
        FROM inventory_move AS back JOIN inventory_move AS move ON move.id = back.reverses_id
        WHERE back.amount <> -move.amount OR back.quantity <> move.quantity OR back.variant_id <> move.variant_id
           OR back.origin_id <> move.destination_id OR back.destination_id <> move.origin_id
           OR back.amount_in_transit <> -move.amount_in_transit
        """,
        "Move {id} cancels move {reverses_id}, but is not its opposite.",
    )


@verification("inventory.ledger")
def ledger() -> list[str]:
    """What the moves and adjustments of a document are worth is what its entry posted to the stock accounts, those of
    categories included."""
    return _breaches(
        """
        WITH changed AS (
            SELECT company_id, entry_id, date, sum(amount) AS amount FROM (
                SELECT company_id, entry_id, date, amount FROM inventory_move WHERE amount <> 0
                UNION ALL SELECT company_id, entry_id, date, amount FROM inventory_valueadjustment WHERE amount <> 0
            ) AS change GROUP BY company_id, entry_id, date
        ), stock AS (
            SELECT DISTINCT company_id, account_id FROM accounting_defaultaccount
            WHERE role IN ('stock', 'goods_in_transit')
            UNION SELECT company_id, account_id FROM accounting_categoryaccount WHERE role = 'stock'
        ), posted AS (
            SELECT item.company_id, item.entry_id, item.date, sum(item.debit - item.credit) AS amount
            FROM accounting_item AS item
            JOIN accounting_entry AS entry ON entry.id = item.entry_id AND entry.status = 'posted'
            JOIN stock ON stock.account_id = item.account_id AND stock.company_id = item.company_id
            WHERE item.entry_id IN (SELECT entry_id FROM changed)
            GROUP BY item.company_id, item.entry_id, item.date
        )
        SELECT changed.company_id, coalesce(changed.entry_id::text, '—') AS entry_id, changed.amount AS changed,
               coalesce(posted.amount, 0) AS posted
        FROM changed LEFT JOIN posted USING (company_id, entry_id, date)
        WHERE changed.amount <> coalesce(posted.amount, 0)
        """,
        "Company {company_id}: what belongs to entry {entry_id} is worth {changed}, it posted {posted} to stock.",
    )


# What a document's line says it moved, by the kind that its moves name. `+` brings into the stock or changes the place.
MOVED = """
    SELECT 'inventory.goodsreceipt' AS kind, line.id, coalesce(line.received, 0) AS says
    FROM inventory_goodsreceiptline AS line JOIN inventory_goodsreceipt AS document ON document.id = line.receipt_id
    WHERE document.status IN ('received', 'stored')
    UNION ALL
    SELECT 'inventory.customerreturn', line.id, coalesce(line.received, 0) + line.scrapped
    FROM inventory_customerreturnline AS line
    JOIN inventory_customerreturn AS document ON document.id = line.customer_return_id
    WHERE document.status IN ('received', 'done')
    UNION ALL
    SELECT 'inventory.scrap', line.id, line.quantity
    FROM inventory_scrapline AS line JOIN inventory_scrap AS document ON document.id = line.scrap_id
    WHERE document.status = 'posted'
    UNION ALL
    SELECT 'inventory.assembly', line.id, line.quantity
    FROM inventory_assemblyline AS line JOIN inventory_assembly AS document ON document.id = line.assembly_id
    WHERE document.status = 'posted'
    UNION ALL
    SELECT 'inventory.supplierreturn', line.id, line.quantity
    FROM inventory_supplierreturnline AS line
    JOIN inventory_supplierreturn AS document ON document.id = line.supplier_return_id
    WHERE document.status = 'sent'
    UNION ALL
    SELECT 'inventory.stockcount', line.id, abs(coalesce(line.difference, 0))
    FROM inventory_stockcountline AS line JOIN inventory_stockcount AS document ON document.id = line.count_id
    WHERE document.status = 'posted'
"""


@verification("inventory.documents")
def documents() -> list[str]:
    """What receipts, write-offs and counts say they brought or took is what their moves carried over the threshold."""
    return _breaches(
        f"""
        SELECT said.kind, said.id, said.says, coalesce(sum(move.quantity), 0) AS moved
        FROM ({MOVED}) AS said
        LEFT JOIN (
            SELECT move.source_kind, move.source_line_id, move.quantity
            FROM inventory_move AS move
            JOIN inventory_location AS origin ON origin.id = move.origin_id
            JOIN inventory_location AS destination ON destination.id = move.destination_id
            WHERE origin.is_owned <> destination.is_owned
        ) AS move ON move.source_kind = said.kind AND move.source_line_id = said.id
        GROUP BY said.kind, said.id, said.says
        HAVING said.says <> coalesce(sum(move.quantity), 0)
        """,  # noqa: S608 (our own words)
        "Line {id} of {kind} says {says}, its moves make {moved}.",
    )


@verification("inventory.assemblies")
def assemblies() -> list[str]:
    """Sets that were put together, or taken apart, moved as many as their document says, and are worth what their parts
    are worth."""
    return _breaches(
        """
        SELECT document.number, document.quantity AS says, coalesce(moved.quantity, 0) AS moved,
               coalesce(moved.amount, 0) AS amount
        FROM inventory_assembly AS document
        LEFT JOIN (
            SELECT source_id, sum(quantity) FILTER (WHERE source_line_id IS NULL) AS quantity, sum(amount) AS amount
            FROM inventory_move WHERE source_kind = 'inventory.assembly' GROUP BY source_id
        ) AS moved ON moved.source_id = document.id
        WHERE document.status = 'posted' AND document.quantity <> coalesce(moved.quantity, 0)
           OR coalesce(moved.amount, 0) <> 0
        """,
        "Assembly {number} says {says} sets, its moves make {moved}; sets and parts differ by {amount}.",
    )


@verification("inventory.transit")
def transit() -> list[str]:
    """What lines of transfers say is on the way is what their moves brought to the transit and did not take out again."""
    return _breaches(
        """
        SELECT line.id, CASE document.status WHEN 'shipped' THEN line.quantity - line.received - line.lost ELSE 0 END
                            AS says, coalesce(moved.quantity, 0) AS moved
        FROM inventory_stocktransferline AS line
        JOIN inventory_stocktransfer AS document ON document.id = line.transfer_id
        LEFT JOIN (
            SELECT move.source_line_id, sum(CASE WHEN destination.kind = 'transit' THEN move.quantity
                                                 ELSE -move.quantity END) AS quantity
            FROM inventory_move AS move
            JOIN inventory_location AS origin ON origin.id = move.origin_id
            JOIN inventory_location AS destination ON destination.id = move.destination_id
            WHERE move.source_kind = 'inventory.stocktransfer'
              AND (origin.kind = 'transit' OR destination.kind = 'transit')
            GROUP BY move.source_line_id
        ) AS moved ON moved.source_line_id = line.id
        WHERE CASE document.status WHEN 'shipped' THEN line.quantity - line.received - line.lost ELSE 0 END
              <> coalesce(moved.quantity, 0)
        """,
        "Line {id} of a transfer says {says} on the way, its moves leave {moved} there.",
    )


@verification("inventory.invoiced")
def invoiced() -> list[str]:
    """No more of a receipt is invoiced than came, no more of a line matched than it charges, and each difference of price is
    valued once."""
    return [
        *_breaches(
            """
            SELECT move.id AS move_id, move.quantity, sum(charged.quantity) AS invoiced
            FROM inventory_invoicedreceipt AS charged JOIN inventory_move AS move ON move.id = charged.move_id
            GROUP BY move.id HAVING sum(charged.quantity) NOT BETWEEN 0 AND move.quantity
            """,
            "Receipt {move_id}: {invoiced} invoiced of {quantity}.",
        ),
        *_breaches(
            """
            SELECT charged.id, charged.amount - charged.cost AS difference, change.amount + change.gone_amount AS valued
            FROM inventory_invoicedreceipt AS charged
            LEFT JOIN inventory_valueadjustment AS change
                ON change.company_id = charged.company_id AND change.key = 'invoiced:' || charged.id
            WHERE charged.amount - charged.cost <> coalesce(change.amount + change.gone_amount, 0)
            """,
            "Invoiced receipt {id}: it differs by {difference}, its adjustment is {valued}.",
        ),
    ]
