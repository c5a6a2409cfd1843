"""Finding records by what people type: words and numbers, kept as folded terms, found by prefix as one types.

Under row level security an index serves only operators that PostgreSQL trusts not to leak; `^@` (starts with) on a
column in collation "C" is one of them, full text and LIKE are not. So every word a record is found by is a row of
`SearchTerm`. The generic services keep it up to date; other services call `index_records` after they have written.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import CharField, Exists, Lookup, OuterRef

from erp.insertion import insertion
from erp.models import ReferenceModel, SearchTerm, User
from erp.scope import current_scope, system_scope
from erp.text import fold

LONGEST = 80
MOST_WORDS = 40
WORD = re.compile(r"[^\s,;:()\[\]/\"'’«»“”]+")


@CharField.register_lookup
class Prefix(Lookup):
    """`term__prefix="ab"`: starts with, by an operator that row level security leaves to the index."""

    lookup_name = "prefix"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", [*left_params, *right_params]


@dataclass(frozen=True)
class Hit:
    """A record found: what the palette shows."""

    title: str
    subtitle: str
    url: str
    kind_label: str
    icon: str


def words(text: str) -> list[str]:
    """The folded words of `text`, without punctuation around them."""
    return [word[:LONGEST] for word in (found.strip(".-–") for found in WORD.findall(fold(text))) if word]


def find(query: str, limit: int = 8, *, user: User | None = None) -> list[Hit]:
    """The records of this scope that have every word of `query` as the beginning of one of theirs, best first.

    Only kinds of records that the actor (or `user`) may look at. Two statements, however many there are.
    """
    from erp.crud.registry import resources

    actor = user or current_scope().actor
    if actor is None or not words(query):
        return []
    by_kind = {r.kind: r for r in reversed(list(resources.values())) if r.search and r.may_view(actor)}
    if not by_kind:
        return []
    found = _matching(query, list(by_kind)).order_by("term")[: max(limit * 12, 100)]
    wanted = fold(query)
    ranked: dict[tuple[str, int], tuple[Any, str, str]] = {}
    for row in found.values_list("kind", "object_id", "title", "subtitle", "term"):
        kind, object_id, title, subtitle, term = row
        rank = (term != wanted, not fold(title).startswith(wanted), len(term), title)
        if (kind, object_id) not in ranked or rank < ranked[kind, object_id][0]:
            ranked[kind, object_id] = (rank, title, subtitle)
    best = sorted(ranked.items(), key=lambda item: item[1][0])[:limit]
    return [
        Hit(
            title,
            subtitle,
            by_kind[kind].url("detail", object_id),
            by_kind[kind].title_one,
            by_kind[kind].icon,
        )
        for (kind, object_id), (_rank, title, subtitle) in best
    ]


def find_ids(query: str, kind: str, limit: int) -> list[int]:
    """Keys of the records of one kind that `query` finds, at most `limit`."""
    if not words(query):
        return []
    return list(
        dict.fromkeys(
            _matching(query, [kind]).order_by("term").values_list("object_id", flat=True)[: limit * 2]
        )
    )[:limit]


def _matching(query: str, kinds: Sequence[str]) -> "models.QuerySet[SearchTerm]":
    """Terms that start with the longest word of `query`, of records that have the other words too."""
    first, *others = sorted(words(query), key=len, reverse=True)
    found = SearchTerm.objects.filter(term__prefix=first, kind__in=kinds)
    for word in dict.fromkeys(others):
        found = found.filter(
            Exists(
                SearchTerm.objects.filter(
                    kind=OuterRef("kind"), object_id=OuterRef("object_id"), term__prefix=word
                )
            )
        )
    return found


# --- keeping the terms ------------------------------------------------------------------------------------------------


def index_records(records: Iterable[models.Model], *, is_complete: bool = False) -> None:
    """Write the terms of `records` (of any kinds) anew, in a number of statements that depends on the kinds alone.

    They are read anew, unless they are `is_complete`: equal to what is stored, with what their search looks at.
    """
    by_model: dict[type[models.Model], list[Any]] = defaultdict(list)
    for record in records:
        by_model[type(record)].append(record)
    for model, members in by_model.items():
        _index(model, [record.pk for record in members], members if is_complete else None)


def forget_records(model: type[models.Model], ids: Sequence[int]) -> None:
    """Take the terms of deleted records away."""
    with _terms_of_everybody(model):
        SearchTerm.objects.filter(kind=model._meta.label_lower, object_id__in=ids).delete()


def reindex_all(batch: int = 2000) -> Iterator[tuple[str, int]]:
    """Write all terms anew, kind by kind; what was done so far, as (kind, records). In a scope over all companies."""
    from erp.crud.registry import resources

    with transaction.atomic():
        kinds = {resource.kind for resource in resources.values() if resource.search}
        SearchTerm.objects.exclude(kind__in=kinds).delete()
    seen: set[type[models.Model]] = set()
    for resource in resources.values():
        model = resource.model
        if not resource.search or model in seen:
            continue
        seen.add(model)
        last, done = 0, 0
        while ids := list(
            model._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:batch]
        ):
            with transaction.atomic():
                _index(model, ids)
            last, done = ids[-1], done + len(ids)
        yield resource.kind, done


def _index(model: type[models.Model], ids: Sequence[int], records: Sequence[Any] | None = None) -> None:
    from erp.crud.registry import resource_for

    resource = resource_for(model)
    if resource is None or not resource.search or not ids:
        return
    rows = [row for record in records or _read(resource, ids) for row in _terms(resource, record)]
    with _terms_of_everybody(model):
        SearchTerm.objects.filter(kind=resource.kind, object_id__in=ids).delete()
        if rows:
            columns = zip(*rows, strict=True)
            insertion(
                SearchTerm,
                dict(zip(("company_id", "term", "object_id", "title", "subtitle"), columns, strict=True)),
                same={"kind": resource.kind},
            ).execute()


def _read(resource: Any, ids: Sequence[int]) -> list[Any]:
    """Records with all that their terms are made of."""
    from erp.crud.fields import walk

    model = resource.model
    joins = {join for path in resource.search for join in walk(model, path)[1]}
    if isinstance(resource.subtitle, str) and resource.subtitle:
        joins.update(walk(model, resource.subtitle)[1])
    queryset = model._default_manager.filter(pk__in=ids)
    return list(queryset.select_related(*sorted(joins)) if joins else queryset)


# Company, term, object, title, subtitle.
TermRow = tuple[int | None, str, int, str, str]


def _terms(resource: Any, record: Any) -> Iterator[TermRow]:
    texts = [str(value) for path in resource.search if (value := _value(record, path)) not in (None, "")]
    terms: dict[str, None] = {}
    for text in texts:
        terms[fold(text)[:LONGEST].strip()] = None
        terms.update(dict.fromkeys(words(text)))
    title, subtitle = str(record)[:160], resource.subtitle_of(record)[:160]
    for company_id in _owners(record):
        for term in list(terms)[:MOST_WORDS]:
            if term:
                yield company_id, term, record.pk, title, subtitle


def _owners(record: Any) -> list[int | None]:
    """The companies that find the record; [None] for the whole group."""
    if getattr(record, "company_id", None) is not None:
        return [record.company_id]
    visible_to = getattr(record, "visible_to", None)
    return [None] if visible_to is None else list(visible_to)


def _value(record: Any, path: str) -> Any:
    for part in path.split("__"):
        record = getattr(record, part, None)
    return record


def _terms_of_everybody(model: type[models.Model]) -> AbstractContextManager[Any]:
    """The terms of a shared record belong to every company that sees it, also to those that the writer does not see."""
    return system_scope() if issubclass(model, ReferenceModel) else nullcontext()
