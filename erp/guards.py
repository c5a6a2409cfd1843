"""Migration operations for what must never be false, whoever writes. Who sees what is in `erp.rls`."""

from django.db import migrations
from django.db.migrations.operations.special import RunSQL


def SameCompany(table: str, column: str, target: str) -> RunSQL:  # noqa: N802 (reads as an operation)
    """`column` of `table` points to a row of `target` of the same company. Stands in for Django's foreign key."""
    name = f"{table}_{column}_same_company"[:63]
    return migrations.RunSQL(
        f"""
        ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("{column}", "company_id")
            REFERENCES "{target}" ("id", "company_id") DEFERRABLE INITIALLY DEFERRED
        """,
        f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"',
    )


def RefuseTruncate(*tables: str) -> list[RunSQL]:  # noqa: N802
    """Refuse to empty `tables` at once; needs `erp.rls.AppendOnly` somewhere before it, whose function it calls."""
    return [
        migrations.RunSQL(
            f'CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION erp_refuse_change()",
            f'DROP TRIGGER append_only_truncate ON "{table}"',
        )
        for table in tables
    ]


def Watch(table: str, name: str, event: str, function: str) -> RunSQL:  # noqa: N802
    """Call `function` once after each statement with what it changed, as new_rows and old_rows."""
    transition = {"INSERT": "NEW TABLE AS new_rows", "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows"}[
        event
    ]
    trigger = f"{table}_{name}"
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER "{trigger}" AFTER {event} ON "{table}" REFERENCING {transition}
            FOR EACH STATEMENT EXECUTE FUNCTION {function}();
        """,
        f'DROP TRIGGER "{trigger}" ON "{table}"',
    )
