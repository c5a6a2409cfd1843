"""What lock dates promise, and what stands between two years."""

from django.db import migrations

from accounting.guards import CHECK_POSTING, Refuse
from erp.guards import Watch
from erp.rls import EnableCompanyPolicy

# Who posts in a day that is locked for most says so for its companies (`accounting.services.locks`), having asked for the right;
# for a day that is locked for good there is nothing to say.
CHECK_LOCKS = """
CREATE FUNCTION accounting_check_locks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    breach record;
    allowed bigint[] := nullif(current_setting('erp.posts_in_locked', true), '')::bigint[];
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows WHERE status = 'posted') THEN
        RETURN NULL;
    END IF;
    -- Nobody moves these dates before this transaction has ended.
    PERFORM 1 FROM accounting_lockdates WHERE company_id IN (SELECT company_id FROM new_rows WHERE status = 'posted')
        ORDER BY id FOR SHARE;
    SELECT entry.number, entry.date, entry.date <= locks.hard_date AS is_final INTO breach
    FROM new_rows AS entry JOIN accounting_lockdates AS locks ON locks.company_id = entry.company_id
    WHERE entry.status = 'posted' AND (entry.date <= locks.hard_date
        OR (entry.date <= locks.soft_date AND entry.company_id <> ALL (coalesce(allowed, '{}'))))
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Entry % of % is dated in days that are locked%.', breach.number, breach.date,
            CASE WHEN breach.is_final THEN ' for good' ELSE '' END
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accounting_entry_locked_day';
    END IF;
    SELECT entry.number INTO breach
    FROM new_rows AS entry JOIN accounting_period AS period ON period.id = entry.period_id
    WHERE entry.status = 'posted'
      AND (period.kind <> 'month') <> (entry.source_kind = 'accounting.fiscalyear') LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Entry % is not where the closing of a year is booked.', breach.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accounting_entry_between_years';
    END IF;
    RETURN NULL;
END $$;
"""

# What closes a year and opens the next leaves nothing open: what is open of an item stays with the item it was born with.
SAME_POSTING = CHECK_POSTING.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
POSTING = SAME_POSTING.replace(
    "CASE WHEN account.is_reconcilable THEN",
    "CASE WHEN account.is_reconcilable AND period.kind = 'month' THEN",
).replace(
    "JOIN accounting_account AS account ON account.id = item.account_id\n",
    "JOIN accounting_account AS account ON account.id = item.account_id\n"
    "        JOIN accounting_period AS period ON period.id = posted.period_id\n",
)

NO_OVERLAP = """
ALTER TABLE accounting_period DROP CONSTRAINT accounting_period_no_overlap;
ALTER TABLE accounting_period ADD CONSTRAINT accounting_period_no_overlap EXCLUDE USING gist (
    int8range(company_id, company_id, '[]') WITH &&, daterange(start_date, end_date, '[]') WITH &&){};
"""


class Migration(migrations.Migration):
    dependencies = [("accounting", "0011_chain_guards")]

    operations = [
        EnableCompanyPolicy("accounting_lockdates"),
        migrations.RunSQL(CHECK_LOCKS, "DROP FUNCTION accounting_check_locks()"),
        Watch("accounting_entry", "locked", "UPDATE", "accounting_check_locks"),
        Refuse(
            "accounting_lockdates",
            "only_forward",
            "UPDATE",
            "OLD.company_id <> NEW.company_id"
            " OR OLD.hard_date IS NOT NULL AND (NEW.hard_date IS NULL OR NEW.hard_date < OLD.hard_date)",
            "The date until which books are locked for good never moves back.",
        ),
        Refuse(
            "accounting_lockdates",
            "not_deleted",
            "DELETE",
            "OLD.hard_date IS NOT NULL",
            "The date until which books are locked for good never moves back.",
        ),
        migrations.RunSQL(POSTING, SAME_POSTING),
        migrations.RunSQL(NO_OVERLAP.format(" WHERE (kind = 'month')"), NO_OVERLAP.format("")),
        Refuse(
            "accounting_period",
            "kind_kept",
            "UPDATE OF kind",
            "OLD.kind <> NEW.kind",
            "A period stays the kind it was made as.",
        ),
    ]
