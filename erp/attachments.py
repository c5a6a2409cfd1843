"""Files kept with records: their type is read from their content, their size checked, and only those who see the record
see them (`visible_to` is the record's)."""

import hashlib
import io
import re
import zipfile
from pathlib import PurePath

from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from erp.changelog import Change, log_changes, visibility_of
from erp.documents import kind_of
from erp.errors import DomainError
from erp.models import Attachment
from erp.registry import Registry
from erp.scope import current_scope

# What may be kept, by the type its content shows. Nothing a browser would run when it opens it.
ALLOWED = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "application/zip": (".zip", ".xlsx", ".docx", ".ods", ".odt"),
    "text/plain": (".txt", ".csv", ".log", ".md"),
    "application/xml": (".xml",),
}
IMAGE_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
# A small file can declare a picture that would fill the memory when drawn.
MAX_PIXELS = 50_000_000


def attach(record: models.Model, name: str, content: bytes, *, note: str = "") -> Attachment:
    """Keep `content` with `record` under `name`.

    Raises `DomainError` "attachment.empty", "attachment.too_large" or "attachment.type" and then keeps nothing.
    """
    return attach_many([(record, name, content)], note=note)[0]


def attach_many(files: list[tuple[models.Model, str, bytes]], *, note: str = "") -> list[Attachment]:
    """Keep several files; all or none. The files are written before the rows: a crash or a rollback leaves a file without
    a row, which nobody is served, never a row without its file, which `manage.py verify` would tell."""
    actor_id = current_scope().actor_id
    names = [check_name(name) for _record, name, _content in files]
    types = [sniff(name, content) for name, (_record, _name, content) in zip(names, files, strict=True)]
    prepared = []
    for (record, _name, content), checked, content_type in zip(files, names, types, strict=True):
        attachment = Attachment(
            kind=kind_of(record),
            object_id=record.pk,
            visible_to=visibility_of(record),
            name=checked,
            content_type=content_type,
            size=len(content),
            digest=hashlib.sha256(content).hexdigest(),
            created_by_id=actor_id,
        )
        attachment.content.save(checked, ContentFile(content), save=False)
        prepared.append(attachment)
    Attachment.objects.bulk_create(prepared, batch_size=500)
    log_changes(
        Change(record, "attach", after={"file": attachment.name}, note=note)
        for (record, _name, _content), attachment in zip(files, prepared, strict=True)
    )
    return prepared


def attachments_of(record: models.Model) -> "models.QuerySet[Attachment]":
    return Attachment.objects.filter(kind=kind_of(record), object_id=record.pk)


# Kinds whose files follow another kind's right: a small picture that of the article it shows.
read_permissions: Registry[str] = Registry("rights to read attachments", str)


def permission_to_read(kind: str) -> str:
    """The right that opens attachments of records of `kind`: to view such records, unless registered otherwise."""
    if kind in read_permissions:
        return read_permissions.get(kind)
    app, _dot, model = kind.partition(".")
    return f"{app}.view_{model}"


def record_of(attachment: Attachment) -> models.Model | None:
    """The record that the attachment belongs to, if it is still there and visible in this scope."""
    model = apps.get_model(attachment.kind)
    return model._default_manager.filter(pk=attachment.object_id).first()


def check_name(name: str) -> str:
    """A file name without path, control characters and leading dots, at most 160 characters."""
    cleaned = re.sub(r"[\x00-\x1f\x7f/\\]", "_", PurePath(name.replace("\\", "/")).name).lstrip(".").strip()
    if not cleaned:
        raise DomainError("attachment.name", _("The file needs a name."), "file")
    stem, suffix = cleaned[: -len(PurePath(cleaned).suffix) or None], PurePath(cleaned).suffix
    return stem[: 160 - len(suffix)] + suffix


def sniff(name: str, content: bytes) -> str:
    """The type of `content` as the content itself shows it. Refuses what is empty, too large, or not allowed."""
    if not content:
        raise DomainError("attachment.empty", _("The file is empty."), "file")
    if len(content) > settings.MAX_UPLOAD_BYTES:
        raise DomainError(
            "attachment.too_large",
            _("The file is too large: at most %(limit)s MB are taken."),
            "file",
            {"limit": settings.MAX_UPLOAD_BYTES // (1024 * 1024)},
        )
    found = _type_of(content)
    suffix = PurePath(name).suffix.lower()
    if found is None or suffix not in ALLOWED[found]:
        raise DomainError(
            "attachment.type",
            _(
                "This kind of file is not taken, or its content is not what its name says. Taken are: %(kinds)s."
            ),
            "file",
            {"kinds": ", ".join(sorted(s for suffixes in ALLOWED.values() for s in suffixes))},
        )
    return found


def _type_of(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return "application/zip" if zipfile.is_zipfile(io.BytesIO(content)) else None
    picture = _picture_type(content)
    if picture:
        return picture
    if b"\x00" in content[:4096]:
        return None
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<?xml"):
        return "application/xml"
    # A page or a script that calls itself text would run in the browser of who opens it.
    return None if start.startswith((b"<!doctype", b"<html", b"<script", b"<svg")) else "text/plain"


def _picture_type(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content), formats=list(IMAGE_TYPES)) as image:
            if image.width * image.height > MAX_PIXELS:
                raise DomainError(
                    "attachment.too_large",
                    _("The picture has too many pixels: at most 50 million are taken."),
                    "file",
                )
            return IMAGE_TYPES.get(image.format or "")
    # A picture's text chunks that unpack to more than Pillow takes are a ValueError.
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError):
        return None
