"""Checks on posting are planned each time: a plan made while the tables were empty reads all items for every entry."""

from django.db import migrations

from accounting.guards import CHECK_INVOICES, CHECK_POSTING

# Statements in PL/pgSQL keep their first plan for the session; EXECUTE plans anew, for the tables as they are now.
PLANNED_POSTING = """
CREATE OR REPLACE FUNCTION accounting_check_posting() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows WHERE status = 'posted') THEN
        RETURN NULL;
    END IF;
    -- Nobody closes these periods before this transaction has ended.
    PERFORM 1 FROM accounting_period WHERE id IN (SELECT DISTINCT period_id FROM new_rows WHERE status = 'posted')
        ORDER BY id FOR SHARE;
    SELECT entry.number, entry.date INTO breach
    FROM new_rows AS entry LEFT JOIN accounting_period AS period
        ON period.id = entry.period_id AND period.company_id = entry.company_id AND period.status = 'open'
        AND entry.date BETWEEN period.start_date AND period.end_date
    WHERE entry.status = 'posted' AND period.id IS NULL LIMIT 1;
    IF breach.date IS NOT NULL THEN
        RAISE EXCEPTION 'Entry % of % is not dated in an open period.', breach.number, breach.date
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accounting_entry_open_period';
    END IF;
    -- Summed once: as a plain subquery it may be summed again for every entry, which took seconds for 500.
    EXECUTE $check$
        WITH sums AS MATERIALIZED (
            SELECT item.entry_id, sum(item.debit) AS debit, sum(item.credit) AS credit, count(*) AS items,
                   bool_and(item.is_posted AND item.date = posted.date) AS follows,
                   bool_and(item.residual IS NOT DISTINCT FROM
                            CASE WHEN account.is_reconcilable THEN item.debit - item.credit END) AS is_open
            FROM new_rows AS posted
            JOIN accounting_item AS item ON item.entry_id = posted.id
            JOIN accounting_account AS account ON account.id = item.account_id
            WHERE posted.status = 'posted'
            GROUP BY item.entry_id
        )
        SELECT entry.id, entry.number, sums.debit, sums.credit, sums.items
        FROM new_rows AS entry LEFT JOIN sums ON sums.entry_id = entry.id
        WHERE entry.status = 'posted' AND (sums.items IS NULL OR sums.items < 2 OR sums.debit <> sums.credit
            OR sums.debit <> entry.amount OR NOT sums.follows OR NOT sums.is_open)
        LIMIT 1
    $check$ INTO breach;
    IF breach.id IS NOT NULL THEN
        RAISE EXCEPTION 'Entry % does not balance: % items, debit %, credit %.',
            breach.number, coalesce(breach.items, 0), coalesce(breach.debit, 0), coalesce(breach.credit, 0)
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accounting_entry_balanced';
    END IF;
    RETURN NULL;
END $$;
"""

PLANNED_INVOICES = """
CREATE OR REPLACE FUNCTION accounting_check_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM new_rows AS invoice JOIN old_rows AS before USING (id)
                   WHERE invoice.status = 'posted' AND before.status <> 'posted') THEN
        RETURN NULL;
    END IF;
    EXECUTE $check$
        SELECT invoice.id, invoice.number
        FROM new_rows AS invoice JOIN old_rows AS before USING (id)
        LEFT JOIN LATERAL (SELECT sum(net) AS net, sum(tax_amount) AS tax FROM accounting_invoiceline
                           WHERE invoice_id = invoice.id) AS lines ON true
        LEFT JOIN LATERAL (SELECT coalesce(sum(amount), 0) AS tax FROM accounting_invoicetax
                           WHERE invoice_id = invoice.id) AS taxes ON true
        WHERE invoice.status = 'posted' AND before.status <> 'posted'
          AND (lines.net IS DISTINCT FROM invoice.net OR lines.tax <> invoice.tax OR taxes.tax <> invoice.tax)
        LIMIT 1
    $check$ INTO breach;
    IF breach.id IS NOT NULL THEN
        RAISE EXCEPTION 'The totals of invoice % are not those of its lines.', breach.number
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accounting_invoice_totals';
    END IF;
    RETURN NULL;
END $$;
"""


def as_it_was(function: str, name: str) -> str:
    """The one function `name` of `function`'s statements, put back."""
    start = function.index(f"CREATE FUNCTION {name}()")
    return function[start : function.index("END $$;", start) + len("END $$;")].replace(
        "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
    )


class Migration(migrations.Migration):
    dependencies = [("accounting", "0002_guards")]

    operations = [
        migrations.RunSQL(PLANNED_POSTING, as_it_was(CHECK_POSTING, "accounting_check_posting")),
        migrations.RunSQL(PLANNED_INVOICES, as_it_was(CHECK_INVOICES, "accounting_check_invoices")),
    ]
