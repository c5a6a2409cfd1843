"""Dunning is a company's own; a reminder that was sent stays as it was sent."""

from django.db import migrations

from accounting.guards import Refuse
from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy

KEEP_LINES = """
CREATE FUNCTION accounting_keep_reminder_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM accounting_reminder WHERE id = OLD.reminder_id AND status <> 'draft') THEN
        RAISE EXCEPTION 'Lines of a reminder that was sent never change.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'accounting_reminder_immutable';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER accounting_reminderline_kept BEFORE UPDATE OR DELETE ON accounting_reminderline
    FOR EACH ROW EXECUTE FUNCTION accounting_keep_reminder_lines();
"""

SAME_COMPANY = (
    ("dunningblock", "invoice_id", "invoice"),
    ("reminder", "level_id", "dunninglevel"),
    ("reminderline", "reminder_id", "reminder"),
    ("reminderline", "invoice_id", "invoice"),
    ("reminderline", "level_id", "dunninglevel"),
)


class Migration(migrations.Migration):
    dependencies = [("accounting", "0006_dunning")]

    operations = [
        *(
            EnableCompanyPolicy(f"accounting_{table}")
            for table in ("dunninglevel", "dunningblock", "reminder", "reminderline")
        ),
        *(
            SameCompany(f"accounting_{table}", column, f"accounting_{target}")
            for table, column, target in SAME_COMPANY
        ),
        Refuse("accounting_reminder", "kept", "UPDATE", "OLD.status <> 'draft'", "A sent reminder stays."),
        Refuse(
            "accounting_reminder", "not_deleted", "DELETE", "OLD.status <> 'draft'", "A sent reminder stays."
        ),
        migrations.RunSQL(KEEP_LINES, "DROP FUNCTION accounting_keep_reminder_lines() CASCADE"),
    ]
