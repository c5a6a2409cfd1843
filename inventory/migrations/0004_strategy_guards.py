"""Rules of put-away and removal stay within their company; since when something lies at a location."""

from django.db import migrations

from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy

FILLED = """
CREATE FUNCTION inventory_note_filled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.filled_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER note_filled BEFORE UPDATE OF on_hand ON inventory_level
    FOR EACH ROW WHEN (OLD.on_hand <= 0 AND NEW.on_hand > 0) EXECUTE FUNCTION inventory_note_filled();
"""
NOT_FILLED = """
DROP TRIGGER note_filled ON inventory_level;
DROP FUNCTION inventory_note_filled();
"""


class Migration(migrations.Migration):
    dependencies = [("inventory", "0003_lot_guards")]
    replaces = [("inventory", "0006_strategy_guards")]

    operations = [
        EnableCompanyPolicy("inventory_putawayrule"),
        EnableCompanyPolicy("inventory_removalrule"),
        SameCompany("inventory_putawayrule", "warehouse_id", "inventory_warehouse"),
        SameCompany("inventory_putawayrule", "location_id", "inventory_location"),
        SameCompany("inventory_removalrule", "warehouse_id", "inventory_warehouse"),
        migrations.RunSQL(FILLED, NOT_FILLED),
    ]
