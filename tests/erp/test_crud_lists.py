"""Lists: pages by key, filters, order, views, columns, totals, files."""

import io
from urllib.parse import unquote

import pytest
from django.test import Client
from openpyxl import load_workbook

from erp.crud import keyset
from erp.crud.filters import filterset_class
from erp.crud.registry import resources
from erp.jobs import run_job
from erp.models import Company, Country, CurrencyRate, Job, Membership, Partner, SavedView, Site
from erp.scope import system_scope
from erp.services.records import RecordDraft, create_records
from tests.erp.crud_world import acting_in, make_client, sign_in
from tests.erp.factories import make_partner, make_site, make_user
from tests.query_counts import counted

pytestmark = pytest.mark.django_db

PARTNERS = "/crm/partner/"
HTMX = {"HX-Request": "true", "HX-Target": "list-results"}


@pytest.fixture
def client(company: Company) -> Client:
    return make_client(company)


@pytest.fixture
def partners(company: Company) -> list[Partner]:
    with acting_in(company):
        return [
            make_partner(name, email=f"p{n}@example.test", phone="" if n % 3 else f"02{n:08}")
            for n, name in enumerate(["Zoé", "Éclair", "eau", "zèbre", "école", "Abel", "Œuf"])
        ]


def names(response: object) -> list[str]:
    return [str(record) for record in response.context["page"].records]  # type: ignore[attr-defined]


def test_names_sort_as_people_sort_them(client: Client, partners: list[Partner]) -> None:
    assert names(client.get(PARTNERS)) == ["Abel", "eau", "Éclair", "école", "Œuf", "zèbre", "Zoé"]


@pytest.mark.parametrize(
    "sort", ["name", "-name", "phone", "-phone", "payment_terms", "-payment_terms", "created_at"]
)
def test_pages_by_key_show_every_row_once(company: Company, partners: list[Partner], sort: str) -> None:
    """Forwards and back, with ties and with empty values, which come last when ascending."""
    resource = resources.get("crm.partner")
    with acting_in(company):
        path = {"name": "name", "phone": "phone", "payment_terms": "payment_terms__name"}.get(
            sort.strip("-"), "created_at"
        )
        ordering = [("-" if sort.startswith("-") else "") + path]
        rows = resource.get_queryset().select_related("payment_terms")
        whole = [r.pk for r in keyset.page(rows, ordering, 100).records]
        seen, pages, cursor = [], [], ""
        while True:
            page = keyset.page(rows, ordering, 3, after=cursor)
            pages.append([r.pk for r in page.records])
            seen += pages[-1]
            if not page.after:
                break
            cursor = page.after
        assert seen == whole
        assert len(set(seen)) == len(partners)
        back = keyset.page(rows, ordering, 3, before=page.before)
        assert [r.pk for r in back.records] == pages[-2]


def test_a_cursor_of_another_order_shows_the_first_page(client: Client, partners: list[Partner]) -> None:
    for cursor in ("nonsense", "WzEsMiwzXQ", "bnVsbA"):
        assert len(names(client.get(PARTNERS, {"after": cursor}))) == 7


def test_filters_are_in_the_address_and_in_words(
    client: Client, partners: list[Partner], company: Company
) -> None:
    with acting_in(company):
        make_partner("Nordlicht", is_customer=False, is_supplier=True)
    response = client.get(PARTNERS, {"is_supplier": "yes", "created_at": "today", "country": "FR"})
    assert names(response) == ["Nordlicht"]
    chosen = {chip.name: chip.chosen for chip in response.context["chips"]}
    assert chosen["is_supplier"] == "Yes"
    assert chosen["created_at"] == "Today"
    assert chosen["country"] == "France"
    assert chosen["is_customer"] == ""
    assert names(client.get(PARTNERS, {"created_at": "yesterday"})) == []
    assert len(names(client.get(PARTNERS, {"created_at_after": "2020-01-01"}))) == 8
    assert "could not be read" in client.get(PARTNERS, {"created_at": "someday"}).text


def test_filters_are_named_in_the_language_of_who_reads(company: Company) -> None:
    """The class of a list's filters is made once, for readers of every language."""
    filterset_class.cache_clear()
    french, english = (sign_in(make_user(company, language=language)) for language in ("fr", "en"))
    for reader, label in ((french, "Pays"), (english, "Country"), (french, "Pays")):
        chips = reader.get(PARTNERS).context["chips"]
        assert label in [chip.label for chip in chips]


def test_search_finds_by_the_beginning_of_words_without_accents(
    client: Client, partners: list[Partner]
) -> None:
    assert names(client.get(PARTNERS, {"q": "ecl"})) == ["Éclair"]
    assert names(client.get(PARTNERS, {"q": "oeu"})) == ["Œuf"]
    assert names(client.get(PARTNERS, {"q": partners[0].number.lower()})) == ["Zoé"]
    assert "Nothing matches" in client.get(PARTNERS, {"q": "xyz"}).text


def test_a_part_is_answered_where_a_part_is_asked_for(client: Client, partners: list[Partner]) -> None:
    part = client.get(PARTNERS, {"q": "zo"}, headers=HTMX).text
    assert part.lstrip().startswith('<div id="list-results"')
    assert "hx-swap-oob" in part
    restored = client.get(PARTNERS, headers=HTMX | {"HX-History-Restore-Request": "true"}).text
    assert "<html" in restored


def test_the_empty_list_teaches_the_first_step(client: Client) -> None:
    text = client.get(PARTNERS).text
    assert "No partners yet" in text
    assert "Create the first one" in text
    assert 'href="/crm/partner/new/"' in text


def test_columns_are_chosen_and_kept(client: Client, partners: list[Partner]) -> None:
    client.post(f"{PARTNERS}columns/", {"columns": ["name", "siren", "nonsense"]})
    heads = [head["label"] for head in client.get(PARTNERS).context["headers"]]
    assert heads == ["Name", "SIREN"]
    assert SavedView.objects.count() == 0  # outside a scope nothing is visible
    client.post(f"{PARTNERS}columns/", {"columns": [""]})
    assert len(client.get(PARTNERS).context["headers"]) == 8
    heads = [head["label"] for head in client.get(PARTNERS, {"cols": "email,name"}).context["headers"]]
    assert heads == ["E-mail", "Name"]


def test_a_view_is_saved_renamed_and_removed(
    client: Client, partners: list[Partner], company: Company
) -> None:
    saved = client.post(
        f"{PARTNERS}views/", {"do": "save", "name": "Mine", "query": "q=zo&sort=-name&after=abc&page=3"}
    )
    address = unquote(saved.headers["HX-Redirect"])
    assert address.endswith("&q=zo&sort=-name")
    response = client.get(address)
    assert [tab.label for tab in response.context["tabs"].all] == ["All", "Customers", "Suppliers", "Mine"]
    assert names(response) == ["Zoé"]
    with acting_in(company):
        view = SavedView.objects.get(name="Mine")
    twice = client.post(f"{PARTNERS}views/", {"do": "save", "name": "Mine", "query": ""}, headers=HTMX)
    assert "You have a view called" in twice.headers["HX-Trigger"]
    client.post(f"{PARTNERS}views/", {"do": "rename", "id": view.pk, "name": "Ours"})
    stranger = make_client(company)
    assert stranger.post(f"{PARTNERS}views/", {"do": "delete", "id": view.pk}).status_code == 404
    assert "Ours" not in [tab.label for tab in stranger.get(PARTNERS).context["tabs"].all]
    client.post(f"{PARTNERS}views/", {"do": "delete", "id": view.pk})
    assert len(client.get(PARTNERS).context["tabs"].all) == 3


def test_several_companies_in_view_show_whose_row_it_is(company: Company, other_company: Company) -> None:
    client = make_client(company, other_company)
    with acting_in(company):
        make_site(company, "A1")
    with acting_in(other_company):
        make_site(other_company, "B1")
    assert len(names(client.get("/settings/site/"))) == 1
    session = client.session
    session["group_view"] = True
    session.save()
    response = client.get("/settings/site/")
    assert len(names(response)) == 2
    assert "Company" in [head["label"] for head in response.context["headers"]]


def test_a_right_in_one_company_says_nothing_about_another(company: Company, other_company: Company) -> None:
    from erp.models import Membership
    from erp.scope import system_scope
    from tests.erp.crud_world import sign_in
    from tests.erp.factories import make_user

    user = make_user(company, permissions=["erp.view_site"])
    with system_scope():
        Membership.objects.create(user=user, company=other_company)
    with acting_in(company):
        make_site(company, "A1")
    with acting_in(other_company):
        hidden = make_site(other_company, "B1")
    client = sign_in(user)
    session = client.session
    session["group_view"] = True
    session.save()
    assert names(client.get("/settings/site/")) == ["Site A1"]
    assert client.get(f"/settings/site/{hidden.pk}/").status_code == 404
    assert "B1" not in b"".join(client.get("/settings/site/export/", {"format": "csv"})).decode()


def test_a_list_takes_as_many_statements_for_fifty_rows_as_for_one(client: Client, company: Company) -> None:
    with acting_in(company):
        france = Country.objects.get(code="FR")
        terms = create_records(
            [
                RecordDraft(
                    resources.get("settings.paymentterms").model, {"code": "30", "name": "30", "days": 30}
                )
            ]
        )
        make_partner("One", payment_terms_id=terms[0].pk)
    client.get(PARTNERS)
    address = f"{PARTNERS}?cols=name,country,payment_terms&sort=payment_terms"
    with counted("partner list"):
        client.get(address)
    with acting_in(company):
        from erp.services.partners import create_partner_records

        create_partner_records(
            [
                RecordDraft(Partner, {"name": f"P{n}", "country": france, "payment_terms": terms[0]})
                for n in range(60)
            ]
        )
    with counted("partner list") as captured:
        response = client.get(address)
    assert len(names(response)) == 50
    assert response.context["count"] == 61
    assert not any("OFFSET" in query["sql"] for query in captured)


def test_totals_come_by_currency_and_over_everything_filtered(company: Company) -> None:
    from django.db import models

    from erp.crud import Column, Resource
    from erp.crud.listing import Listing
    from tests.erp.factories import make_user

    class Rates(Resource):
        model = CurrencyRate
        columns = [
            "date",
            Column("rate", kind="money", currency="currency_id", total=True),
            Column("double", kind="number", total=True, annotate=models.F("rate") * 2),
        ]
        filters = ["currency"]

    CurrencyRate.objects.bulk_create(
        [
            CurrencyRate(currency_id=code, date=f"2026-01-{day:02}", rate=rate)
            for code, rate in (("USD", 2), ("GBP", 1))
            for day in (1, 2)
        ]
    )
    with acting_in(company):
        listing = Listing(Rates(), make_user(company), {"currency": ["USD", "GBP"]})
        rate, double = listing.totals()
        assert [(str(amount), code) for amount, code in rate.amounts] == [
            ("2.00000000", "GBP"),
            ("4.00000000", "USD"),
        ]
        assert [str(amount) for amount, _code in double.amounts] == ["12.00000000"]


# --- files ----------------------------------------------------------------------------------------------------------

FORMULAS = ["=1+1", "+33 1", "-2", "@SUM(A1)", "\tx", "\rx"]


def test_an_export_holds_what_is_shown_and_no_formula(client: Client, company: Company) -> None:
    with acting_in(company):
        create = resources.get("settings.site").model
        Site.objects.bulk_create(
            [
                create(company=company, code=f"S{n}", name=name, kind="store")
                for n, name in enumerate(FORMULAS)
            ]
        )
    response = client.get("/settings/site/export/", {"format": "csv", "cols": "code,name", "sort": "code"})
    text = b"".join(response).decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0] == "Code,Name"
    assert lines[1:5] == ["S0,'=1+1", "S1,'+33 1", "S2,'-2", "S3,'@SUM(A1)"]
    assert "S4,'\tx" in text
    assert response.headers["Content-Disposition"].startswith('attachment; filename="sites-')
    book = load_workbook(
        io.BytesIO(client.get("/settings/site/export/", {"format": "xlsx", "cols": "name,code"}).content)
    )
    cells = [row[0] for row in book.active.iter_rows(min_row=2, values_only=True)]
    assert cells[0] == "'=1+1"
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_an_export_follows_filters_selection_and_language(client: Client, company: Company) -> None:
    CurrencyRate.objects.bulk_create(
        [CurrencyRate(currency_id=code, date="2026-01-01", rate="1234.5") for code in ("USD", "GBP")]
    )
    address = "/settings/currencyrate/export/"
    assert b"".join(client.get(address, {"format": "csv", "currency": "USD"})).decode("utf-8-sig").split(
        "\r\n"
    )[1:] == [
        "USD,2026-01-01,1234.50000000",
        "",
    ]
    one = CurrencyRate.objects.get(currency="GBP")
    assert b"GBP" in b"".join(client.get(address, {"format": "csv", "ids": one.pk}))
    french = make_client(company, username="fr")
    from erp.models import User

    User.objects.filter(username="fr").update(language="fr")
    text = b"".join(french.get(address, {"format": "csv", "currency": "USD"})).decode("utf-8-sig")
    assert "USD;2026-01-01;1234,50000000" in text


def test_a_workbook_of_many_rows_is_made_by_a_job(
    client: Client, company: Company, partners: list[Partner], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("erp.crud.views.exporting.MOST_AT_ONCE", 3)
    address = f"{PARTNERS}export/?format=xlsx&cols=name,email&sort=-name"
    asked = client.get(address)
    assert "more than 3 rows" in asked.text
    with acting_in(company):
        assert not Job.objects.exists()
    client.post(address)
    with acting_in(company):
        job = Job.objects.get()
    run_job(str(job.key))
    with acting_in(company):
        job.refresh_from_db()
        assert (job.status, job.done, job.total) == ("done", 7, 7)
        assert job.result is not None
        book = load_workbook(io.BytesIO(job.result.content.read()))
    cells = [row[0] for row in book.active.iter_rows(values_only=True)]
    assert cells == ["Name", "Zoé", "zèbre", "Œuf", "école", "Éclair", "eau", "Abel"]


def test_an_export_by_job_is_made_with_the_rights_of_that_moment(
    client: Client, company: Company, partners: list[Partner]
) -> None:
    client.post(f"{PARTNERS}export/?format=xlsx")
    with system_scope():
        Membership.objects.all().delete()
        job = Job.objects.get()
    run_job(str(job.key))
    with system_scope():
        job.refresh_from_db()
    assert (job.status, job.result) == ("failed", None)


def test_a_streamed_export_leaves_no_scope_open(
    client: Client, company: Company, partners: list[Partner]
) -> None:
    from erp.scope import scope_or_none

    stream = iter(client.get(f"{PARTNERS}export/", {"format": "csv"}))
    assert next(stream)
    assert next(stream)
    assert scope_or_none() is None
    assert Partner.objects.count() == 0
