"""Lots, kept by the database: levels and reserved quantities follow each lot, a serial number is at one place."""

from django.db import migrations

from erp.rls import EnableCompanyPolicy

MOVES = """
CREATE OR REPLACE FUNCTION inventory_moves_change_levels() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    has_lots boolean := EXISTS (SELECT 1 FROM added WHERE lot_id IS NOT NULL);
BEGIN
    IF EXISTS (
        SELECT 1 FROM added
        LEFT JOIN inventory_location AS origin ON origin.id = added.origin_id
        LEFT JOIN inventory_location AS destination ON destination.id = added.destination_id
        WHERE origin.company_id IS DISTINCT FROM added.company_id
           OR destination.company_id IS DISTINCT FROM added.company_id
           OR origin.kind = 'view' OR destination.kind = 'view'
    ) THEN
        RAISE EXCEPTION 'A move stays within the locations of its company.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_move_locations';
    END IF;
    IF EXISTS (
        SELECT 1 FROM added
        JOIN catalog_variant AS variant ON variant.id = added.variant_id
        JOIN catalog_product AS product ON product.id = variant.product_id
        WHERE (product.tracking = 'none') <> (added.lot_id IS NULL)
           OR product.tracking = 'serial' AND added.quantity <> 1
    ) THEN
        RAISE EXCEPTION 'A move names the lot of what is tracked, and one piece of what has serial numbers.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_move_tracking';
    END IF;

    -- Updating goes first: a row that would be inserted is checked before it is known to exist already, and a quantity
    -- that leaves would be refused as a level below zero.
    WITH delta AS (
        SELECT side.company_id, side.variant_id, side.location_id, sum(side.quantity) AS quantity
        FROM (
            SELECT company_id, variant_id, destination_id AS location_id, quantity FROM added WHERE lot_id IS NULL
            UNION ALL
            SELECT company_id, variant_id, origin_id, -quantity FROM added WHERE lot_id IS NULL
        ) AS side
        JOIN inventory_location AS location ON location.id = side.location_id
        WHERE location.is_owned
        GROUP BY side.company_id, side.variant_id, side.location_id
        HAVING sum(side.quantity) <> 0
    ), changed AS (
        UPDATE inventory_level AS level SET on_hand = level.on_hand + delta.quantity
        FROM delta
        WHERE level.company_id = delta.company_id AND level.variant_id = delta.variant_id
          AND level.location_id = delta.location_id AND level.lot_id IS NULL
        RETURNING level.company_id, level.variant_id, level.location_id
    )
    INSERT INTO inventory_level (company_id, variant_id, location_id, on_hand, reserved)
    SELECT delta.company_id, delta.variant_id, delta.location_id, delta.quantity, 0
    FROM delta
    WHERE (delta.company_id, delta.variant_id, delta.location_id) NOT IN (SELECT * FROM changed);

    IF has_lots THEN
        WITH delta AS (
            SELECT side.company_id, side.variant_id, side.location_id, side.lot_id, sum(side.quantity) AS quantity
            FROM (
                SELECT company_id, variant_id, destination_id AS location_id, lot_id, quantity
                FROM added WHERE lot_id IS NOT NULL
                UNION ALL
                SELECT company_id, variant_id, origin_id, lot_id, -quantity FROM added WHERE lot_id IS NOT NULL
            ) AS side
            JOIN inventory_location AS location ON location.id = side.location_id
            WHERE location.is_owned
            GROUP BY side.company_id, side.variant_id, side.location_id, side.lot_id
            HAVING sum(side.quantity) <> 0
        ), changed AS (
            UPDATE inventory_level AS level SET on_hand = level.on_hand + delta.quantity
            FROM delta
            WHERE level.company_id = delta.company_id AND level.variant_id = delta.variant_id
              AND level.location_id = delta.location_id AND level.lot_id = delta.lot_id
            RETURNING level.location_id, level.lot_id
        )
        INSERT INTO inventory_level (company_id, variant_id, location_id, lot_id, on_hand, reserved)
        SELECT delta.company_id, delta.variant_id, delta.location_id, delta.lot_id, delta.quantity, 0
        FROM delta
        WHERE (delta.location_id, delta.lot_id) NOT IN (SELECT * FROM changed);
    END IF;

    WITH delta AS (
        SELECT added.company_id, added.variant_id, sum(added.amount) AS amount,
               sum(added.quantity * (destination.is_owned::int - origin.is_owned::int)) AS quantity
        FROM added
        JOIN inventory_location AS origin ON origin.id = added.origin_id
        JOIN inventory_location AS destination ON destination.id = added.destination_id
        GROUP BY added.company_id, added.variant_id
    ), changed AS (
        UPDATE inventory_position AS held
        SET quantity = held.quantity + delta.quantity, amount = held.amount + delta.amount
        FROM delta
        WHERE held.company_id = delta.company_id AND held.variant_id = delta.variant_id
        RETURNING held.company_id, held.variant_id
    )
    INSERT INTO inventory_position (company_id, variant_id, quantity, amount)
    SELECT delta.company_id, delta.variant_id, delta.quantity, delta.amount
    FROM delta
    WHERE (delta.company_id, delta.variant_id) NOT IN (SELECT * FROM changed);

    IF has_lots THEN
        -- Under the positions' locks, which the statement above took: whoever moved the same lot is done.
        IF EXISTS (
            SELECT 1
            FROM inventory_lot AS lot JOIN inventory_level AS level ON level.lot_id = lot.id
            WHERE lot.kind = 'serial' AND lot.id IN (SELECT lot_id FROM added)
            GROUP BY lot.id HAVING sum(level.on_hand) > 1
        ) THEN
            RAISE EXCEPTION 'A serial number is one piece, at one place at a time.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_lot_serial';
        END IF;
        IF EXISTS (
            SELECT 1
            FROM added
            JOIN inventory_lot AS lot ON lot.id = added.lot_id
            JOIN inventory_location AS destination ON destination.id = added.destination_id
            WHERE lot.is_blocked AND destination.kind = 'customer'
        ) THEN
            RAISE EXCEPTION 'Nothing of a blocked lot leaves for customers.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_lot_blocked';
        END IF;
        DELETE FROM inventory_level AS level
        WHERE level.lot_id IN (SELECT lot_id FROM added) AND level.on_hand = 0 AND level.reserved = 0;
    END IF;
    RETURN NULL;
END $$;
"""

CHANGED_ROWS = {"insert": ("added",), "delete": ("removed",), "update": ("added", "removed")}


def follow_reservations(event):
    """What a level says is reserved is the sum of its reservations, whichever way those change."""
    signs = {"added": "", "removed": "-"}
    sides = " UNION ALL ".join(
        f"SELECT company_id, variant_id, location_id, lot_id, {signs[table]}quantity AS quantity FROM {table}"  # noqa: S608
        for table in CHANGED_ROWS[event]
    )
    return migrations.RunSQL(
        f"""
        CREATE OR REPLACE FUNCTION inventory_reservation_{event}_changes_levels() RETURNS trigger
        LANGUAGE plpgsql AS $$
        DECLARE
            missing bigint;
        BEGIN
            WITH delta AS (
                SELECT company_id, variant_id, location_id, lot_id, sum(quantity) AS quantity
                FROM ({sides}) AS side
                GROUP BY company_id, variant_id, location_id, lot_id
                HAVING sum(quantity) <> 0
            ), plain AS (
                UPDATE inventory_level AS level SET reserved = level.reserved + delta.quantity
                FROM delta
                WHERE level.company_id = delta.company_id AND level.variant_id = delta.variant_id
                  AND level.location_id = delta.location_id AND level.lot_id IS NULL AND delta.lot_id IS NULL
                RETURNING level.id
            ), of_lots AS (
                UPDATE inventory_level AS level SET reserved = level.reserved + delta.quantity
                FROM delta
                WHERE level.company_id = delta.company_id AND level.variant_id = delta.variant_id
                  AND level.location_id = delta.location_id AND level.lot_id = delta.lot_id
                RETURNING level.id
            )
            SELECT (SELECT count(*) FROM delta) - (SELECT count(*) FROM plain) - (SELECT count(*) FROM of_lots)
            INTO missing;
            IF missing > 0 THEN
                RAISE EXCEPTION 'Nothing is on hand where something would be reserved.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_level_reserved';
            END IF;
            RETURN NULL;
        END $$;
        """,  # noqa: S608 (made of the words above)
        migrations.RunSQL.noop,
    )


# A product may be shared: goods of companies that are not in the scope count too. The setting is put back before anything
# else can read it; where the change is refused, the transaction takes it back.
TRACKING = """
CREATE FUNCTION inventory_keep_tracking() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    seen text := current_setting('erp.companies', true);
    is_looser boolean := NEW.tracking = 'none' OR (OLD.tracking = 'serial' AND NEW.tracking = 'lot');
    is_refused boolean;
BEGIN
    PERFORM set_config(
        'erp.companies',
        (SELECT coalesce(array_agg(id), '{}')::text FROM generate_series(1, (SELECT last_value FROM erp_company_id_seq)) AS id),
        true
    );
    PERFORM 1 FROM inventory_position AS held JOIN catalog_variant AS variant ON variant.id = held.variant_id
    WHERE variant.product_id = NEW.id ORDER BY held.id FOR UPDATE OF held;
    IF is_looser THEN
        is_refused := EXISTS (
            SELECT 1 FROM catalog_variant AS variant JOIN inventory_move AS move ON move.variant_id = variant.id
            WHERE variant.product_id = NEW.id
        );
    ELSE
        is_refused := EXISTS (
            SELECT 1 FROM catalog_variant AS variant JOIN inventory_level AS level ON level.variant_id = variant.id
            WHERE variant.product_id = NEW.id AND level.on_hand <> 0
        );
    END IF;
    PERFORM set_config('erp.companies', seen, true);
    IF is_refused THEN
        RAISE EXCEPTION 'How an article is tracked can only get stricter, and only while nothing of it is held.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'catalog_product_tracking_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_tracking BEFORE UPDATE OF tracking ON catalog_product
    FOR EACH ROW WHEN (OLD.tracking IS DISTINCT FROM NEW.tracking) EXECUTE FUNCTION inventory_keep_tracking();

-- A level's moves and reservations add up by variant and lot.
CREATE FUNCTION inventory_keep_lot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A lot stays what it is: of that article, of that kind.'
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'inventory_lot_kept';
END $$;
CREATE TRIGGER keep_lot BEFORE UPDATE OF company_id, variant_id, kind ON inventory_lot
    FOR EACH ROW WHEN ((OLD.company_id, OLD.variant_id, OLD.kind) IS DISTINCT FROM (NEW.company_id, NEW.variant_id, NEW.kind))
    EXECUTE FUNCTION inventory_keep_lot();
"""
NO_TRACKING = """
DROP TRIGGER keep_tracking ON catalog_product;
DROP FUNCTION inventory_keep_tracking();
DROP TRIGGER keep_lot ON inventory_lot;
DROP FUNCTION inventory_keep_lot();
"""


def of_the_same_article(table):
    """The lot of a row is one of its variant, in its company."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {table}_lot FOREIGN KEY (lot_id, variant_id, company_id)
            REFERENCES inventory_lot (id, variant_id, company_id) DEFERRABLE INITIALLY DEFERRED
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_lot",
    )


class Migration(migrations.Migration):
    dependencies = [("inventory", "0002_guards"), ("catalog", "0001_initial")]
    replaces = [("inventory", "0004_lot_guards")]

    operations = [
        EnableCompanyPolicy("inventory_lot"),
        *(
            of_the_same_article(table)
            for table in ("inventory_move", "inventory_level", "inventory_reservation")
        ),
        migrations.RunSQL(MOVES, migrations.RunSQL.noop),
        *(follow_reservations(event) for event in CHANGED_ROWS),
        migrations.RunSQL(TRACKING, NO_TRACKING),
    ]
