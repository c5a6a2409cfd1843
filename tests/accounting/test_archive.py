"""The archive of a year: signed, and every change to it told."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from accounting.archive import check_archive, public_text
from accounting.models import FiscalYear
from accounting.services.archives import year_archive
from accounting.services.closing import close_years
from accounting.services.ledger import post_entries
from erp.errors import DomainError
from erp.models import Company, Job
from erp.scope import system_scope
from tests.accounting.factories import entry_draft, make_books
from tests.accounting.test_chain import SALE, commit, tamper
from tests.erp.crud_world import make_client

JUNE = dt.date(2025, 6, 15)


@pytest.fixture
def year(scope: Company) -> FiscalYear:
    """Two entries of 2025 with one of 2026 between them, and the closing of the year."""
    make_books(scope)
    with system_scope():
        Company.objects.filter(pk=scope.pk).update(siren="732829320")
    post_entries(
        [
            entry_draft(scope, *SALE, date=JUNE, label="Première"),
            entry_draft(scope, *SALE),
            entry_draft(scope, *SALE, date=JUNE),
        ]
    )
    year = FiscalYear.objects.select_related("company").get(code="2025")
    close_years([year])
    commit()
    return FiscalYear.objects.select_related("company").get(pk=year.pk)


def changed(archive: bytes, name: str, before: bytes, after: bytes) -> bytes:
    """The archive with something replaced in one of its files."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w") as new:
        for one in old.namelist():
            content = old.read(one)
            if one == name:
                assert before in content
                content = content.replace(before, after, 1)
            new.writestr(one, content)
    return target.getvalue()


def test_what_is_archived_can_be_checked_by_anybody(year: FiscalYear, tmp_path: Path) -> None:
    archive = year_archive(year)
    report = check_archive(io.BytesIO(archive))
    # Three sales less the one of 2026, the result and the closing balances; the opening is of 2026.
    assert (report.problems, report.entries) == ([], 4)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        manifest = json.loads(files.read("manifest.json"))
        assert files.read("fec.txt").decode().count("\r\n") == 1 + 6
    assert (manifest["siren"], manifest["fiscal_year"], manifest["first_link"][0]) == ("732829320", "2025", 1)
    assert manifest["end_of_chain"][0] == 6
    path = tmp_path / "archive.zip"
    path.write_bytes(archive)
    call_command("verify_archive", str(path), f"--public-key={report.public_key}")


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("fec.txt", b"120,00", b"121,00", "fec.txt is not what was signed."),
        ("entries.jsonl", b"120.00", b"121.00", "does not have its digest"),
        ("manifest.json", b'"2025"', b'"2024"', "The signature is not that of the manifest."),
        ("manifest.sig", b"=", b"", "It can't be read"),
    ],
)
def test_every_change_is_told(
    year: FiscalYear, tmp_path: Path, name: str, before: bytes, after: bytes, said: str
) -> None:
    archive = changed(year_archive(year), name, before, after)
    assert any(said in one for one in check_archive(io.BytesIO(archive)).problems)
    path = tmp_path / "archive.zip"
    path.write_bytes(archive)
    with pytest.raises(CommandError, match=said.replace(".", r"\.")):
        call_command("verify_archive", str(path))


def test_another_key_and_other_files(year: FiscalYear) -> None:
    archive = year_archive(year)
    other = public_text(Ed25519PrivateKey.generate())
    assert "It was signed with another key." in check_archive(io.BytesIO(archive), other).problems
    assert check_archive(io.BytesIO(b"nothing")).problems
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as files:
        files.writestr("fec.txt", "")
    assert check_archive(empty).problems == ["Missing: entries.jsonl, manifest.json, manifest.sig."]


def test_changed_books_are_not_signed(year: FiscalYear) -> None:
    tamper("UPDATE accounting_item SET debit = 121 WHERE debit = 120 AND date = '2025-06-15'")
    with pytest.raises(DomainError) as refusal:
        year_archive(year)
    assert refusal.value.code == "archive.changed"


def test_on_screen(year: FiscalYear, settings: Any) -> None:
    address = f"/accounting/closing/{year.pk}/archive/"
    assert make_client(year.company, permissions=["accounting.view_entry"]).post(address).status_code == 403
    client = make_client(year.company)
    settings.ARCHIVE_SIGNING_KEY = ""
    refused = client.post(address)
    assert (refused.status_code, Job.objects.count()) == (409, 0)
    assert "no key to sign archives" in refused.text
    settings.ARCHIVE_SIGNING_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    assert client.post(address).status_code == 302
    assert Job.objects.get().params == {"year": year.pk}
