"""SQL of accounting's promises, run by its migrations: what must never be false whoever writes."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL


def Refuse(  # noqa: N802
    table: str, name: str, when: str, condition: str, message: str
) -> RunSQL:
    """Refuse row changes `when` ("UPDATE OF a, b", "DELETE", "INSERT") `condition` holds, with `message`."""
    trigger = f"{table}_{name}"
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER "{trigger}" BEFORE {when} ON "{table}" FOR EACH ROW WHEN ({condition})
            EXECUTE FUNCTION accounting_refuse('{message}');
        """,
        f'DROP TRIGGER "{trigger}" ON "{table}"',
    )


REFUSE = """
CREATE FUNCTION accounting_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
END $$;
"""

# Two periods (two years) of a company never share a day. Ranges have GiST operators of their own, so no extension is
# needed to compare the company as well.
NO_OVERLAP = """
ALTER TABLE accounting_fiscalyear ADD CONSTRAINT accounting_fiscal_year_no_overlap EXCLUDE USING gist (
    int8range(company_id, company_id, '[]') WITH &&, daterange(start_date, end_date, '[]') WITH &&);
ALTER TABLE accounting_period ADD CONSTRAINT accounting_period_no_overlap EXCLUDE USING gist (
    int8range(company_id, company_id, '[]') WITH &&, daterange(start_date, end_date, '[]') WITH &&);
"""
OVERLAP = """
ALTER TABLE accounting_fiscalyear DROP CONSTRAINT accounting_fiscal_year_no_overlap;
ALTER TABLE accounting_period DROP CONSTRAINT accounting_period_no_overlap;
"""

# An item is posted exactly when its entry is: checked when the transaction commits, so that entry and items may be
# written in any order.
ITEM_OF_ENTRY = """
ALTER TABLE accounting_item ADD CONSTRAINT accounting_item_follows_entry
    FOREIGN KEY (entry_id, company_id, is_posted) REFERENCES accounting_entry (id, company_id, is_posted)
    DEFERRABLE INITIALLY DEFERRED;
"""

# Statements in PL/pgSQL keep their first plan for the session, made perhaps when the tables were empty; EXECUTE plans anew.
CHECK_POSTING = """
CREATE FUNCTION accounting_check_posting() RETURNS trigger LANGUAGE plpgsql AS $$
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

CHECK_NEW_ITEMS = """
CREATE FUNCTION accounting_check_new_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- An array instead of a join: a plan kept from when the table was small would read all entries for every item.
    IF EXISTS (SELECT 1 FROM accounting_entry
               WHERE id = ANY (ARRAY(SELECT DISTINCT entry_id FROM new_rows)) AND status = 'posted') THEN
        RAISE EXCEPTION 'A posted entry takes no more items.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'accounting_entry_complete';
    END IF;
    RETURN NULL;
END $$;
"""

# Items of one letter sum to zero on each account.
CHECK_LETTERS = """
CREATE FUNCTION accounting_check_letters() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    breach record;
BEGIN
    SELECT item.reconciliation_id, sum(item.debit - item.credit) AS rest INTO breach
    FROM accounting_item AS item
    -- An array, as in accounting_check_new_items.
    WHERE item.reconciliation_id = ANY (ARRAY(
        SELECT letter FROM old_rows AS before JOIN new_rows AS after USING (id),
            LATERAL (VALUES (before.reconciliation_id), (after.reconciliation_id)) AS touched(letter)
        WHERE before.reconciliation_id IS DISTINCT FROM after.reconciliation_id AND letter IS NOT NULL))
    GROUP BY item.reconciliation_id, item.account_id
    HAVING sum(item.debit - item.credit) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'Reconciliation % does not sum to zero: % is left.', breach.reconciliation_id, breach.rest
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accounting_reconciliation_zero';
    END IF;
    RETURN NULL;
END $$;
"""

# What is open of an item follows from its matches; nothing else writes it.
APPLY_MATCHES = """
CREATE FUNCTION accounting_settle_items(item_ids bigint[], deltas numeric[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM accounting_item WHERE id = ANY (item_ids) AND residual IS NULL) THEN
        RAISE EXCEPTION 'Only posted items of accounts that are reconciled can be matched.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'accounting_match_reconcilable';
    END IF;
    UPDATE accounting_item AS item SET residual = item.residual + change.delta
    FROM (SELECT id, sum(delta) AS delta FROM unnest(item_ids, deltas) AS touched(id, delta) GROUP BY id) AS change
    WHERE item.id = change.id AND item.id = ANY (item_ids);
END $$;

CREATE FUNCTION accounting_apply_matches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM accounting_settle_items(
        array_agg(debit_item_id) || array_agg(credit_item_id), array_agg(-amount) || array_agg(amount))
    FROM new_rows WHERE NOT is_undone HAVING count(*) > 0;
    RETURN NULL;
END $$;

CREATE FUNCTION accounting_undo_matches() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM accounting_settle_items(
        array_agg(new_rows.debit_item_id) || array_agg(new_rows.credit_item_id),
        array_agg(new_rows.amount) || array_agg(-new_rows.amount))
    FROM new_rows JOIN old_rows USING (id) WHERE new_rows.is_undone AND NOT old_rows.is_undone HAVING count(*) > 0;
    RETURN NULL;
END $$;
"""

MARK_BANK_LINES = """
CREATE FUNCTION accounting_mark_bank_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounting_bankline SET is_matched = NEW.undone_at IS NULL WHERE id = NEW.bank_line_id;
    RETURN NULL;
END $$;
CREATE TRIGGER accounting_reconciliation_marks AFTER INSERT OR UPDATE OF undone_at ON accounting_reconciliation
    FOR EACH ROW WHEN (NEW.bank_line_id IS NOT NULL) EXECUTE FUNCTION accounting_mark_bank_line();
"""

CHECK_INVOICES = """
CREATE FUNCTION accounting_check_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION accounting_check_invoice_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM accounting_invoice
               WHERE id = ANY (ARRAY(SELECT DISTINCT invoice_id FROM new_rows)) AND status <> 'draft') THEN
        RAISE EXCEPTION 'A posted invoice takes no more lines.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'accounting_invoice_complete';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION accounting_keep_invoice_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM accounting_invoice WHERE id = OLD.invoice_id AND status <> 'draft') THEN
        RAISE EXCEPTION 'Lines of a posted invoice never change.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'accounting_invoice_immutable';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER accounting_invoiceline_kept BEFORE UPDATE OR DELETE ON accounting_invoiceline
    FOR EACH ROW EXECUTE FUNCTION accounting_keep_invoice_parts();
CREATE TRIGGER accounting_invoicetax_kept BEFORE UPDATE OR DELETE ON accounting_invoicetax
    FOR EACH ROW EXECUTE FUNCTION accounting_keep_invoice_parts();
"""

KEEP_SETTINGS = """
CREATE FUNCTION accounting_keep_used() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (TG_TABLE_NAME = 'accounting_account' AND EXISTS (SELECT 1 FROM accounting_item WHERE account_id = OLD.id))
       OR (TG_TABLE_NAME = 'accounting_period' AND EXISTS (SELECT 1 FROM accounting_entry WHERE period_id = OLD.id))
    THEN
        RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounting_account_used BEFORE UPDATE OF is_reconcilable, company_id ON accounting_account
    FOR EACH ROW WHEN (OLD.is_reconcilable <> NEW.is_reconcilable OR OLD.company_id <> NEW.company_id)
    EXECUTE FUNCTION accounting_keep_used('The account has items: whether it is reconciled can no longer change.');
CREATE TRIGGER accounting_period_used BEFORE UPDATE OF start_date, end_date, fiscal_year_id, company_id
    ON accounting_period FOR EACH ROW WHEN (OLD.start_date <> NEW.start_date OR OLD.end_date <> NEW.end_date
        OR OLD.fiscal_year_id <> NEW.fiscal_year_id OR OLD.company_id <> NEW.company_id)
    EXECUTE FUNCTION accounting_keep_used('The period has entries: its dates can no longer change.');
"""

FUNCTIONS = {
    REFUSE: "DROP FUNCTION accounting_refuse()",
    CHECK_POSTING: "DROP FUNCTION accounting_check_posting()",
    CHECK_NEW_ITEMS: "DROP FUNCTION accounting_check_new_items()",
    CHECK_LETTERS: "DROP FUNCTION accounting_check_letters()",
    APPLY_MATCHES: "DROP FUNCTION accounting_apply_matches(); DROP FUNCTION accounting_undo_matches(); "
    "DROP FUNCTION accounting_settle_items(bigint[], numeric[])",
    MARK_BANK_LINES: "DROP FUNCTION accounting_mark_bank_line() CASCADE",
    CHECK_INVOICES: "DROP FUNCTION accounting_check_invoices(); DROP FUNCTION accounting_check_invoice_parts(); "
    "DROP FUNCTION accounting_keep_invoice_parts() CASCADE",
    KEEP_SETTINGS: "DROP FUNCTION accounting_keep_used() CASCADE",
    NO_OVERLAP: OVERLAP,
    ITEM_OF_ENTRY: "ALTER TABLE accounting_item DROP CONSTRAINT accounting_item_follows_entry",
}
