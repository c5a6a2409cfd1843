"""What the services of the warehouse's documents share."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.bulk import write_rows
from erp.documents import kind_of, lock_documents, log_created, number_documents, refuse_unless, transition
from erp.errors import DomainError
from erp.models import Document
from erp.search import index_records
from erp.services.records import RecordDraft, create_records
from inventory.lifecycles import CANCELLED
from inventory.models import Move
from inventory.services.reversals import reverse_moves

ZERO = Decimal(0)
BATCH = 1000
# One day for all; null: today.
Day = dt.date | None


def create_documents(drafts: Sequence[RecordDraft]) -> list[Any]:
    """Make documents with their lines as typed, numbered at once: their paper carries the number."""
    documents = create_records(drafts)
    number_documents(documents)
    write_rows(documents, "number")
    index_records(documents)
    return documents


def insert_documents(documents: Sequence[Document], lines: Sequence[Any]) -> None:
    """Insert documents that a service has put together, numbered, with their lines; logged and found by search."""
    if not documents:
        return
    number_documents(documents)
    type(documents[0])._default_manager.bulk_create(documents, batch_size=BATCH)
    if lines:
        type(lines[0])._default_manager.bulk_create(lines, batch_size=BATCH)
    log_created(documents)
    index_records(documents)


def lines_of(documents: Iterable[Document], model: Any, link: str) -> dict[int, list[Any]]:
    """The lines of (locked) documents, by document, in their order. One query."""
    wanted = [document.pk for document in documents]
    found: dict[int, list[Any]] = {pk: [] for pk in wanted}
    for line in model.objects.filter(**{f"{link}__in": wanted}).order_by(link, "position", "pk"):
        found[getattr(line, f"{link}_id")].append(line)
    return found


def refuse_without_lines(documents: Iterable[Document], lines: Mapping[int, Sequence[Any]]) -> None:
    """Raises `DomainError` "document.no_lines" for a document that there is nothing to do for."""
    for document in documents:
        if not lines[document.pk]:
            raise DomainError(
                "document.no_lines",
                _("%(document)s has no lines. Add what it is about first."),
                params={"document": str(document)},
            )


def standing_moves(documents: Sequence[Document]) -> "QuerySet[Move]":
    """What documents (all of one kind) moved, and what was not cancelled since."""
    if not documents:
        return Move.objects.none()
    return Move.objects.filter(
        source_kind=kind_of(documents[0]),
        source_id__in=[document.pk for document in documents],
        reverses=None,
        reversals=None,
    )


def cancel_documents(documents: Sequence[Document], *, note: str = "") -> None:
    """Give documents up, and cancel what they moved: see `reverse_moves`, which says what is refused."""
    with transaction.atomic():
        locked = lock_documents(documents)
        refuse_unless(locked, CANCELLED)
        reverse_moves(list(standing_moves(locked)))
        transition(locked, CANCELLED, note=note)


def day_or_today(date: Day) -> dt.date:
    return date or timezone.localdate()
