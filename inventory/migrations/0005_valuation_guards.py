"""What valuation promises, kept by the database."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import AppendOnly, EnableCompanyPolicy

TABLES = (
    "valueadjustment",
    "stocksettings",
    "valuationrule",
    "landedcost",
    "landedcostcharge",
    "landedcostreceipt",
    "revaluation",
    "revaluationline",
    "depreciation",
    "depreciationline",
)

SAME_COMPANY = (
    ("move", "arrives_from", "inventory_move"),
    ("move", "reverses", "inventory_move"),
    ("valueadjustment", "layer", "inventory_layer"),
    ("valueadjustment", "move", "inventory_move"),
    ("valueadjustment", "entry", "accounting_entry"),
    ("landedcostcharge", "landed_cost", "inventory_landedcost"),
    ("landedcostreceipt", "landed_cost", "inventory_landedcost"),
    ("landedcostreceipt", "move", "inventory_move"),
    ("revaluationline", "revaluation", "inventory_revaluation"),
    ("depreciation", "entry", "accounting_entry"),
    ("depreciationline", "depreciation", "inventory_depreciation"),
)

# A position's value follows its adjustments as it follows its moves.
POSITIONS = """
CREATE FUNCTION inventory_adjustments_change_positions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    missing bigint;
BEGIN
    WITH delta AS (
        SELECT company_id, variant_id, sum(amount) AS amount FROM added GROUP BY company_id, variant_id
    ), changed AS (
        UPDATE inventory_position AS held SET amount = held.amount + delta.amount
        FROM delta
        WHERE held.company_id = delta.company_id AND held.variant_id = delta.variant_id
        RETURNING held.id
    )
    SELECT (SELECT count(*) FROM delta) - (SELECT count(*) FROM changed) INTO missing;
    IF missing > 0 THEN
        RAISE EXCEPTION 'A value is adjusted of what a company has held.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_adjustment_position';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER change_positions AFTER INSERT ON inventory_valueadjustment REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION inventory_adjustments_change_positions();

-- The method and the standard cost are chosen; quantity and value follow.
DROP TRIGGER follows_moves ON inventory_position;
CREATE TRIGGER follows_moves BEFORE UPDATE OF quantity, amount, company_id, variant_id ON inventory_position
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION inventory_refuse_direct_change();
CREATE TRIGGER follows_moves_delete BEFORE DELETE ON inventory_position
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION inventory_refuse_direct_change();

-- Nothing is worth nothing, at the end of the transaction: the move and what it leaves over are two statements. What
-- WHEN says is looked at at once, so only a position that needs it is looked at again.
CREATE FUNCTION inventory_nothing_is_worth_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM inventory_position WHERE id = NEW.id AND quantity = 0 AND amount <> 0) THEN
        RAISE EXCEPTION 'Position % holds nothing and is worth something.', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'inventory_position_nothing_is_worth_nothing';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER nothing_is_worth_nothing AFTER INSERT OR UPDATE ON inventory_position
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.quantity = 0 AND NEW.amount <> 0)
    EXECUTE FUNCTION inventory_nothing_is_worth_nothing();
"""
NO_POSITIONS = """
DROP TRIGGER nothing_is_worth_nothing ON inventory_position;
DROP FUNCTION inventory_nothing_is_worth_nothing();
DROP TRIGGER follows_moves_delete ON inventory_position;
DROP TRIGGER follows_moves ON inventory_position;
CREATE TRIGGER follows_moves BEFORE UPDATE OR DELETE ON inventory_position
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION inventory_refuse_direct_change();
DROP TRIGGER change_positions ON inventory_valueadjustment;
DROP FUNCTION inventory_adjustments_change_positions();
"""

# A level knows whether its warehouse may go below zero, so that a check of the row can say so.
NEGATIVE = """
CREATE FUNCTION inventory_level_asks_warehouse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.allows_negative := EXISTS (
        SELECT 1 FROM inventory_location AS location
        JOIN inventory_warehouse AS warehouse ON warehouse.id = location.warehouse_id
        WHERE location.id = NEW.location_id AND warehouse.allows_negative
    );
    RETURN NEW;
END $$;
CREATE TRIGGER ask_warehouse BEFORE INSERT ON inventory_level
    FOR EACH ROW EXECUTE FUNCTION inventory_level_asks_warehouse();
CREATE FUNCTION inventory_warehouse_tells_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE inventory_level AS level SET allows_negative = NEW.allows_negative
    FROM inventory_location AS location
    WHERE location.id = level.location_id AND location.warehouse_id = NEW.id
      AND level.allows_negative <> NEW.allows_negative;
    RETURN NULL;
END $$;
CREATE TRIGGER tell_levels AFTER UPDATE OF allows_negative ON inventory_warehouse
    FOR EACH ROW WHEN (OLD.allows_negative <> NEW.allows_negative)
    EXECUTE FUNCTION inventory_warehouse_tells_levels();
"""
NO_NEGATIVE = """
DROP TRIGGER tell_levels ON inventory_warehouse;
DROP FUNCTION inventory_warehouse_tells_levels();
DROP TRIGGER ask_warehouse ON inventory_level;
DROP FUNCTION inventory_level_asks_warehouse();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_strategy_guards"), ("accounting", "0001_initial")]
    replaces = [("inventory", "0008_valuation_guards")]

    operations = [
        *(EnableCompanyPolicy(f"inventory_{table}") for table in TABLES),
        *(
            SameCompany(f"inventory_{table}", f"{column}_id", target)
            for table, column, target in SAME_COMPANY
        ),
        AppendOnly("inventory_valueadjustment"),
        migrations.RunSQL(POSITIONS, NO_POSITIONS),
        migrations.RunSQL(NEGATIVE, NO_NEGATIVE),
    ]
