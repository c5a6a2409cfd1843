"""Documents move from status to status by `transition` alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from erp.changelog import Change, log_changes, log_insertion
from erp.errors import DomainError
from erp.insertion import Insertion
from erp.locks import lock
from erp.models.base import Document
from erp.numbering import take_numbers
from erp.outbox import Event, insertion_of
from erp.registry import Registry
from erp.scope import current_scope

D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class Lifecycle:
    """The statuses of a kind of document and the moves allowed between them.

    `labels` names every status; `transitions` says where each may go; a document gets its number from `sequence` when
    it first reaches one of `number_on` (never, if empty); `colours` gives each status one of Tabler's colour names.
    `steps` are the statuses of the normal course, which a detail page draws as steps.
    """

    initial: str
    labels: Mapping[str, Any]
    transitions: Mapping[str, frozenset[str] | set[str]]
    sequence: str = ""
    number_on: frozenset[str] | set[str] = frozenset()
    colours: Mapping[str, str] = field(default_factory=dict)
    steps: Sequence[str] = ()

    def __post_init__(self) -> None:
        named = set(self.labels)
        used = {self.initial, *self.transitions, *(s for to in self.transitions.values() for s in to)}
        if unknown := (used | set(self.number_on) | set(self.steps)) - named:
            raise ValueError(f"Statuses without a label: {', '.join(sorted(unknown))}.")

    @property
    def choices(self) -> list[tuple[str, Any]]:
        return list(self.labels.items())

    def allows(self, status: str, to: str) -> bool:
        return to in self.transitions.get(status, ())


# Every kind of document, by its label ("sales.order"), filled when the apps are ready.
document_kinds: Registry[type[Document]] = Registry("document kinds", type)


def kind_of(record: Any) -> str:
    """The name by which tables without a foreign key remember a record's table: "sales.order"."""
    return str(record._meta.label_lower)


def transition(
    documents: Iterable[Any],
    to: str,
    *,
    note: str = "",
    numbers: Mapping[int, str] | None = None,
    payload: Mapping[str, Any] | None = None,
    also: Sequence[str] = (),
) -> None:
    """Move `documents` (all of one class) to the status `to`. Reference data with a life cycle (products) moves likewise,
    without a number; each company of the scope that sees a record gets its event.

    Writes status, number where the life cycle says so (or those given in `numbers`, by primary key), the fields `also` as
    they stand in memory, one change-log row and one event "<app>.<model>_<to>" each: one statement for all of them, and
    those that numbers take.
    Raises `DomainError` "transition.refused" when one of them may not go there, or was moved by somebody else meanwhile;
    then nothing is written. Call it in a transaction, after everything else that may refuse: strict numbers are taken
    last so that their counter is held for the shortest time.
    """
    found = list(documents)
    if not found:
        return
    model = type(found[0])
    if strangers := {type(document) for document in found} - {model}:
        raise TypeError(f"Documents of one class move together: {model}, not {strangers}.")
    # A document named twice would take two numbers.
    moved = [document for _pk, document in sorted({document.pk: document for document in found}.items())]
    lifecycle = model.lifecycle
    refused = [document for document in moved if not lifecycle.allows(document.status, to)]
    if refused:
        raise _refusal(refused, refused[0].status, to)
    given = dict(numbers or {})
    with transaction.atomic():
        _take_missing_numbers(moved, to, given)
        before = {document.pk: (document.status, getattr(document, "number", None)) for document in moved}
        for document in moved:
            document.status = to
            if document.pk in given:
                document.number = given[document.pk]
        try:
            stale = _write(
                moved,
                {pk: status for pk, (status, _number) in before.items()},
                also,
                log_insertion([_change(document, *before[document.pk], note) for document in moved]),
                insertion_of([event for document in moved for event in _events(document, payload or {})]),
            )
            if stale:
                raise _refusal(stale, before[stale[0].pk][0], to)
        except Exception:
            # The objects go on saying what is stored.
            for document in moved:
                document.status = before[document.pk][0]
                if isinstance(document, Document):
                    document.number = before[document.pk][1]
            raise


def _change(document: Any, status: str, number: str | None, note: str) -> Change:
    after = {"status": document.status}
    if isinstance(document, Document) and document.number is not None and document.number != number:
        after["number"] = document.number
    return Change(document, document.status, before={"status": status}, after=after, note=note)


def _events(document: Any, payload: Mapping[str, Any]) -> list[Event]:
    """One for its company, or for those of the scope that see what companies share."""
    kind = kind_of(document)
    if isinstance(document, Document):
        told = [document.company_id]
    else:
        sharing = document.visible_to
        told = [pk for pk in current_scope().companies if sharing is None or pk in sharing]
    return [
        Event(
            kind=f"{kind}_{document.status}",
            key=f"{kind}:{document.pk}",
            payload={"id": document.pk, **payload},
            company_id=company_id,
        )
        for company_id in told
    ]


def lock_documents(documents: Iterable[D], *related: str) -> list[D]:
    """The given documents, locked in primary-key order and read anew into the same objects.

    Raises `DomainError` "document.gone" when one of them is not visible in this scope (any more).
    """
    given = {document.pk: document for document in documents}
    if not given:
        return []
    model = type(next(iter(given.values())))
    fresh = lock(model._default_manager.filter(pk__in=given).select_related(*related))
    if len(fresh) < len(given):
        raise DomainError(
            "document.gone",
            _("Some of these documents do not exist here. Reload the list and choose again."),
        )
    for document in fresh:
        kept = given[document.pk]
        kept.__dict__.update(document.__dict__)
        kept.__dict__.pop("_prefetched_objects_cache", None)
    return [given[document.pk] for document in fresh]


def refuse_unless(documents: Iterable[Document], to: str) -> None:
    """Raises the refusal of `transition` before any work is done for documents that may not go to `to`."""
    if refused := [document for document in documents if not document.lifecycle.allows(document.status, to)]:
        raise _refusal(refused, refused[0].status, to)


def number_documents(documents: Iterable[Document]) -> None:
    """Give documents that carry their number from the start theirs, in memory: whoever calls it writes them."""
    waiting: dict[tuple[int, int], list[Document]] = defaultdict(list)
    for document in documents:
        if document.number is None:
            waiting[document.company_id, document.date.year].append(document)
    if not waiting:
        return
    lifecycle = next(iter(waiting.values()))[0].lifecycle
    taken = take_numbers(lifecycle.sequence, {group: len(members) for group, members in waiting.items()})
    for group, members in waiting.items():
        for document, number in zip(members, taken[group], strict=True):
            document.number = number


def log_created(documents: Iterable[Document], **after: Any) -> None:
    """The change-log rows of documents that a service has just inserted."""
    log_changes(
        Change(document, "create", after={"status": document.status, **after}) for document in documents
    )


def source_of(kind: str, object_id: int | None) -> Document | None:
    """The document that a lower app's row remembers by kind and id, if it is visible in this scope."""
    return sources_of([(kind, object_id)]).get((kind, object_id))


def sources_of(keys: Iterable[tuple[str, int | None]]) -> dict[tuple[str, int | None], Document]:
    """The documents that the scope shows of those (kind, id); one query a kind."""
    wanted: dict[str, set[int]] = {}
    for kind, pk in keys:
        if kind in document_kinds and pk is not None:
            wanted.setdefault(kind, set()).add(pk)
    return {
        (kind, document.pk): document
        for kind, ids in sorted(wanted.items())
        for document in document_kinds.get(kind)._default_manager.filter(pk__in=ids)
    }


def created_by() -> int | None:
    """Who the new document's author is: the actor of the scope."""
    return current_scope().actor_id


def _take_missing_numbers(documents: Sequence[Document], to: str, given: dict[int, str]) -> None:
    lifecycle = documents[0].lifecycle
    if to not in lifecycle.number_on:
        return
    waiting: dict[tuple[int, int], list[Document]] = defaultdict(list)
    for document in documents:
        if document.number is None and document.pk not in given:
            waiting[document.company_id, document.date.year].append(document)
    taken = take_numbers(lifecycle.sequence, {group: len(members) for group, members in waiting.items()})
    for group, members in waiting.items():
        given.update(zip((member.pk for member in members), taken[group], strict=True))


def _write(
    documents: Sequence[Any],
    statuses: Mapping[int, str],
    also: Sequence[str],
    log: Insertion,
    events: Insertion,
) -> list[Any]:
    """Write status, number and the fields `also`, the log and the events; the documents whose row no longer had the status
    we saw."""
    model, quote = type(documents[0]), connection.ops.quote_name
    table = quote(model._meta.db_table)
    fields: list[Any] = [model._meta.get_field(name) for name in also]
    columns = [quote(field.column) for field in fields]
    number = ", number = COALESCE(moved.number, document.number)" if issubclass(model, Document) else ""
    with connection.cursor() as cursor:
        cursor.execute(
            # The only names put in are the model's own.
            f"""
            WITH written AS (
                UPDATE {table} AS document
                SET status = %s{number}, updated_at = %s
                    {"".join(f", {column} = moved.{column}" for column in columns)}
                FROM (
                    -- Locked in the order in which everybody locks (`erp.locks`).
                    SELECT wanted.*
                    FROM unnest(%s::bigint[], %s::text[], %s::text[]
                                {"".join(f", %s::{field.db_type(connection)}[]" for field in fields)})
                        AS wanted({", ".join(["id", "status", "number", *columns])})
                    JOIN {table} AS held ON held.id = wanted.id AND held.status = wanted.status
                    ORDER BY held.id FOR UPDATE OF held
                ) AS moved
                WHERE document.id = moved.id AND document.status = moved.status
                RETURNING document.id
            ), logged AS ({log.sql}), told AS ({events.sql})
            SELECT id FROM written
            """,  # noqa: S608
            [
                documents[0].status,
                timezone.now(),
                [document.pk for document in documents],
                [statuses[document.pk] for document in documents],
                [getattr(document, "number", None) for document in documents],
                *(
                    [
                        field.get_db_prep_save(getattr(document, field.attname), connection)
                        for document in documents
                    ]
                    for field in fields
                ),
                *log.params,
                *events.params,
            ],
        )
        written = {row[0] for row in cursor.fetchall()}
    return [document for document in documents if document.pk not in written]


def _refusal(documents: Sequence[Any], status: str, to: str) -> DomainError:
    first = documents[0]
    labels = first.lifecycle.labels
    return DomainError(
        "transition.refused",
        _("%(document)s is “%(status)s” and can't become “%(to)s”. Reload the page to see where it stands."),
        params={
            "document": str(first),
            "status": str(labels.get(status, status)),
            "to": str(labels.get(to, to)),
        },
    )
