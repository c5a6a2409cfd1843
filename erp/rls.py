"""Migration operations by which the database itself keeps companies apart and histories unaltered.

The policies read `erp.companies`, which `erp.database` sets from the open scope. The setting is null on a connection
that never had a scope, and comparing with null is not true: such a connection sees nothing.
"""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL

VISIBLE = "current_setting('erp.companies', true)::integer[]"
IS_SYSTEM = "current_setting('erp.user', true) = 'system'"
FOLLOW = """
CREATE OR REPLACE FUNCTION erp_keep_together() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE erp_attachment SET visible_to = NEW.visible_to WHERE kind = TG_ARGV[0] AND object_id = NEW.id;
    UPDATE erp_changelog SET visible_to = NEW.visible_to WHERE kind = TG_ARGV[0] AND object_id = NEW.id;
    RETURN NULL;
END $$;
"""


def EnablePolicy(table: str, using: str, check: str | None = None) -> RunSQL:
    """Rows of `table` are visible where `using` holds, and may be written where `check` (default: the same) does."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
        ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
        DROP POLICY IF EXISTS scope ON "{table}";
        CREATE POLICY scope ON "{table}" USING ({using}) WITH CHECK ({check or using});
        """,
        f"""
        DROP POLICY scope ON "{table}";
        ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY;
        """,
    )


def EnableCompanyPolicy(table: str, column: str = "company_id", *, or_where: str = "") -> RunSQL:
    """Rows of `table` are visible and writable in scopes that hold the company named by `column`.

    `or_where`: a further condition under which a row may be read (not written).
    """
    own = f'"{column}" = ANY ({VISIBLE})'
    return EnablePolicy(table, f"{own} OR {or_where}" if or_where else own, own)


def EnableReferencePolicy(table: str) -> RunSQL:
    """Rows of `table` carry `visible_to`: null for the whole group, else the companies that see and may write them."""
    shared = f'("visible_to" IS NULL OR "visible_to" && {VISIBLE})'
    return EnablePolicy(table, f"cardinality({VISIBLE}) > 0 AND {shared}")


def KeepTogether(*tables: str) -> list[RunSQL]:
    """What is kept about rows of `tables` (files, changes) goes on being seen by those who see the row, when its
    `visible_to` changes. Every table under `EnableReferencePolicy` needs it."""
    return [
        migrations.RunSQL(
            f"""
            {FOLLOW}
            CREATE TRIGGER keep_together AFTER UPDATE OF visible_to ON "{table}"
                FOR EACH ROW WHEN (OLD.visible_to IS DISTINCT FROM NEW.visible_to)
                EXECUTE FUNCTION erp_keep_together('{table.replace("_", ".", 1)}');
            """,
            f'DROP TRIGGER keep_together ON "{table}"',
        )
        for table in tables
    ]


def EnablePolicyThrough(table: str, column: str, parent: str) -> RunSQL:
    """Rows of `table` are visible and writable with the row of `parent` that `column` points to."""
    return EnablePolicy(
        table, f'EXISTS (SELECT 1 FROM "{parent}" AS parent WHERE parent."id" = "{table}"."{column}")'
    )


def AppendOnly(table: str, *, follows: str = "") -> RunSQL:
    """Refuse to change or delete rows of `table`, whoever asks.

    `follows`: a column that triggers of other tables keep equal to theirs; nobody else changes that either.
    """
    others = f"(to_jsonb(OLD) - '{follows}') IS DISTINCT FROM (to_jsonb(NEW) - '{follows}')"
    when = f"WHEN (pg_trigger_depth() = 0 OR {others})" if follows else ""
    return migrations.RunSQL(
        f"""
        CREATE OR REPLACE FUNCTION erp_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'Rows of %% are never changed or deleted.', TG_TABLE_NAME
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_append_only';
        END $$;
        DROP TRIGGER IF EXISTS append_only ON "{table}";
        CREATE TRIGGER append_only BEFORE UPDATE ON "{table}"
            FOR EACH ROW {when} EXECUTE FUNCTION erp_refuse_change();
        DROP TRIGGER IF EXISTS append_only_delete ON "{table}";
        CREATE TRIGGER append_only_delete BEFORE DELETE ON "{table}"
            FOR EACH ROW EXECUTE FUNCTION erp_refuse_change();
        DROP TRIGGER IF EXISTS append_only_truncate ON "{table}";
        CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "{table}"
            FOR EACH STATEMENT EXECUTE FUNCTION erp_refuse_change();
        """.replace("%%", "%"),
        f"""
        DROP TRIGGER append_only ON "{table}";
        DROP TRIGGER append_only_delete ON "{table}";
        DROP TRIGGER append_only_truncate ON "{table}";
        """,
    )
