"""The admin site: in the scope of the request, by roles, through the services, into the change log."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from erp.models import ChangeLog, Company, Job, Membership, OutboxMessage, Role, Site, StrictSequence, User
from erp.outbox import Event, publish
from erp.scope import open_scope, system_scope
from erp.services import administration
from tests.erp.factories import PASSWORD, make_company, make_role, make_site, make_user

pytestmark = pytest.mark.django_db

GROUP_ADMIN = [
    "erp.view_user",
    "erp.change_user",
    "erp.add_user",
    "erp.view_membership",
    "erp.change_membership",
]
GROUP_ADMIN += ["erp.add_membership", "erp.view_site", "erp.change_site", "erp.add_site", "erp.view_partner"]


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root", language="en"))
    return client


@pytest.fixture
def staff(company: Company) -> User:
    return make_user(company, permissions=GROUP_ADMIN, is_staff=True, username="staff", language="en")


def changes(company: Company, **wanted: Any) -> list[ChangeLog]:
    with open_scope(companies=[company]):
        return list(ChangeLog.objects.filter(**wanted).order_by("pk"))


def management(prefix: str, total: int = 0, initial: int = 0) -> dict[str, Any]:
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": initial}


# --- who sees what --------------------------------------------------------------------------------------------------


def test_there_is_one_sign_in_and_staff_alone_come_in(client: Client, company: Company) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/login/?next=/admin/"
    client.force_login(make_user(company))
    assert client.get("/admin/", follow=True).status_code == 403


def test_every_table_opens_for_an_administrator_of_the_group(root: Client, company: Company) -> None:
    assert root.get("/admin/").status_code == 200
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        assert root.get(reverse(f"{name}_changelist"), follow=True).status_code == 200, name
        if model_admin.has_add_permission(_request_of(root)):
            assert root.get(reverse(f"{name}_add")).status_code == 200, name


def _request_of(client: Client) -> Any:
    return client.get("/admin/").wsgi_request


def test_staff_see_the_tables_of_their_roles(client: Client, staff: User) -> None:
    client.force_login(staff)
    page = client.get("/admin/").content.decode()
    shown = set(re.findall(r'href="/admin/(\w+/\w+)/"', page))
    assert shown == {"erp/user", "erp/site"}
    assert client.get(reverse("admin:erp_role_changelist")).status_code == 403
    assert client.get(reverse("admin:erp_company_add")).status_code == 403


def test_rows_of_another_company_are_not_there(client: Client, staff: User, company: Company) -> None:
    stranger = make_company()
    with open_scope(companies=[stranger]):
        foreign = make_site(stranger, "FAR")
    with open_scope(companies=[company]):
        own = make_site(company, "NEAR")
    client.force_login(staff)
    listed = client.get(reverse("admin:erp_site_changelist")).content.decode()
    assert "NEAR" in listed
    assert "FAR" not in listed
    assert client.get(reverse("admin:erp_site_change", args=[own.pk])).status_code == 200
    assert client.get(reverse("admin:erp_site_change", args=[foreign.pk])).status_code == 302
    assert client.get(reverse("admin:erp_site_history", args=[foreign.pk])).status_code == 404


def test_the_company_offered_is_the_active_one(client: Client, staff: User, company: Company) -> None:
    make_company("OTHER")
    client.force_login(staff)
    page = client.get(reverse("admin:erp_site_add")).content.decode()
    choices = re.search(r'<select name="company".*?</select>', page, re.DOTALL)
    assert choices
    assert re.findall(r'value="(\d*)" ?(?:selected)?', choices[0]) == [str(company.pk)]


# --- writing --------------------------------------------------------------------------------------------------------


def test_what_is_saved_here_is_in_the_change_log(client: Client, staff: User, company: Company) -> None:
    client.force_login(staff)
    given = {"company": company.pk, "name": "Dépôt", "code": "DEP", "kind": "warehouse", "is_active": "on"}
    client.post(reverse("admin:erp_site_add"), given)
    with open_scope(companies=[company]):
        site = Site.objects.get(code="DEP")
    client.post(reverse("admin:erp_site_change", args=[site.pk]), {**given, "name": "Dépôt central"})
    created, changed = changes(company, kind="erp.site")
    assert (created.action, created.actor, created.source) == ("create", staff, "screen")
    assert (changed.before, changed.after) == ({"name": "Dépôt"}, {"name": "Dépôt central"})
    history = client.get(reverse("admin:erp_site_history", args=[site.pk])).content.decode()
    assert "Dépôt central" in history


def test_a_row_is_not_put_into_another_company(client: Client, staff: User) -> None:
    stranger = make_company()
    client.force_login(staff)
    given = {"company": stranger.pk, "name": "Dépôt", "code": "DEP", "kind": "warehouse"}
    assert client.post(reverse("admin:erp_site_add"), given).status_code == 200
    with system_scope():
        assert not Site.objects.exists()


def test_a_refusal_of_a_service_shows_in_the_form(client: Client, staff: User, company: Company) -> None:
    with open_scope(companies=[company]):
        make_site(company, "DEP")
    client.force_login(staff)
    given = {"company": company.pk, "name": "Typed by hand", "code": "DEP", "kind": "warehouse"}
    response = client.post(reverse("admin:erp_site_add"), given)
    assert response.status_code == 200
    page = response.content.decode()
    assert "errorlist" in page
    assert "Typed by hand" in page


def test_a_company_is_created_through_its_service(root: Client, company: Company) -> None:
    given = {
        "name": "Filiale",
        "code": "FIL",
        "parent": company.pk,
        "colour": "#123456",
        "country": "FR",
        "currency": "EUR",
    }
    response = root.post(reverse("admin:erp_company_add"), given)
    assert response.status_code == 302, response.content.decode()[-3000:]
    with system_scope():
        made = Company.objects.get(code="FIL")
    assert made.parent_id == company.pk
    (logged,) = changes(made, kind="erp.company", object_id=made.pk)
    assert (logged.action, logged.actor_label) == ("create", "root")
    wrong = root.post(reverse("admin:erp_company_add"), {**given, "code": "FIL2", "siren": "123456789"})
    assert wrong.status_code == 200
    with system_scope():
        assert not Company.objects.filter(code="FIL2").exists()


def test_a_company_moves_in_the_tree_and_the_log_says_so(
    root: Client, company: Company, other_company: Company
) -> None:
    response = root.post(
        reverse("admin:erp_company_changelist"),
        {"cmd": "move_node", "position": "last-child", "cut_item": other_company.pk, "pasted_on": company.pk},
    )
    assert response.content.startswith(b"OK")
    with system_scope():
        assert Company.objects.get(pk=other_company.pk).parent_id == company.pk
    (logged,) = changes(other_company, kind="erp.company", action="move")
    assert logged.after == {"parent": str(company)}


def test_a_sequence_keeps_its_counter(root: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        row = StrictSequence.objects.create(
            company=company, code="invoice", year=2026, pattern="FA-{number:05d}", last_value=7
        )
    root.post(
        reverse("admin:erp_strictsequence_change", args=[row.pk]),
        {"pattern": "F{year}-{number:05d}", "last_value": 0},
    )
    with open_scope(companies=[company]):
        row.refresh_from_db()
    assert (row.pattern, row.last_value) == ("F{year}-{number:05d}", 7)
    assert root.get(reverse("admin:erp_strictsequence_add")).status_code == 403


# --- people ---------------------------------------------------------------------------------------------------------


def test_staff_see_the_people_of_their_companies(client: Client, staff: User, company: Company) -> None:
    make_user(company, permissions=[], username="colleague")
    make_user(make_company(), permissions=[], username="stranger")
    client.force_login(staff)
    page = client.get(reverse("admin:erp_user_changelist")).content.decode()
    assert "colleague" in page
    assert "stranger" not in page


def test_nobody_takes_over_an_account_that_can_do_more(client: Client, staff: User, company: Company) -> None:
    weaker = make_user(company, permissions=["erp.view_partner"], username="weaker")
    stronger = make_user(company, username="stronger")
    elsewhere = make_user(company, make_company(), permissions=["erp.view_partner"], username="elsewhere")
    superuser = User.objects.create_superuser("above")
    with system_scope():
        Membership.objects.create(user=superuser, company=company)
    client.force_login(staff)
    new = {
        "password1": "a rather long sentence 9",
        "password2": "a rather long sentence 9",
        "usable_password": "true",
    }
    for person in (stronger, elsewhere, superuser):
        answer = client.post(reverse("admin:auth_user_password_change", args=[person.pk]), new)
        assert answer.status_code == 403, person.username
        person.refresh_from_db()
        assert not person.check_password(new["password1"])
    assert client.post(reverse("admin:auth_user_password_change", args=[weaker.pk]), new).status_code == 302
    weaker.refresh_from_db()
    assert weaker.check_password(new["password1"])
    assert not weaker.check_password(PASSWORD)
    (logged,) = changes(company, action="password")
    assert (logged.object_id, logged.actor, logged.after) == (weaker.pk, staff, {})


def test_staff_make_nobody_an_administrator_of_the_group(
    client: Client, staff: User, company: Company
) -> None:
    colleague = make_user(company, permissions=[], username="colleague")
    with system_scope():
        membership = Membership.objects.get(user=colleague)
    client.force_login(staff)
    given = {
        "username": "colleague",
        "language": "fr",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        **management("memberships", 1, 1),
        "memberships-0-id": membership.pk,
        "memberships-0-user": colleague.pk,
        "memberships-0-company": company.pk,
        "first_name": "Zoé",
    }
    response = client.post(reverse("admin:erp_user_change", args=[colleague.pk]), given)
    assert response.status_code == 302
    colleague.refresh_from_db()
    assert (colleague.first_name, colleague.is_staff, colleague.is_superuser) == ("Zoé", False, False)


def test_staff_give_the_roles_that_hold_no_more_than_their_own(staff: User, company: Company) -> None:
    within = make_role("Looks at partners", ["erp.view_partner"])
    make_role("Everything", ["*"])
    with open_scope(actor=staff, companies=[company]):
        given = set(administration.roles_to_give(staff).values_list("name", flat=True))
    assert within.name in given
    assert "Everything" not in given


def test_a_role_is_put_together_from_rights_in_words(root: Client, company: Company) -> None:
    role = make_role("Clerk", ["erp.view_partner"])
    page = root.get(reverse("admin:erp_role_change", args=[role.pk])).content.decode()
    assert page.count('name="permissions"') > 50
    assert len(re.findall(r'name="permissions" value="\d+" checked', page)) == 1
    wanted = Role.objects.get(pk=role.pk).permissions.values_list("pk", flat=True)
    more = [*wanted, *re.findall(r'name="permissions" value="(\d+)"', page)[:2]]
    root.post(reverse("admin:erp_role_change", args=[role.pk]), {"name": "Clerk", "permissions": more})
    assert role.permissions.count() == 3
    (logged,) = changes(company, kind="erp.role")
    assert len(logged.before["permissions"]) == 1
    assert len(logged.after["permissions"]) == 3


# --- background work ------------------------------------------------------------------------------------------------


def test_parked_events_and_jobs_can_be_dealt_with(root: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        publish([Event("test.happened", "test:1", company_id=company.pk)])
        OutboxMessage.objects.update(status="parked", attempts=16)
        event = OutboxMessage.objects.get()
        job = Job.objects.create(company=company, kind="test.work")
    root.post(
        reverse("admin:erp_outboxmessage_changelist"), {"action": "retry", "_selected_action": [event.pk]}
    )
    root.post(reverse("admin:erp_job_changelist"), {"action": "cancel", "_selected_action": [job.pk]})
    with open_scope(companies=[company]):
        event.refresh_from_db()
        job.refresh_from_db()
    assert (event.status, event.attempts) == ("pending", 0)
    assert job.status == "cancelled"


def test_the_change_log_can_only_be_read(root: Client, company: Company) -> None:
    with open_scope(companies=[company]):
        site = make_site(company)
        from erp.changelog import Change, log_changes

        log_changes([Change(site, "update", before={"name": "a"}, after={"name": "b"})])
    (row,) = changes(company, kind="erp.site")
    assert root.get(reverse("admin:erp_changelog_change", args=[row.pk])).status_code == 200
    assert root.post(reverse("admin:erp_changelog_change", args=[row.pk]), {"note": "x"}).status_code == 403
    assert root.get(reverse("admin:erp_changelog_delete", args=[row.pk])).status_code == 403
