"""No row of one company leads to a row of another, and the database sees to it."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from erp.models import Company
from erp.scope import open_scope
from inventory.models import Location, Warehouse
from tests.inventory.factories import make_warehouse

pytestmark = pytest.mark.django_db

# Foreign keys between tables of companies without a constraint of that form, and what keeps them together instead.
KEPT_OTHERWISE = {
    (
        "accounting_match",
        "account_id",
    ): "It is the account of both its items: their constraint names item, company and account together.",
}

GUARDS = """
SELECT source.relname, target.relname, array_agg(own.attname::text), array_agg(theirs.attname::text)
FROM pg_constraint AS c
JOIN pg_class AS source ON source.oid = c.conrelid
JOIN pg_class AS target ON target.oid = c.confrelid
CROSS JOIN unnest(c.conkey, c.confkey) AS pair (own_number, their_number)
JOIN pg_attribute AS own ON own.attrelid = c.conrelid AND own.attnum = own_number
JOIN pg_attribute AS theirs ON theirs.attrelid = c.confrelid AND theirs.attnum = their_number
WHERE c.contype = 'f' AND c.convalidated AND c.connamespace = current_schema()::regnamespace
GROUP BY c.oid, source.relname, target.relname
"""


def belongs_to_company(model: type[models.Model]) -> bool:
    return any(field.column == "company_id" for field in model._meta.concrete_fields)


def links() -> list[tuple[type[models.Model], models.Field]]:
    """Every foreign key from a table with a company to a table with a company."""
    return [
        (model, field)
        for model in apps.get_models(include_auto_created=True)
        if belongs_to_company(model)
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model and belongs_to_company(field.related_model)
    ]


def guards() -> set[tuple[str, str, str]]:
    """(table, column, target) of what a constraint keeps within one company."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        return {
            (table, column, target)
            for table, target, own, theirs in cursor.fetchall()
            if ("company_id", "company_id") in zip(own, theirs, strict=True)
            for column, other in zip(own, theirs, strict=True)
            if other == "id"
        }


def test_every_link_between_rows_of_companies_is_guarded() -> None:
    found, missing = guards(), []
    for model, field in links():
        table, target = model._meta.db_table, field.related_model._meta.db_table  # type: ignore[union-attr]
        if (table, field.column) not in KEPT_OTHERWISE and (table, field.column, target) not in found:
            missing.append(f"{table}.{field.column} may lead to a row of {target} of another company")
    assert not missing, "\n".join(missing)


def test_exceptions_are_real() -> None:
    known = {(model._meta.db_table, field.column) for model, field in links()}
    assert set(KEPT_OTHERWISE) <= known


def test_a_location_of_one_company_in_a_warehouse_of_another(
    company: Company, other_company: Company
) -> None:
    with open_scope(companies=[company, other_company], active=company, source="task"):
        theirs = make_warehouse(other_company, books=False)
        own = make_warehouse(company, "OWN", books=False)
        with pytest.raises(IntegrityError, match="same_company"), transaction.atomic():
            Location.objects.filter(warehouse=own).update(warehouse=theirs)
            connection.check_constraints()
        with pytest.raises(IntegrityError, match="same_company"), transaction.atomic():
            Warehouse.objects.filter(pk=own.pk).update(stock_location=theirs.stock_location_id)
            connection.check_constraints()
