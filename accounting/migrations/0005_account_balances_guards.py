"""What the sums of closed periods promise: they stand as long as the period is closed, and no longer."""

from django.db import migrations

from accounting.guards import Refuse
from erp.guards import SameCompany
from erp.rls import EnableCompanyPolicy

CHECK_SEALED = """
CREATE FUNCTION accounting_check_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_OP = 'INSERT') <> EXISTS (SELECT 1 FROM accounting_period WHERE status = 'closed'
            AND id = CASE WHEN TG_OP = 'INSERT' THEN NEW.period_id ELSE OLD.period_id END) THEN
        RAISE EXCEPTION 'The sums of a period stand exactly while it is closed.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'accounting_account_balance_sealed';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER accounting_accountbalance_sealed BEFORE INSERT OR DELETE ON accounting_accountbalance
    FOR EACH ROW EXECUTE FUNCTION accounting_check_sealed();
"""


class Migration(migrations.Migration):
    dependencies = [("accounting", "0004_category_account_guards")]
    replaces = [("accounting", "0010_account_balances_guards")]

    operations = [
        EnableCompanyPolicy("accounting_accountbalance"),
        SameCompany("accounting_accountbalance", "period_id", "accounting_period"),
        SameCompany("accounting_accountbalance", "account_id", "accounting_account"),
        Refuse(
            "accounting_accountbalance", "kept", "UPDATE", "true", "The sums of a closed period never change."
        ),
        migrations.RunSQL(CHECK_SEALED, "DROP FUNCTION accounting_check_sealed() CASCADE"),
    ]
