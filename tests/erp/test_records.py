"""Attachments, mails, jobs, credentials: kept whole, refused with a reason, never in clear."""

import io
import struct
import time
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from PIL import Image, ImageFile

from erp import jobs
from erp.attachments import attach, attach_many, attachments_of, check_name
from erp.choices import JobStatus, MailStatus
from erp.errors import DomainError
from erp.jobs import JobHandle, JobKind, cancel_jobs, fail_lost_jobs, run_job, start_job
from erp.mail import mails_about, queue_mail
from erp.models import Attachment, Company, Job, MailMessage, OutboxMessage
from erp.outbox import relay
from erp.scope import open_scope, system_scope
from erp.secrets import decrypt, encrypt
from erp.verification import attachments
from tests.erp.factories import make_company, make_partner, make_user


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def png(width: int = 4, height: int = 4) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, "PNG")
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("bon.pdf", b"%PDF-1.7\n...", "application/pdf"),
        ("photo.png", png(), "image/png"),
        ("liste.csv", "nom;prix\nÉté;1,50\n".encode(), "text/plain"),
        ("feuille.xlsx", archive(), "application/zip"),
        ("releve.xml", b"<?xml version='1.0'?><a/>", "application/xml"),
    ],
)
def test_a_file_is_kept_with_the_type_its_content_shows(
    scope: Company, name: str, content: bytes, kind: str
) -> None:
    partner = make_partner()
    attachment = attach(partner, name, content)
    assert (attachment.content_type, attachment.size, attachment.name) == (kind, len(content), name)
    assert list(attachments_of(partner)) == [attachment]
    with attachment.content.open("rb") as file:
        assert file.read() == content


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("vide.pdf", b"", "attachment.empty"),
        ("virus.pdf", b"MZ\x90\x00", "attachment.type"),
        ("page.txt", b"<!DOCTYPE html><script>alert(1)</script>", "attachment.type"),
        ("dessin.svg", b"<svg xmlns='...'/>", "attachment.type"),
        ("photo.png", b"%PDF-1.7", "attachment.type"),
        ("...", b"%PDF-1.7", "attachment.name"),
    ],
)
def test_what_is_not_taken_is_refused_and_nothing_kept(
    scope: Company, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(DomainError) as refusal:
        attach(make_partner(), name, content)
    assert (refusal.value.code, refusal.value.field) == (code, "file")
    assert not Attachment.objects.exists()


def test_a_file_over_the_limit_is_refused(scope: Company, settings: object) -> None:
    settings.MAX_UPLOAD_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    with pytest.raises(DomainError, match="1 M"):
        attach(make_partner(), "gros.txt", b"a" * (1024 * 1024 + 1))


def test_a_picture_whose_text_is_a_bomb_is_refused(scope: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    # WeasyPrint makes Pillow lenient as soon as it is imported.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    text = zlib.compress(b"a" * 10_000_000)
    chunk = b"zTXtk\0\0" + text
    bomb = (
        png()[:33]
        + struct.pack(">I", len(chunk) - 4)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + png()[33:]
    )
    with pytest.raises(DomainError) as refusal:
        attach(make_partner(), "photo.png", bomb)
    assert refusal.value.code == "attachment.type"


def test_of_several_files_none_is_kept_when_one_is_refused(scope: Company, settings: object) -> None:
    partner = make_partner()
    with pytest.raises(DomainError):
        attach_many([(partner, "bon.pdf", b"%PDF-1.7"), (partner, "virus.pdf", b"MZ\x90\x00")])
    assert not Attachment.objects.exists()
    assert not any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))  # type: ignore[attr-defined]


def test_a_file_that_went_missing_is_told(scope: Company) -> None:
    attachment = attach(make_partner(), "bon.pdf", b"%PDF-1.7")
    assert attachments() == []
    attachment.content.storage.delete(attachment.content.name)
    (problem,) = attachments()
    assert "bon.pdf" in problem


def test_names_lose_their_path() -> None:
    assert check_name("../../etc/passwd.txt") == "passwd.txt"
    assert check_name("C:\\temp\\.caché.pdf") == "caché.pdf"
    assert len(check_name("x" * 400 + ".pdf")) == 160


def test_a_file_is_seen_by_those_who_see_its_record(company: Company, other_company: Company) -> None:
    with open_scope(companies=[company]):
        attach(make_partner("Privé", visible_to=[company.pk]), "a.pdf", b"%PDF-1.7")
        attach(make_partner("Partagé"), "b.pdf", b"%PDF-1.7")
    with open_scope(companies=[other_company]):
        assert list(Attachment.objects.values_list("name", flat=True)) == ["b.pdf"]


def test_a_mail_is_queued_sent_once_and_its_fate_shown(scope: Company) -> None:
    partner = make_partner()
    attachment = attach(partner, "facture.pdf", b"%PDF-1.7")
    message = queue_mail(
        to=["a@example.test", " a@example.test"],
        subject="Facture\nBcc: x@example.test",
        body="Bonjour",
        html="<p>Bonjour</p>",
        attachments=[attachment],
        about=partner,
    )
    assert mail.outbox == []
    relay()
    relay()
    message.refresh_from_db()
    assert message.status == MailStatus.SENT
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "Facture Bcc: x@example.test"
    assert mail.outbox[0].to == ["a@example.test"]
    assert mail.outbox[0].attachments[0][0] == "facture.pdf"
    assert list(mails_about(partner)) == [message]


def test_a_mail_to_nobody_or_to_no_address_is_refused(scope: Company) -> None:
    for to in ([], ["  "], ["pas une adresse"]):
        with pytest.raises(DomainError) as refusal:
            queue_mail(to=to, subject="s", body="b")
        assert refusal.value.code == "mail.address"
    assert not MailMessage.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    def count(job: JobHandle, to: int = 3, fail: str = "") -> None:
        for step in range(to):
            job.progress(step, to, f"step {step}")
        job.log("counted")
        if fail == "domain":
            raise DomainError("test.refused", "Give a smaller number.")
        if fail == "bug":
            raise ZeroDivisionError
        job.attach("result.txt", b"1 2 3")

    kinds = jobs.job_kinds._items | {"test.count": JobKind("test.count", "Count", count)}
    monkeypatch.setattr(jobs.job_kinds, "_items", kinds)
    monkeypatch.setattr(jobs, "_send", lambda key: None)


@pytest.mark.parametrize(
    ("params", "status", "message"),
    [
        ({}, JobStatus.DONE, "step 2"),
        ({"fail": "domain"}, JobStatus.FAILED, "Give a smaller number."),
        ({"fail": "bug"}, JobStatus.FAILED, None),
    ],
)
def test_a_job_shows_progress_result_or_reason(
    scope: Company, kind: None, params: dict, status: str, message: str | None
) -> None:
    user = make_user(scope)
    with open_scope(actor=user, companies=[scope]):
        job = start_job("test.count", params)
    run_job(str(job.key))
    job.refresh_from_db()
    assert job.status == status
    assert "counted" in job.log
    if message:
        assert job.message == message
    assert (job.result is not None) == (status == JobStatus.DONE)
    run_job(str(job.key))
    assert Job.objects.get().log.count("counted") == 1


def test_a_job_stops_when_asked_and_one_without_worker_is_failed(scope: Company, kind: None) -> None:
    queued, lost = start_job("test.count"), start_job("test.count")
    cancel_jobs([queued])
    queued.refresh_from_db()
    assert queued.status == JobStatus.CANCELLED
    Job.objects.filter(pk=lost.pk).update(
        status=JobStatus.RUNNING, heartbeat_at=timezone.now() - timedelta(hours=1)
    )
    assert fail_lost_jobs() == 1
    lost.refresh_from_db()
    assert lost.status == JobStatus.FAILED
    assert lost.message


@pytest.mark.django_db(transaction=True)
def test_a_job_is_heard_of_during_a_long_step(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(job: JobHandle) -> None:
        started = Job.objects.get().heartbeat_at
        deadline = time.monotonic() + 10
        while Job.objects.get().heartbeat_at == started and time.monotonic() < deadline:
            time.sleep(0.02)
        job.log("heard" if Job.objects.get().heartbeat_at > started else "forgotten")  # type: ignore[operator]

    monkeypatch.setattr(jobs, "BEAT", timedelta(milliseconds=50))
    monkeypatch.setattr(jobs, "_send", lambda key: None)
    monkeypatch.setattr(jobs.job_kinds, "_items", {"test.long": JobKind("test.long", "Long", run)})
    with open_scope(companies=[make_company()]):
        job = start_job("test.long")
        run_job(str(job.key))
        job.refresh_from_db()
    assert "heard" in job.log
    assert job.status == JobStatus.DONE


def test_a_running_job_that_is_cancelled_stops_at_its_next_step(
    scope: Company, kind: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = start_job("test.count")
    seen = JobHandle.progress

    def progress(self: JobHandle, done: int, total: int, message: str = "") -> None:
        seen(self, done, total, message)
        cancel_jobs([self.job])

    monkeypatch.setattr(JobHandle, "progress", progress)
    run_job(str(job.key))
    job.refresh_from_db()
    assert (job.status, job.log) == (JobStatus.CANCELLED, "")


def test_credentials_are_unreadable_without_the_key(settings: object) -> None:
    from cryptography.fernet import Fernet

    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.SECRET_ENCRYPTION_KEYS = [old]  # type: ignore[attr-defined]
    kept = encrypt({"key": "very secret"})
    assert "secret" not in kept
    settings.SECRET_ENCRYPTION_KEYS = [new, old]  # type: ignore[attr-defined]
    assert decrypt(kept) == {"key": "very secret"}
    settings.SECRET_ENCRYPTION_KEYS = [new]  # type: ignore[attr-defined]
    with pytest.raises(DomainError) as refusal:
        decrypt(kept)
    assert refusal.value.code == "secrets.key"


def test_the_application_is_no_superuser(db: None) -> None:
    with system_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
