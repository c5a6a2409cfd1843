"""The FEC: ours keeps every rule, and the checker tells each breach of another's with its line."""

import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounting.demo import set_up_books
from accounting.fec import COLUMNS, FecReport, check_fec, fec_chunks, fec_name
from accounting.fec.checker import Numbers
from accounting.models import FiscalYear, Item
from accounting.services.ledger import post_entries
from accounting.services.payments import record_payments
from accounting.types import PaymentDraft
from erp.errors import DomainError
from erp.models import Company
from erp.scope import current_scope, open_scope, system_scope
from tests.accounting.factories import entry_draft, make_invoice
from tests.erp.crud_world import make_client
from tests.erp.factories import make_partner
from tests.shared_data import DATA, needs

pytestmark = pytest.mark.django_db
REAL = DATA / "fr_accounting" / "fec"
SIREN = "732829320"


def name_company(company: Company, siren: str) -> None:
    with system_scope():
        Company.objects.filter(pk=company.pk).update(siren=siren)


@pytest.fixture
def books(company: Company) -> Company:
    """A company with invoices, one of them paid and lettered."""
    name_company(company, SIREN)
    with open_scope(companies=[company]):
        _account, providers = set_up_books(company, first_year=2025)
        customer = make_partner("Élise\tFaure | fils")
        paid = make_invoice(company, customer)
        make_invoice(company, customer)
        record_payments(
            [
                PaymentDraft(
                    company.pk, customer.pk, providers[0].code, Decimal(120), paid.date, invoice_id=paid.pk
                )
            ]
        )
    return company


def written(company: Company, encoding: str = "utf-8") -> tuple[str, bytes]:
    with open_scope(companies=[company]):
        year = _year()
        content = b"".join(fec_chunks(year, current_scope(), encoding=encoding, time_zone="Europe/Paris"))
        return fec_name(year), content


def _year() -> FiscalYear:
    period = Item.objects.select_related("entry__period__fiscal_year__company").earliest("pk").entry.period
    return period.fiscal_year


def rows(content: bytes, encoding: str = "utf-8") -> list[dict[str, str]]:
    lines = content.decode(encoding).split("\r\n")
    assert lines[-1] == ""
    assert lines[0].split("\t") == list(COLUMNS)
    return [dict(zip(COLUMNS, line.split("\t"), strict=True)) for line in lines[1:-1]]


def check(text: str, name: str = f"{SIREN}FEC20261231.txt", encoding: str = "utf-8") -> FecReport:
    return check_fec(io.BytesIO(text.encode(encoding)), name)


def test_our_own_keeps_every_rule(books: Company) -> None:
    name, content = written(books)
    report = check_fec(io.BytesIO(content), name)
    assert {code: finding.examples for code, finding in report.findings.items()} == {}
    assert report.is_clean
    with open_scope(companies=[books]):
        assert report.lines == Item.objects.count()
        assert report.debit == report.credit == sum(item.debit for item in Item.objects.all())
    assert name == f"{SIREN}FEC{name[12:20]}.txt"


def test_each_column_says_what_the_decree_asks(books: Company) -> None:
    _name, content = written(books)
    found = rows(content)
    customer = next(row for row in found if row["CompteNum"].startswith("411") and row["EcritureLet"])
    assert customer["CompAuxNum"]
    assert customer["CompAuxLib"] == "Élise Faure   fils"
    assert customer["Debit"] == "120,00"
    assert customer["Credit"] == "0,00"
    assert len(customer["DateLet"]) == len(customer["ValidDate"]) == 8
    assert customer["Montantdevise"] == customer["Idevise"] == ""
    sold = next(row for row in found if row["CompteNum"].startswith("707"))
    assert sold["CompAuxNum"] == sold["CompAuxLib"] == sold["EcritureLet"] == ""
    assert sold["JournalCode"] == "VE"
    assert sold["EcritureNum"].startswith("VE-")


def test_latin_letters_and_another_company(books: Company, other_company: Company) -> None:
    _name, content = written(books, "iso-8859-15")
    assert b"\xc9lise" in content
    with open_scope(companies=[books]):
        year = _year()
    with open_scope(companies=[other_company]):
        stranger = b"".join(fec_chunks(year, current_scope(), time_zone="Europe/Paris"))
    assert rows(stranger) == []


def test_the_file_needs_a_siren(books: Company) -> None:
    name_company(books, "")
    with open_scope(companies=[books]), pytest.raises(DomainError) as refusal:
        fec_name(_year())
    assert refusal.value.code == "fec.siren"


def test_one_statement_writes_any_number_of_lines(books: Company) -> None:
    with open_scope(companies=[books]):
        year, scope = _year(), current_scope()
        list(fec_chunks(year, scope, time_zone="Europe/Paris"))
        post_entries([entry_draft(books, ("607", "10", "0"), ("401", "0", "10")) for _one in range(30)])
        with CaptureQueriesContext(connection) as queries:
            content = b"".join(fec_chunks(year, scope, time_zone="Europe/Paris"))
    assert len(rows(content)) > 60
    assert len(queries) <= 1


GOOD = [
    "AN",
    "À-nouveaux",
    "AN-1",
    "20260101",
    "512",
    "Banque",
    "",
    "",
    "A1",
    "20260101",
    "Ouverture",
    "10,00",
    "0,00",
    "",
    "",
    "20260101",
    "",
    "",
]


def fec(*changes: dict[str, str]) -> str:
    """A file with one balanced entry whose first lines are changed as told."""
    lines = ["\t".join(COLUMNS)]
    base = dict(zip(COLUMNS, GOOD, strict=True))
    pair = [base, {**base, "Debit": "0,00", "Credit": "10,00", "CompteNum": "101"}]
    for line, change in zip(pair, [*changes, {}, {}], strict=False):
        lines.append("\t".join({**line, **change}.values()))
    return "\r\n".join(lines) + "\r\n"


BREACHES: list[tuple[str, Callable[[], FecReport], int]] = [
    ("name", lambda: check(fec(), "books.txt"), 0),
    ("name", lambda: check(fec(), "123456789FEC20261231.txt"), 0),
    ("separator", lambda: check(fec().replace("\t", ";")), 1),
    ("columns", lambda: check(fec().replace("EcritureLib", "Libelle")), 1),
    ("width", lambda: check(fec() + "a\tb\r\n"), 4),
    ("required", lambda: check(fec({"PieceRef": ""})), 2),
    ("date", lambda: check(fec({"PieceDate": "20260231"})), 2),
    ("year", lambda: check(fec({"EcritureDate": "20230101"}, {"EcritureDate": "20230101"})), 2),
    ("account", lambda: check(fec({"CompteNum": "B12"})), 2),
    ("auxiliary", lambda: check(fec({"CompAuxNum": "C1"})), 2),
    ("amount", lambda: check(fec({"Debit": "10.00"})), 2),
    ("side", lambda: check(fec({"Credit": "10,00"})), 2),
    ("entry", lambda: check(fec({}, {"EcritureDate": "20260102"})), 3),
    ("balance", lambda: check(fec({"Debit": "10,01"})), 2),
    ("sequence", lambda: check(fec() + fec({"EcritureNum": "AN-3"}, {"EcritureNum": "AN-3"}).split("\r\n", 1)[1]), 0),
    ("order", lambda: check(fec({"ValidDate": "20260103"}) + fec({"EcritureNum": "AN-2"}, {"EcritureNum": "AN-2"}).split("\r\n", 1)[1]), 4),
    ("validated", lambda: check(fec({"ValidDate": "20251231"})), 2),
    ("letter", lambda: check(fec({"EcritureLet": "AA"})), 2),
    ("currency", lambda: check(fec({"Montantdevise": "12,00"})), 2),
    ("empty_line", lambda: check(fec({"Debit": "0,00"}, {"Credit": "0,00"})), 2),
    ("nothing", lambda: check("\t".join(COLUMNS)), 1),
    ("encoding", lambda: check_fec(io.BytesIO(fec().encode() + (b"x" * 1000 + b"\r\n") * 70 + b"\xff\r\n"), "x"), 74),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "work", "line"), BREACHES, ids=[f"{b[0]}{n}" for n, b in enumerate(BREACHES)]
)
def test_a_breach_is_told_with_its_line(rule: str, work: Callable[[], FecReport], line: int) -> None:
    report = work()
    assert rule in report.findings
    assert report.findings[rule].examples[0].line == line


def test_a_good_file_has_no_breach() -> None:
    for text in (fec(), fec().replace("\t", "|"), fec().replace("\r\n", "\n")):
        report = check(text)
        assert report.findings == {}
        assert (report.lines, report.entries, report.debit) == (2, 1, Decimal(10))
    assert check(fec(), encoding="iso8859-15").encoding == "iso8859-15"
    sided = (
        fec()
        .replace("Debit\tCredit", "Montant\tSens")
        .replace("10,00\t0,00", "10,00\tD")
        .replace("0,00\t10,00", "10,00\tC")
    )
    assert check(sided).findings == {}


def test_what_is_no_fec_at_all() -> None:
    for content in (b"", b"\x00" * 1000, b"%PDF-1.7\n" + bytes(range(256)) * 300, b"\xff" * 200_000):
        report = check_fec(io.BytesIO(content), "x")
        assert not report.is_clean


def test_numbers_are_kept_as_ranges() -> None:
    numbers = Numbers()
    for number in (5, 1, 2, 4, 9, 2, 10):
        numbers.add(number)
    assert list(numbers.gaps) == [(3, 3), (6, 8)]
    for number in (3, 8, 6, 7):
        numbers.add(number)
    assert (numbers.starts, numbers.ends) == ([1], [10])


@needs("fr_accounting")
def test_files_of_another_program() -> None:
    for name in ("tryton_FEC.csv", "tryton_FEC-previous.csv"):
        content = (REAL / name).read_text(encoding="utf-8").replace("{current_date}", "20180301")
        report = check(content, f"{SIREN}FEC20181231.txt")
        assert report.lines == len(content.strip().splitlines()) - 1
        assert report.debit == report.credit
        assert {code: finding.examples for code, finding in report.findings.items()} == {}


def test_on_screen(books: Company) -> None:
    client: Client = make_client(books)
    page = client.get("/accounting/fec/")
    assert page.status_code == 200
    with open_scope(companies=[books]):
        year = _year()
    sent = client.get(f"/accounting/fec/{year.pk}/")
    assert SIREN in sent.headers["Content-Disposition"]
    content = sent.getvalue()
    assert len(rows(content)) > 4
    good = client.post(
        "/accounting/fec/", {"file": SimpleUploadedFile(f"{SIREN}FEC{year.end_date:%Y%m%d}.txt", content)}
    )
    assert "keeps every rule" in good.text
    bad = client.post(
        "/accounting/fec/", {"file": SimpleUploadedFile("x.txt", content.replace(b"120,00", b"120.00"))}
    )
    assert "could refuse this file" in bad.text
    assert "120.00" in bad.text
    assert client.post("/accounting/fec/").status_code == 422
    assert make_client(books, permissions=[]).get(f"/accounting/fec/{year.pk}/").status_code == 403
