"""The inventory's promises, kept by the database: levels, positions and reserved quantities follow what is written."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import AppendOnly, EnableCompanyPolicy

LEVELS = """
CREATE SEQUENCE inventory_location_tree;

-- Moves are the only thing that changes what is on hand. Updating goes first: a row that would be inserted is checked
-- before it is known to exist already, and a quantity that leaves would be refused as a level below zero.
CREATE FUNCTION inventory_moves_change_levels() RETURNS trigger LANGUAGE plpgsql AS $$
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

    WITH delta AS (
        SELECT side.company_id, side.variant_id, side.location_id, sum(side.quantity) AS quantity
        FROM (
            SELECT company_id, variant_id, destination_id AS location_id, quantity FROM added
            UNION ALL
            SELECT company_id, variant_id, origin_id, -quantity FROM added
        ) AS side
        JOIN inventory_location AS location ON location.id = side.location_id
        WHERE location.kind IN ('stock', 'transit')
        GROUP BY side.company_id, side.variant_id, side.location_id
        HAVING sum(side.quantity) <> 0
    ), changed AS (
        UPDATE inventory_level AS level SET on_hand = level.on_hand + delta.quantity
        FROM delta
        WHERE level.company_id = delta.company_id AND level.variant_id = delta.variant_id
          AND level.location_id = delta.location_id
        RETURNING level.company_id, level.variant_id, level.location_id
    )
    INSERT INTO inventory_level (company_id, variant_id, location_id, on_hand, reserved)
    SELECT delta.company_id, delta.variant_id, delta.location_id, delta.quantity, 0
    FROM delta
    WHERE (delta.company_id, delta.variant_id, delta.location_id) NOT IN (SELECT * FROM changed);

    WITH delta AS (
        SELECT added.company_id, added.variant_id, sum(added.amount) AS amount,
               sum(added.quantity * ((destination.kind IN ('stock', 'transit'))::int
                                     - (origin.kind IN ('stock', 'transit'))::int)) AS quantity
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
    RETURN NULL;
END $$;
CREATE TRIGGER change_levels AFTER INSERT ON inventory_move REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION inventory_moves_change_levels();
"""

NO_LEVELS = """
DROP TRIGGER change_levels ON inventory_move;
DROP FUNCTION inventory_moves_change_levels();
DROP SEQUENCE inventory_location_tree;
"""

# What a level says is reserved is the sum of its reservations, whichever way those change.
CHANGED_ROWS = {
    "insert": "NEW TABLE AS added",
    "delete": "OLD TABLE AS removed",
    "update": "OLD TABLE AS removed NEW TABLE AS added",
}


def follow_reservations(event):
    tables = CHANGED_ROWS[event]
    sides = []
    if "added" in tables:
        sides.append("SELECT company_id, variant_id, location_id, quantity FROM added")
    if "removed" in tables:
        sides.append("SELECT company_id, variant_id, location_id, -quantity AS quantity FROM removed")
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION inventory_reservation_{event}_changes_levels() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            missing bigint;
        BEGIN
            WITH delta AS (
                SELECT company_id, variant_id, location_id, sum(quantity) AS quantity
                FROM ({" UNION ALL ".join(sides)}) AS side
                GROUP BY company_id, variant_id, location_id
                HAVING sum(quantity) <> 0
            ), changed AS (
                UPDATE inventory_level AS level SET reserved = level.reserved + delta.quantity
                FROM delta
                WHERE level.company_id = delta.company_id AND level.variant_id = delta.variant_id
                  AND level.location_id = delta.location_id
                RETURNING level.id
            )
            SELECT (SELECT count(*) FROM delta) - (SELECT count(*) FROM changed) INTO missing;
            IF missing > 0 THEN
                RAISE EXCEPTION 'Nothing is on hand where something would be reserved.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_level_reserved';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER {event}_changes_levels AFTER {event.upper()} ON inventory_reservation REFERENCING {tables}
            FOR EACH STATEMENT EXECUTE FUNCTION inventory_reservation_{event}_changes_levels();
        """,  # noqa: S608 (made of the words above)
        f"""
        DROP TRIGGER {event}_changes_levels ON inventory_reservation;
        DROP FUNCTION inventory_reservation_{event}_changes_levels();
        """,
    )


# A statement that is not a trigger's own has depth 0.
NOBODY_ELSE = """
CREATE FUNCTION inventory_refuse_direct_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % change with moves and reservations only.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_follows_moves';
END $$;
CREATE TRIGGER follows_moves BEFORE INSERT OR UPDATE OR DELETE ON inventory_level
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION inventory_refuse_direct_change();
-- A position of nothing may be made ahead of the first move, to have a row to lock.
CREATE TRIGGER follows_moves BEFORE UPDATE OR DELETE ON inventory_position
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION inventory_refuse_direct_change();
"""
ANYBODY = """
DROP TRIGGER follows_moves ON inventory_level;
DROP TRIGGER follows_moves ON inventory_position;
DROP FUNCTION inventory_refuse_direct_change();
"""

# Columns of one company's rows that lead to other rows of that company.
SAME_COMPANY = (
    ("warehouse", "site", "erp_site"),
    ("warehouse", "stock_location", "inventory_location"),
    ("warehouse", "input_location", "inventory_location"),
    ("warehouse", "output_location", "inventory_location"),
    ("location", "warehouse", "inventory_warehouse"),
    ("location", "parent", "inventory_location"),
    ("move", "origin", "inventory_location"),
    ("move", "destination", "inventory_location"),
    ("move", "entry", "accounting_entry"),
    ("level", "location", "inventory_location"),
    ("reservation", "location", "inventory_location"),
    ("layer", "move", "inventory_move"),
    ("consumption", "move", "inventory_move"),
    ("consumption", "layer", "inventory_layer"),
    ("consumption", "restores", "inventory_consumption"),
)

TABLES = ("warehouse", "location", "move", "level", "reservation", "position", "layer", "consumption")


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial"), ("erp", "0002_guards"), ("accounting", "0002_guards")]

    operations = [
        *(EnableCompanyPolicy(f"inventory_{table}") for table in TABLES),
        *(
            SameCompany(f"inventory_{table}", f"{column}_id", target)
            for table, column, target in SAME_COMPANY
        ),
        AppendOnly("inventory_move"),
        AppendOnly("inventory_consumption"),
        migrations.RunSQL(LEVELS, NO_LEVELS),
        *(follow_reservations(event) for event in CHANGED_ROWS),
        migrations.RunSQL(NOBODY_ELSE, ANYBODY),
    ]
