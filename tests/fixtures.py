"""Fixtures that every app's tests share."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from erp.models import Company
from erp.scope import open_scope
from tests.erp.factories import make_company


@pytest.fixture
def company(db: None) -> Company:
    return make_company("ALPHA")


@pytest.fixture
def other_company(db: None) -> Company:
    return make_company("BETA")


@pytest.fixture
def scope(company: Company) -> Iterator[Company]:
    """A scope that sees `company` alone, opened for the whole test."""
    with open_scope(companies=[company], source="command"):
        yield company


# What migrations put in: facts that every test may lean on, kept when a test on real commits is cleaned up.
FACTS = {
    "auth_permission",
    "catalog_taxcategory",
    "catalog_unit",
    "django_content_type",
    "django_migrations",
    "erp_country",
    "erp_currency",
}


def empty_database(*arguments: object, **options: object) -> None:
    """Empty every table but the facts. Append-only tables refuse that, as they should: their triggers rest meanwhile."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - FACTS
        cursor.execute(
            "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only_truncate'"
        )
        guarded = [row[0] for row in cursor.fetchall()]
        switch = "; ".join(f'ALTER TABLE "{table}" {{0}} TRIGGER USER' for table in guarded)
        # Rows start at 1 again, and so must the sequences that are named after them.
        cursor.execute("SELECT sequencename FROM pg_sequences WHERE sequencename ~ '^erp_loose_[0-9]+$'")
        loose = [row[0] for row in cursor.fetchall()]
        with transaction.atomic():
            for sequence in loose:
                cursor.execute(f'DROP SEQUENCE "{sequence}"')
            cursor.execute(switch.format("DISABLE"))
            cursor.execute(
                "TRUNCATE " + ", ".join(f'"{table}"' for table in sorted(tables)) + " RESTART IDENTITY"
            )
            cursor.execute(switch.format("ENABLE"))


@pytest.fixture(autouse=True, scope="session")
def clean_up_after_commits() -> Iterator[None]:
    """Tests with `transaction=True` leave through `empty_database` instead of Django's flush."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.core.management.commands.flush.Command.handle", empty_database)
        yield
