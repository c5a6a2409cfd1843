"""A user of one company sees nothing of another: on the application's own connection, by any way of asking."""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from types import SimpleNamespace

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from erp.database.base import refuse_privileged
from erp.models import Address, Attachment, ChangeLog, Company, Membership, Partner, Site
from erp.scope import OutOfScope, current_scope, identity_scope, in_company, open_scope, system_scope
from erp.verification import guarded_tables, row_level_security, visibility
from tests.erp.factories import make_company, make_partner, make_site, make_user


def counted(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


def test_a_scope_shows_its_companies_and_no_others(company: Company, other_company: Company) -> None:
    for owner in (company, other_company):
        with open_scope(companies=[owner]):
            make_site(owner)
    with open_scope(companies=[company]):
        assert [site.company_id for site in Site.objects.all()] == [company.pk]
        assert list(Company.objects.all()) == [company]
        assert counted("erp_site") == counted("erp_company") == 1
        assert not Site.objects.filter(company_id=other_company.pk).exists()
    with open_scope(companies=[company, other_company], active=company):
        assert counted("erp_site") == 2


def test_outside_a_scope_nothing_is_visible(company: Company) -> None:
    with open_scope(companies=[company]):
        make_site(company)
        make_partner()
    assert (
        counted("erp_site") == counted("erp_company") == counted("erp_partner") == counted("erp_address") == 0
    )
    with pytest.raises(OutOfScope):
        current_scope()


def test_nothing_is_written_for_a_company_outside_the_scope(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            make_site(other_company)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO erp_site (company_id, code, name, kind, line1, postcode, city, is_active)"
                " VALUES (%s, 'X', 'X', 'store', '', '', '', true)",
                [other_company.pk],
            )
    with open_scope(companies=[other_company]):
        assert counted("erp_site") == 0


def test_moving_a_row_to_another_company_is_refused(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        site = make_site(company)
        with pytest.raises(ProgrammingError), transaction.atomic():
            Site.objects.filter(pk=site.pk).update(company=other_company)
        assert Site.objects.get().company_id == company.pk


def test_the_connection_follows_the_scope_through_rollbacks(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        make_site(company)
    with open_scope(companies=[other_company]):
        make_site(other_company)
    with open_scope(companies=[company]):
        assert counted("erp_site") == 1
        try:
            with transaction.atomic():
                with open_scope(companies=[other_company]):
                    assert Site.objects.get().company_id == other_company.pk
                raise RuntimeError("roll back")
        except RuntimeError:
            assert Site.objects.get().company_id == company.pk
    assert counted("erp_site") == 0


@pytest.mark.django_db(transaction=True)
def test_a_failed_statement_does_not_leave_a_wider_scope_behind() -> None:
    company, other = make_company(), make_company()
    with open_scope(companies=[company, other], active=company):
        make_site(company)
        make_site(other)
        with pytest.raises(IntegrityError), transaction.atomic():
            make_site(company)
    assert counted("erp_site") == 0
    with open_scope(companies=[other]):
        assert counted("erp_site") == 1


def test_references_are_shared_unless_opened_to_some(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        shared = make_partner("Partagé SARL")
        own = make_partner("À nous seuls", visible_to=[company.pk])
    with open_scope(companies=[other_company]):
        assert list(Partner.objects.all()) == [shared]
        assert list(Address.objects.all()) == list(shared.addresses.all())
        assert list(ChangeLog.objects.values_list("object_label", flat=True)) == ["Partagé SARL"]
    with open_scope(companies=[company]):
        assert set(Partner.objects.all()) == {shared, own}
        assert Address.objects.count() == 2


def test_what_is_kept_about_a_record_follows_its_visibility(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        partner = make_partner("D'abord à tous")
        Attachment.objects.create(kind="erp.partner", object_id=partner.pk, name="a", size=1)
        Partner.objects.filter(pk=partner.pk).update(visible_to=[company.pk])
    with open_scope(companies=[other_company]):
        assert not ChangeLog.objects.exists()
        assert not Attachment.objects.exists()
    with open_scope(companies=[company]):
        assert ChangeLog.objects.get().visible_to == Attachment.objects.get().visible_to == [company.pk]
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            ChangeLog.objects.update(visible_to=None)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            ChangeLog.objects.all().delete()
        Partner.objects.filter(pk=partner.pk).update(visible_to=None)
    with open_scope(companies=[other_company]):
        assert ChangeLog.objects.count() == Attachment.objects.count() == 1
    with system_scope():
        assert visibility() == []


def test_a_partner_can_not_be_hidden_from_its_own_writer(company: Company, other_company: Company) -> None:
    with (
        open_scope(companies=[company]),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        make_partner("Chez les autres", visible_to=[other_company.pk])


def test_in_company_narrows_and_never_widens(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company, other_company], active=company), in_company(other_company) as scope:
        assert (scope.companies, scope.active) == ((other_company.pk,), other_company.pk)
    with open_scope(companies=[company]), pytest.raises(OutOfScope), in_company(other_company):
        pass


def test_the_program_s_own_scope_gives_a_token_no_more_rights(company: Company) -> None:
    user = make_user(company)
    rights = frozenset({"erp.view_partner"})
    with (
        open_scope(actor=user, companies=[company], source="api", token_rights=rights),
        system_scope(active=company),
    ):
        assert user.has_perm("erp.view_partner")
        assert not user.has_perm("erp.change_partner")
        assert current_scope().source == "api"


def test_a_sign_in_sees_its_memberships_and_nothing_else(company: Company, other_company: Company) -> None:
    user, stranger = make_user(company), make_user(other_company)
    with identity_scope(user):
        assert list(Membership.objects.values_list("user_id", "company_id")) == [(user.pk, company.pk)]
        assert counted("erp_company") == counted("erp_site") == 0
    with open_scope(actor=user, companies=[company]):
        assert not Membership.objects.filter(user=stranger).exists()


def test_only_the_group_adds_companies(company: Company) -> None:
    with open_scope(companies=[company]), pytest.raises(ProgrammingError), transaction.atomic():
        Company.objects.create(code="NEW", name="New", country_id="FR", currency_id="EUR")
    with system_scope():
        Company.objects.create(code="NEW", name="New", country_id="FR", currency_id="EUR")
        assert counted("erp_company") == 2


def test_every_table_with_company_data_is_guarded(company: Company) -> None:
    assert row_level_security() == []
    assert {"erp_site", "erp_partner", "erp_company", "erp_changelog"} - {"erp_company"} <= guarded_tables()
    assert Attachment._meta.db_table in guarded_tables()
    # Tables without a company of their own that tell of such rows.
    assert {"erp_address", "erp_membership_roles", "erp_mailmessage_attachments"} <= guarded_tables()


def test_a_connection_without_the_setting_sees_nothing(company: Company) -> None:
    with open_scope(companies=[company]):
        make_site(company)
        with connection.cursor() as cursor:
            # What another client of the same database would have: no setting at all.
            cursor.execute("SELECT 1 WHERE 1 = ANY (current_setting('erp.never_set', true)::integer[])")
            assert cursor.fetchall() == []


# --- every way to a statement, and every way a setting is taken back ------------------------------------------------


@pytest.fixture
def two(transactional_db: None) -> tuple[Company, Company]:
    """Two companies with three sites each, on real commits."""
    companies = make_company("GAMMA"), make_company("DELTA")
    for owner in companies:
        with open_scope(companies=[owner]):
            for number in range(3):
                make_site(owner, f"S{number}")
    return companies


def owners() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT company_id FROM erp_site ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_rows_read_in_pieces_are_those_of_the_scope(two: tuple[Company, Company]) -> None:
    first, second = two
    with open_scope(companies=[second]):
        assert owners() == [second.pk] * 3
    with open_scope(companies=[first]):
        # The first statement of this scope goes through a server-side cursor.
        assert [site.company_id for site in Site.objects.iterator()] == [first.pk] * 3
    assert list(Site.objects.iterator()) == []


def test_a_scope_opened_between_two_pieces_does_not_change_them(two: tuple[Company, Company]) -> None:
    first, second = two
    with transaction.atomic(), open_scope(companies=[first]):
        rows = Site.objects.order_by("pk").iterator(chunk_size=1)
        seen = [next(rows).company_id]
        with open_scope(companies=[second]):
            assert owners() == [second.pk] * 3
        seen += [site.company_id for site in rows]
    assert seen == [first.pk] * 3


def test_the_driver_s_own_ways_to_a_statement_have_the_scope(two: tuple[Company, Company]) -> None:
    first, _second = two
    with open_scope(companies=[first]):
        owners()
    query = "SELECT company_id FROM erp_site"
    with connection.cursor() as cursor:
        assert list(cursor.cursor.stream(query)) == []
        with cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
            assert list(copy.rows()) == []
    assert connection.connection.execute(query).fetchall() == []
    with transaction.atomic(), connection.connection.cursor("named") as cursor:
        cursor.execute(query)
        assert list(cursor) == []


def swallow_error_then_commit() -> None:
    with transaction.atomic():
        owners()
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")


def roll_back_to_savepoint_by_hand() -> None:
    with transaction.atomic():
        with open_scope():
            savepoint = transaction.savepoint()
        owners()
        transaction.savepoint_rollback(savepoint)


def roll_back_in_sql() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        with open_scope():
            cursor.execute("SAVEPOINT here")
        owners()
        cursor.execute("ROLLBACK TO SAVEPOINT here")


def roll_back_in_the_driver() -> None:
    with suppress(ZeroDivisionError), connection.connection.transaction():
        owners()
        raise ZeroDivisionError


def fail_in_a_pipeline() -> None:
    with suppress(psycopg.Error), connection.connection.pipeline(), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.execute("SELECT 1 / 0")


def discard_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DISCARD ALL")


def reset_all() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ALL")


@pytest.mark.parametrize(
    "take_back",
    [
        swallow_error_then_commit,
        roll_back_to_savepoint_by_hand,
        roll_back_in_sql,
        roll_back_in_the_driver,
        fail_in_a_pipeline,
        discard_all,
        reset_all,
    ],
)
def test_a_setting_that_postgresql_took_back_is_written_again(
    two: tuple[Company, Company], take_back: Callable[[], None]
) -> None:
    first, second = two
    with open_scope(companies=[first]):
        owners()
    with open_scope(companies=[second]):
        take_back()
        assert owners() == [second.pk] * 3


def test_a_thread_starts_outside_of_any_scope(two: tuple[Company, Company]) -> None:
    seen: list[list[int]] = []

    def look() -> None:
        seen.append(owners())
        connection.close()

    with open_scope(companies=[two[0]]):
        thread = Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [[]]


@pytest.mark.parametrize(("is_superuser", "bypasses"), [("on", False), ("off", True)])
def test_a_role_that_steps_around_the_policies_gets_no_connection(is_superuser: str, bypasses: bool) -> None:
    closed: list[bool] = []
    opened = SimpleNamespace(
        info=SimpleNamespace(user="root", parameter_status=lambda name: is_superuser),
        execute=lambda query: SimpleNamespace(fetchone=lambda: (bypasses,)),
        autocommit=True,
        close=lambda: closed.append(True),
    )
    with pytest.raises(ImproperlyConfigured, match="root"):
        refuse_privileged(opened)
    assert closed == [True]
