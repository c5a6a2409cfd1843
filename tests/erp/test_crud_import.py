"""Importing: looked at row by row, written all or nothing; hostile files get a clear word."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from erp.models import Company, CurrencyRate, Partner, PaymentTerms
from tests.erp.crud_world import acting_in, make_client
from tests.erp.factories import make_partner

pytestmark = pytest.mark.django_db

PARTNERS, TERMS, RATES = (
    "/crm/partner/import/",
    "/settings/paymentterms/import/",
    "/settings/currencyrate/import/",
)


@pytest.fixture
def client(company: Company) -> Client:
    return make_client(company)


def upload(client: Client, address: str, content: bytes | str, name: str = "list.csv"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def verdicts(response) -> list[str]:
    return [row.verdict for row in response.context["examination"].verdicts]


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_file_is_looked_at_and_then_written(client: Client, company: Company) -> None:
    with acting_in(company):
        PaymentTerms.objects.create(code="30", name="30 days", days=30)
        PaymentTerms.objects.create(code="60", name="60 days", days=60)
    text = "Code;Name;Days;End of month\n30;30 days;30;no\n60;Sixty;60;oui\n90;90 days;90;\n"
    seen = upload(client, TERMS, text)
    assert verdicts(seen) == ["unchanged", "changed", "new"]
    assert "60 days" in seen.text
    with acting_in(company):
        assert PaymentTerms.objects.count() == 2
    done = client.post(TERMS, {"token": seen.context["token"]}, follow=True)
    assert "2 records imported." in done.text
    with acting_in(company):
        terms = {t.code: (t.name, t.days, t.is_end_of_month) for t in PaymentTerms.objects.all()}
    assert terms == {"30": ("30 days", 30, False), "60": ("Sixty", 60, True), "90": ("90 days", 90, False)}
    assert "waited too long" in client.post(TERMS, {"token": seen.context["token"]}).text


def test_each_wrong_row_says_why_and_nothing_is_written(client: Client, company: Company) -> None:
    text = (
        "name,country,language,email,is_customer,siren,payment_terms\n"
        "Good,France,French,a@b.fr,yes,,\n"
        ",FR,fr,,,,\n"
        "Bad mail,FR,fr,nobody,,,\n"
        "Bad country,Atlantis,fr,,,,\n"
        "Bad choice,FR,klingon,,,,\n"
        "Bad yes,FR,fr,,perhaps,,\n"
        "Bad siren,FR,fr,,,123456789,\n"
        "No country,,fr,,,,\n"
    )
    seen = upload(client, PARTNERS, text)
    assert verdicts(seen) == ["new"] + ["error"] * 7
    rows = seen.context["examination"].verdicts
    said = {row.number: " ".join(f"{label}: {message}" for label, message in row.errors) for row in rows}
    assert "Name: This field cannot be blank." in said[3]
    assert said[4].startswith("E-mail: Enter a valid email")
    assert "“Atlantis” is not among the countries" in said[5]
    assert "“klingon” is none of" in said[6]
    assert "“perhaps” is neither yes nor no" in said[7]
    assert "SIREN" in said[8]
    assert said[9].startswith("Country:")
    assert not seen.context["token"]
    with acting_in(company):
        assert not Partner.objects.exists()


def test_partners_are_found_by_number_and_new_ones_get_theirs(client: Client, company: Company) -> None:
    with acting_in(company):
        partner = make_partner("Before")
    text = f"Number,Name,Country\n{partner.number},After,FR\n,New,FR\n"
    seen = upload(client, PARTNERS, text)
    assert verdicts(seen) == ["changed", "new"]
    client.post(PARTNERS, {"token": seen.context["token"]})
    with acting_in(company):
        assert sorted(Partner.objects.values_list("name", flat=True)) == ["After", "New"]
        assert Partner.objects.get(name="New").number > partner.number
    unknown = upload(client, PARTNERS, "Number,Name,Country\nP9,X,FR\n")
    assert "There is no “P9”" in unknown.text
    twice = upload(client, PARTNERS, f"Number,Name,Country\n{partner.number},A,FR\n{partner.number},B,FR\n")
    assert "is in the file twice" in twice.text


def test_a_workbook_keeps_numbers_and_dates(client: Client) -> None:
    import datetime as dt

    content = workbook(
        [
            ["Currency", "Date", "Units for one euro"],
            ["USD", dt.date(2026, 1, 2), 1.1],
            ["GBP", "03/01/2026", "0,85"],
        ]
    )
    seen = upload(client, RATES, content, "rates.xlsx")
    assert verdicts(seen) == ["new", "new"], seen.context["examination"].verdicts
    client.post(RATES, {"token": seen.context["token"]})
    assert sorted(CurrencyRate.objects.values_list("currency", "date", "rate")) == [
        ("GBP", dt.date(2026, 1, 3), CurrencyRate.objects.get(currency="GBP").rate),
        ("USD", dt.date(2026, 1, 2), CurrencyRate.objects.get(currency="USD").rate),
    ]
    assert str(CurrencyRate.objects.get(currency="USD").rate) == "1.10000000"


def test_what_the_database_refuses_writes_nothing(client: Client, company: Company) -> None:
    seen = upload(client, RATES, "Currency,Date,Units for one euro\nUSD,2026-01-01,1\nUSD,2026-01-01,2\n")
    refused = client.post(RATES, {"token": seen.context["token"]})
    assert refused.status_code == 422
    assert "Another record has this already" in refused.text
    assert not CurrencyRate.objects.exists()


def bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 120_000_000)
    return target.getvalue()


HOSTILE = {
    "empty": (b"", "The file is empty."),
    "heads only": (b"Code,Name\n", "no rows below its heads"),
    "latin": ("Code;Name\n1;Été\n".encode("latin-1"), "not in UTF-8 (line 2)"),
    "binary": (b"\x00\x01\x02,\x00", "not a table"),
    "other columns": (b"Colour,Weight\n1,2\n", "These columns are unknown here: Colour, Weight"),
    "twice": (b"Code,Code\n1,2\n", "is there twice"),
    "too wide": (b"Code,Name\n1,2,3\n", "Row 2 has more cells"),
    "quotes": (b'Code,Name\n"1,2\n', "can&#x27;t be read as CSV"),
    "too many": (b"Code,Name\n" + b"1,2\n" * 5_001, "more than 5000 rows"),
    "damaged": (b"PK\x03\x04" + b"x" * 100, "damaged or of another kind"),
    "another zip": (b"", "damaged or of another kind"),
    "bomb": (b"", "unfolds to more"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_get_a_clear_word(client: Client, company: Company, kind: str) -> None:
    content, said = HOSTILE[kind]
    if kind == "bomb":
        content = bomb()
    if kind == "another zip":
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("hello.txt", b"hello")
        content = target.getvalue()
    response = upload(client, TERMS, content, "list.xlsx" if content[:2] == b"PK" else "list.csv")
    assert response.status_code == 422
    assert said in response.text
    with acting_in(company):
        assert not PaymentTerms.objects.exists()


def test_a_file_waits_for_the_person_and_company_that_looked_at_it(
    client: Client, company: Company, other_company: Company
) -> None:
    seen = upload(client, TERMS, "Code,Name,Days\n30,30 days,30\n")
    stranger = make_client(company)
    assert "waited too long" in stranger.post(TERMS, {"token": seen.context["token"]}).text
    with acting_in(company):
        assert not PaymentTerms.objects.exists()


def test_importing_needs_rights(company: Company) -> None:
    reader = make_client(company, permissions=["erp.view_paymentterms"])
    assert reader.get(TERMS).status_code == 403
    adder = make_client(company, permissions=["erp.view_paymentterms", "erp.add_paymentterms"])
    with acting_in(company):
        PaymentTerms.objects.create(code="30", name="30 days", days=30)
    seen = upload(adder, TERMS, "Code,Name,Days\n30,Changed,30\n")
    assert adder.post(TERMS, {"token": seen.context["token"]}).status_code == 403


def test_an_export_can_be_imported_again(client: Client, company: Company) -> None:
    with acting_in(company):
        PaymentTerms.objects.create(code="30", name="=danger", days=30)
    content = b"".join(client.get("/settings/paymentterms/export/", {"format": "csv"}))
    assert verdicts(upload(client, TERMS, content)) == ["unchanged"]
    template = client.get(f"{TERMS}?template").content.decode("utf-8-sig")
    assert template.strip() == "Code,Name,Days,End of month"


def test_import_takes_a_constant_number_of_statements(client: Client, company: Company) -> None:
    from tests.query_counts import counted

    for count in (1, 200):
        rows = "".join(f"{count}-{n},T{n},{n}\n" for n in range(count))
        seen = upload(client, TERMS, "Code,Name,Days\n" + rows)
        with counted("import"):
            client.post(TERMS, {"token": seen.context["token"]})
