"""Records and forms: what is typed is checked, written once, logged, findable; and never overwrites another's change."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from erp.changelog import history
from erp.errors import DomainError
from erp.models import Address, ChangeLog, Company, Country, Partner, PaymentTerms, SearchTerm, Site
from erp.search import find, index_records
from erp.services.records import (
    LineDraft,
    RecordChange,
    RecordDraft,
    create_records,
    delete_records,
    update_records,
    version_of,
)
from tests.erp.crud_world import acting_in, lines_data, make_client, sign_in
from tests.erp.factories import make_partner, make_site, make_user
from tests.query_counts import counted

pytestmark = pytest.mark.django_db

PARTNERS = "/crm/partner/"


@pytest.fixture
def client(company: Company) -> Client:
    return make_client(company, username="anne", first_name="Anne", last_name="Martin")


def typed(**values: object) -> dict[str, object]:
    """A partner as the form sends it."""
    return {
        "name": "Maison Roseau",
        "country": "FR",
        "language": "fr",
        "is_customer": "on",
        "is_active": "on",
        **lines_data("addresses", []),
        **lines_data("contacts", []),
        **values,
    }


ADDRESS = {
    "kind": "main",
    "line1": "1 quai de la Loire",
    "postcode": "49000",
    "city": "Angers",
    "country": "FR",
}


def test_a_record_is_typed_with_its_lines(client: Client, company: Company) -> None:
    form = client.get(f"{PARTNERS}new/")
    assert form.status_code == 200
    assert 'name="addresses-TOTAL_FORMS"' in form.text
    response = client.post(
        f"{PARTNERS}new/", typed(**lines_data("addresses", [ADDRESS, {}, ADDRESS | {"city": "Écouflant"}]))
    )
    with acting_in(company):
        partner = Partner.objects.get()
        assert response.headers["Location"] == f"{PARTNERS}{partner.pk}/"
        assert partner.number.startswith("P")
        assert partner.sort_key == "maison roseau"
        assert [address.city for address in partner.addresses.all()] == ["Angers", "Écouflant"]
        assert [hit.title for hit in find("rose", user=make_user(company))] == ["Maison Roseau"]
        [entry] = history(partner)
        assert (entry.action, entry.actor_label, entry.source) == ("create", "Anne Martin", "screen")
    page = client.get(f"{PARTNERS}{partner.pk}/").text
    assert "1 quai de la Loire" in page
    assert "Anne Martin" in page


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    client: Client, company: Company
) -> None:
    rows = [ADDRESS | {"line1": ""}, ADDRESS]
    response = client.post(
        f"{PARTNERS}new/", typed(name="", email="nobody", siren="123", **lines_data("addresses", rows))
    )
    assert response.status_code == 422
    text = response.text
    assert "Not saved: 4 things to put right." in text
    assert 'href="#id_email"' in text
    assert 'href="#id_addresses-0-line1"' in text
    assert 'value="nobody"' in text
    assert 'value="1 quai de la Loire"' in text
    with acting_in(company):
        assert not Partner.objects.exists()


def test_lines_are_changed_added_removed_and_reordered(client: Client, company: Company) -> None:
    with acting_in(company):
        partner = make_partner()
        kept = partner.addresses.get()
        gone = Address.objects.create(partner=partner, line1="Old", city="Old", country_id="FR")
    version = version_of(partner)
    rows = [ADDRESS | {"line1": "New"}, ADDRESS | {"id": kept.pk, "line1": "Changed"}]
    response = client.post(
        f"{PARTNERS}{partner.pk}/edit/",
        typed(name=partner.name, version=version, **lines_data("addresses", rows)),
    )
    assert response.status_code == 302
    with acting_in(company):
        assert set(partner.addresses.values_list("line1", flat=True)) == {"New", "Changed"}
        assert not Address.objects.filter(pk=gone.pk).exists()
        changes = history(partner)[0].after["addresses"]
        assert {change["change"] for change in changes} == {"added", "changed", "removed"}
    page = client.get(f"{PARTNERS}{partner.pk}/").text
    assert "Added: New, 49000 Angers" in page
    assert "Removed: Old,  Old" in page
    assert "12 rue des Lices → Changed" in page


def test_lines_of_another_record_can_not_be_taken(client: Client, company: Company) -> None:
    with acting_in(company):
        mine, theirs = make_partner("Mine"), make_partner("Theirs")
        line = theirs.addresses.get()
    rows = [ADDRESS | {"id": line.pk, "line1": "Stolen"}]
    response = client.post(f"{PARTNERS}{mine.pk}/edit/", typed(name="Mine", **lines_data("addresses", rows)))
    assert response.status_code == 422
    assert "deleted by somebody else" in response.text
    with acting_in(company):
        assert theirs.addresses.get().line1 == "12 rue des Lices"


def test_a_change_made_meanwhile_is_not_overwritten(client: Client, company: Company) -> None:
    with acting_in(company):
        partner = make_partner("Before")
    version = client.get(f"{PARTNERS}{partner.pk}/edit/").context["form"]["version"].value()
    other = make_user(company, first_name="Paul", last_name="Petit")
    with acting_in(company, other):
        update_records([RecordChange(partner, {"phone": "06 11"})])
    response = client.post(f"{PARTNERS}{partner.pk}/edit/", typed(name="Mine", version=version))
    assert response.status_code == 409
    assert "Paul Petit changed this record since you opened it" in response.text
    assert "06 11" in response.text
    assert 'value="Mine"' in response.text
    with acting_in(company):
        assert Partner.objects.get().name == "Before"
    # Saved again, knowing it.
    version = response.context["form"]["version"].value()
    assert (
        client.post(f"{PARTNERS}{partner.pk}/edit/", typed(name="Mine", version=version)).status_code == 302
    )


def test_records_without_a_time_of_change_are_compared_too(company: Company) -> None:
    with acting_in(company):
        site = make_site(company)
        seen = version_of(site)
        update_records([RecordChange(site, {"name": "A"}, version=seen)])
        with pytest.raises(DomainError) as refusal:
            update_records([RecordChange(site, {"name": "B"}, version=seen)])
        assert refusal.value.code == "record.changed_meanwhile"
        site.refresh_from_db()
        assert site.name == "A"


def test_unique_in_the_company_is_said_at_the_field(client: Client, company: Company) -> None:
    with acting_in(company):
        make_site(company, "DEP")
    response = client.post(
        "/settings/site/new/", {"code": "DEP", "name": "x", "kind": "store", "is_active": "on"}
    )
    assert response.status_code == 422
    with acting_in(company):
        with pytest.raises(DomainError) as refusal:
            create_records([RecordDraft(Site, {"code": "DEP", "name": "x", "kind": "store"})])
        assert (refusal.value.code, refusal.value.field) == ("record.duplicate", "code")
        assert Site.objects.count() == 1
        assert not ChangeLog.objects.filter(kind="erp.site").exists()


def test_a_record_goes_to_the_active_company_and_no_other(
    client: Client, company: Company, other_company: Company
) -> None:
    client.post(
        "/settings/site/new/",
        {
            "code": "X",
            "name": "x",
            "kind": "store",
            "is_active": "on",
            "company": other_company.pk,
            "company_id": other_company.pk,
        },
    )
    with acting_in(company):
        assert Site.objects.get().company == company


def test_what_others_need_is_not_deleted(client: Client, company: Company) -> None:
    with acting_in(company):
        terms = PaymentTerms.objects.create(code="30", name="30 days", days=30)
        make_partner(payment_terms_id=terms.pk)
    response = client.post(f"/settings/paymentterms/{terms.pk}/delete/", follow=True)
    assert "30 days can&#x27;t be deleted, others need it (1 partners)" in response.text
    with acting_in(company):
        unused = PaymentTerms.objects.create(code="60", name="60 days", days=60)
    client.post(f"/settings/paymentterms/{unused.pk}/delete/")
    with acting_in(company):
        assert list(PaymentTerms.objects.all()) == [terms]
        assert ChangeLog.objects.get(action="delete").before["name"] == "60 days"


def test_deleting_takes_the_terms_of_the_search_away(company: Company) -> None:
    with acting_in(company):
        partner = make_partner()
        assert SearchTerm.objects.filter(object_id=partner.pk).exists()
        delete_records([partner])
        assert not SearchTerm.objects.exists()


def test_what_is_kept_from_a_company_is_not_found_there(company: Company, other_company: Company) -> None:
    """A narrowed partner loses its terms also in companies that the one who narrows it does not see."""
    ours, theirs = make_user(company), make_user(other_company)
    with acting_in(company, ours):
        partner = make_partner("Roseau")
    with acting_in(other_company, theirs):
        assert find("roseau")
    with acting_in(company, ours):
        update_records([RecordChange(partner, {"visible_to": [company.pk]})])
        assert find("roseau")
    with acting_in(other_company, theirs):
        assert not find("roseau")
        assert not Partner.objects.exists()


def test_services_take_as_many_statements_for_fifty_records_as_for_one(company: Company) -> None:
    with acting_in(company):
        france = Country.objects.get(code="FR")

        def drafts(count: int) -> list[RecordDraft]:
            line = LineDraft({"line1": "1 rue", "city": "Angers", "country": france})
            return [
                RecordDraft(
                    Partner,
                    {"name": f"P{n}", "number": f"N{count}-{n}", "country": france},
                    {"addresses": [line]},
                )
                for n in range(count)
            ]

        for count in (1, 50):
            with counted("create records"):
                created = create_records(drafts(count))
            changes = [
                RecordChange(
                    record,
                    {"phone": "06"},
                    {"addresses": [LineDraft({"line1": "2 rue", "city": "Angers", "country": france})]},
                )
                for record in created
            ]
            with counted("update records"):
                update_records(changes)
            with counted("index records"):
                index_records(created)


def test_a_select_offers_what_the_scope_shows(
    client: Client, company: Company, other_company: Company
) -> None:
    found = client.get(f"{PARTNERS}options/country/", {"q": "allem"}).json()["options"]
    assert found == []  # the page is in English
    assert client.get(f"{PARTNERS}options/country/", {"q": "germ"}).json()["options"][0]["value"] == "DE"
    with acting_in(other_company):
        PaymentTerms.objects.create(code="X", name="Hidden", visible_to=[other_company.pk])
    assert client.get(f"{PARTNERS}options/payment_terms/").json()["options"] == []
    assert client.get(f"{PARTNERS}options/name/").status_code == 404
    assert (
        client.get(f"{PARTNERS}options/addresses.country/", {"q": "ital"}).json()["options"][0]["text"]
        == "Italy"
    )
    stranger = make_client(company, permissions=[])
    assert stranger.get(f"{PARTNERS}options/country/").status_code == 403


def test_files_are_kept_with_a_record_and_checked(
    client: Client, company: Company, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    with acting_in(company):
        partner = make_partner()
    address = f"{PARTNERS}{partner.pk}/attach/"
    text = client.post(address, {"files": [SimpleUploadedFile("note.txt", b"hello")]}, follow=True).text
    assert "note.txt" in text
    bad = client.post(address, {"files": [SimpleUploadedFile("page.txt", b"<script>")]}, follow=True).text
    assert "This kind of file is not taken" in bad
    reader = make_client(company, permissions=["erp.view_partner"])
    assert reader.post(address, {"files": [SimpleUploadedFile("n.txt", b"x")]}).status_code == 403


def test_the_page_shows_only_what_may_be_done(company: Company) -> None:
    with acting_in(company):
        partner = make_partner()
    reader = make_client(company, permissions=["erp.view_partner"])
    text = reader.get(f"{PARTNERS}{partner.pk}/").text
    assert "/edit/" not in text
    assert "/delete/" not in text
    assert "data-attach" not in text
    denied = reader.get(f"{PARTNERS}{partner.pk}/edit/")
    assert denied.status_code == 403
    assert "partner" in denied.text.lower()


def test_detail_takes_a_constant_number_of_statements(company: Company) -> None:
    user = make_user(company, language="en")
    with acting_in(company, user):
        partner = make_partner()
        for number in range(10):
            update_records([RecordChange(partner, {"phone": f"0{number}"})])
    client = sign_in(user)
    client.get(f"{PARTNERS}{partner.pk}/")
    with counted("partner detail"):
        client.get(f"{PARTNERS}{partner.pk}/")
    with counted("partner form"):
        client.get(f"{PARTNERS}{partner.pk}/edit/")
