"""What the chain promises: links are appended one transaction after the other, and never change."""

from django.db import migrations

from accounting.guards import Refuse
from erp.guards import RefuseTruncate, SameCompany, Watch
from erp.rls import EnableCompanyPolicy

# Writes the canonical JSON of `accounting.chain`, with the same escapes. Called after what checks that an entry may be posted.
LINK_POSTED = """
CREATE FUNCTION accounting_link_posted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Planned anew: a plan from when the tables were empty would read all of them.
    EXECUTE $link$
        INSERT INTO accounting_chainlink (company_id, entry_id, created_at, digest)
        SELECT entry.company_id, entry.id, now(), encode(sha256(convert_to(
            '{"date":"' || to_char(entry.date, 'YYYY-MM-DD') || '","items":[' || items.written
            || '],"journal":' || to_json(journal.code)::text || ',"number":' || to_json(entry.number)::text
            || ',"reference":' || to_json(entry.reference)::text || ',"version":1}', 'UTF8')), 'hex')
        FROM new_rows AS entry
        JOIN old_rows AS before ON before.id = entry.id AND before.status <> 'posted'
        JOIN accounting_journal AS journal ON journal.id = entry.journal_id
        CROSS JOIN LATERAL (
            SELECT string_agg(
                '{"account":' || to_json(account.code)::text || ',"amount_currency":"' || item.amount_currency
                || '","credit":"' || item.credit || '","currency":' || to_json(item.currency_id)::text
                || ',"debit":"' || item.debit || '","partner":' || to_json(coalesce(partner.number, ''))::text || '}',
                ',' ORDER BY item.id) AS written
            FROM accounting_item AS item
            JOIN accounting_account AS account ON account.id = item.account_id
            LEFT JOIN erp_partner AS partner ON partner.id = item.partner_id
            WHERE item.entry_id = entry.id
        ) AS items
        WHERE entry.status = 'posted' ORDER BY entry.id
    $link$;
    -- Whose chains this transaction appends to.
    PERFORM set_config('erp.chained', (
        SELECT array_agg(company_id)::text FROM (
            SELECT company_id FROM new_rows WHERE status = 'posted'
            UNION SELECT unnest(nullif(current_setting('erp.chained', true), '')::bigint[])
        ) AS touched), true) WHERE EXISTS (SELECT 1 FROM new_rows WHERE status = 'posted');
    RETURN NULL;
END $$;
"""

# Runs when the transaction commits, for its first link; the others find their place taken. All rows that the transaction
# wants are locked by then, and the ends of its companies' chains are locked in one order by all: so no two transactions can
# wait for each other here.
APPEND_LINKS = """
CREATE FUNCTION accounting_append_links() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    scope text := current_setting('erp.companies', true);
    chained bigint[] := current_setting('erp.chained');
    head accounting_chainhead%ROWTYPE;
    link record;
BEGIN
    -- The scope may be closed, or another one be open, when the transaction ends.
    PERFORM set_config('erp.companies', chained::text, true);
    -- Asked of this link alone: what is left of its neighbours' places in the index would be read again by each of them.
    IF (SELECT position IS NULL FROM accounting_chainlink WHERE id = NEW.id) THEN
        INSERT INTO accounting_chainhead (company_id, position, hash)
            SELECT company_id, 0, repeat('0', 64) FROM unnest(chained) AS company_id ORDER BY company_id
            ON CONFLICT (company_id) DO NOTHING;
        PERFORM 1 FROM accounting_chainhead WHERE company_id = ANY (chained) ORDER BY company_id FOR UPDATE;
        FOR head IN SELECT * FROM accounting_chainhead WHERE company_id = ANY (chained) ORDER BY company_id LOOP
            FOR link IN EXECUTE 'SELECT id, digest FROM accounting_chainlink
                    WHERE company_id = $1 AND position IS NULL ORDER BY id' USING head.company_id LOOP
                head.position := head.position + 1;
                head.hash := encode(sha256(convert_to(head.hash || link.digest, 'UTF8')), 'hex');
                UPDATE accounting_chainlink SET position = head.position, hash = head.hash WHERE id = link.id;
            END LOOP;
            UPDATE accounting_chainhead SET position = head.position, hash = head.hash
                WHERE id = head.id AND position < head.position;
        END LOOP;
    END IF;
    PERFORM set_config('erp.companies', coalesce(scope, '{}'), true);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER accounting_chain_links AFTER INSERT ON accounting_chainlink
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION accounting_append_links();
"""

# The entry's digest names its journal and accounts by their codes.
KEEP_CODES = """
CREATE FUNCTION accounting_keep_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM accounting_entry WHERE journal_id = OLD.id AND company_id = OLD.company_id AND is_posted) THEN
        RAISE EXCEPTION 'The journal has posted entries: its code can no longer change.'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_NAME;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounting_journal_code_kept BEFORE UPDATE OF code ON accounting_journal
    FOR EACH ROW WHEN (OLD.code <> NEW.code) EXECUTE FUNCTION accounting_keep_journal();
CREATE TRIGGER accounting_account_code_kept BEFORE UPDATE OF code ON accounting_account
    FOR EACH ROW WHEN (OLD.code <> NEW.code)
    EXECUTE FUNCTION accounting_keep_used('The account has items: its code can no longer change.');
"""


class Migration(migrations.Migration):
    dependencies = [("accounting", "0010_ledger")]

    operations = [
        EnableCompanyPolicy("accounting_chainlink"),
        EnableCompanyPolicy("accounting_chainhead"),
        SameCompany("accounting_chainlink", "entry_id", "accounting_entry"),
        Refuse(
            "accounting_chainlink",
            "born_waiting",
            "INSERT",
            "NEW.position IS NOT NULL",
            "A link takes its place when its transaction ends.",
        ),
        Refuse(
            "accounting_chainlink",
            "kept",
            "UPDATE",
            "OLD.position IS NOT NULL OR pg_trigger_depth() = 0 OR OLD.digest <> NEW.digest"
            " OR OLD.entry_id <> NEW.entry_id OR OLD.company_id <> NEW.company_id",
            "A link of the chain never changes.",
        ),
        Refuse("accounting_chainlink", "not_deleted", "DELETE", "true", "A link of the chain stays."),
        Refuse(
            "accounting_chainhead",
            "moved_by_links",
            "UPDATE",
            "pg_trigger_depth() = 0 OR NEW.position <= OLD.position",
            "The end of the chain moves with its links.",
        ),
        Refuse("accounting_chainhead", "not_deleted", "DELETE", "true", "The end of the chain stays."),
        migrations.RunSQL(LINK_POSTED, "DROP FUNCTION accounting_link_posted() CASCADE"),
        Watch("accounting_entry", "sealing", "UPDATE", "accounting_link_posted"),
        migrations.RunSQL(APPEND_LINKS, "DROP FUNCTION accounting_append_links() CASCADE"),
        migrations.RunSQL(
            KEEP_CODES,
            "DROP FUNCTION accounting_keep_journal() CASCADE; "
            "DROP TRIGGER accounting_account_code_kept ON accounting_account",
        ),
        *RefuseTruncate("accounting_chainlink", "accounting_chainhead"),
    ]
