"""The kernel's own promises."""

from django.apps import apps
from django.db import connection

from erp.models import Attachment, ChangeLog, CompanyModel, ReferenceModel
from erp.verify import verification


def guarded_tables() -> set[str]:
    """Tables that must be under row level security: whatever has a company or a visibility, and whatever points to such
    a row and so tells of it (lines, addresses, the tables between)."""
    models = apps.get_models(include_auto_created=True)
    guarded = {
        model
        for model in models
        if issubclass(model, CompanyModel | ReferenceModel)
        or any(field.attname in {"company_id", "visible_to"} for field in model._meta.concrete_fields)
    }
    while more := {
        model
        for model in models
        if model not in guarded
        and any(field.is_relation and field.related_model in guarded for field in model._meta.concrete_fields)
    }:
        guarded |= more
    return {model._meta.db_table for model in guarded}


@verification("erp.row_level_security")
def row_level_security() -> list[str]:
    """Every table with company data is under forced row level security, with a policy."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class AS c
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relrowsecurity AND c.relforcerowsecurity
              AND EXISTS (SELECT 1 FROM pg_policy AS p WHERE p.polrelid = c.oid)
            """
        )
        guarded = {row[0] for row in cursor.fetchall()}
    return [
        f"The table {table} is not under row level security." for table in sorted(guarded_tables() - guarded)
    ]


@verification("erp.visibility")
def visibility() -> list[str]:
    """What is kept about a shared record follows the record when it is opened to fewer companies or more."""
    kept = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, ReferenceModel) and model not in (Attachment, ChangeLog)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
            WHERE t.tgname = 'keep_together' AND t.tgenabled = 'O' AND c.relnamespace = current_schema()::regnamespace
            """
        )
        following = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            """
            SELECT count(*) FROM erp_partner AS partner JOIN erp_changelog AS change
                ON change.kind = 'erp.partner' AND change.object_id = partner.id
            WHERE change.visible_to IS DISTINCT FROM partner.visible_to
            """
        )
        (astray,) = cursor.fetchone()
    problems = [
        f"What is kept about rows of {table} does not follow them." for table in sorted(kept - following)
    ]
    return problems + (
        [f"{astray} changes of partners are seen by others than the partner."] if astray else []
    )


@verification("erp.application_role")
def application_role() -> list[str]:
    """The application's role can't step around the policies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        name, is_superuser, is_bypassing = cursor.fetchone()
    if is_superuser or is_bypassing:
        return [
            f"The role {name} steps around row level security: connect as a role without SUPERUSER and BYPASSRLS."
        ]
    return []


@verification("erp.strict_sequences")
def strict_sequences() -> list[str]:
    """No counter was turned back below a number already given (documents check their own gaps)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, year, company_id FROM erp_strictsequence WHERE last_value < 0")
        return [
            f"The sequence {code} {year} of company {company} is negative." for code, year, company in cursor
        ]


@verification("erp.outbox")
def outbox() -> list[str]:
    """Every event is waiting, delivered, replaced or parked, and the delivered ones say when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM erp_outboxmessage WHERE status IN ('done', 'superseded') AND done_at IS NULL"
        )
        (count,) = cursor.fetchone()
    return [f"{count} events are marked as delivered without a time."] if count else []


@verification("erp.attachments")
def attachments() -> list[str]:
    """Every attachment has its file, of the size that was kept."""
    problems = []
    for attachment in Attachment.objects.order_by("pk").iterator():
        if not attachment.content.storage.exists(str(attachment.content.name)):
            problems.append(f"The file of attachment {attachment.pk} ({attachment.name}) is missing.")
        elif attachment.content.size != attachment.size:
            problems.append(
                f"The file of attachment {attachment.pk} ({attachment.name}) is not of the size it had."
            )
    return problems
