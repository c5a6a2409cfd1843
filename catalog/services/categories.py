"""Writes of the tree of categories.

A tree is numbered through: making room in it touches categories that the scope may not see. So its writes take the
tree's lock, look at what the scope may see, and then number in a scope over the whole group.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog.models import Category
from catalog.services.refusals import in_words
from catalog.types import CategoryDraft
from erp.changelog import Change, log_changes
from erp.errors import DomainError
from erp.locks import advisory_lock
from erp.scope import current_scope, open_scope, system_scope
from erp.search import index_records
from erp.services.records import RecordChange, RecordDraft, create_records, delete_records, update_records

# The same as the generic services take.
TREE = "tree:catalog.category"


def create_categories(drafts: Sequence[CategoryDraft]) -> list[Category]:
    """Make categories, parents before children.

    Raises `DomainError` "category.parent" for a parent that is not there, "category.code_taken" for a code in use; then
    none is made.
    """
    if not drafts:
        return []
    with in_words():
        advisory_lock(TREE)
        known = {
            category.code: category
            for category in Category.objects.filter(
                code__in={draft.parent for draft in drafts if draft.parent}
            )
        }
        made = []
        with _whole_tree():
            for draft in drafts:
                category = Category(
                    code=draft.code,
                    name=draft.name.strip(),
                    parent=_parent(draft.parent, known),
                    visible_to=list(draft.visible_to) if draft.visible_to is not None else None,
                )
                category.save()
                known[category.code] = category
                made.append(category)
        log_changes(Change(category, "create", after={"name": category.name}) for category in made)
        index_records(made)
    return made


def move_category(category: Category, parent: Category | None) -> Category:
    """Hang `category`, with all below it, under `parent` (None: at the top). Its products go along.

    Raises `DomainError` "category.cycle" if `parent` is the category itself or below it.
    """
    with transaction.atomic():
        advisory_lock(TREE)
        # Read again under the lock: a move by somebody else has renumbered what the caller holds.
        moved = Category.objects.select_related("parent").get(pk=category.pk)
        target = Category.objects.get(pk=parent.pk) if parent is not None else None
        if target is not None:
            _check_parent(moved, target)
        before = moved.parent
        if (before.pk if before else None) == (target.pk if target else None):
            return moved
        with _whole_tree():
            moved.parent = target
            moved.save()
        log_changes(
            [
                Change(
                    moved,
                    "update",
                    before={"parent": str(before) if before else None},
                    after={"parent": str(target) if target else None},
                )
            ]
        )
    return moved


def create_category_records(drafts: Sequence[RecordDraft]) -> list[Category]:
    """From a form or a file: as `erp.services.records.create_records`."""
    with transaction.atomic():
        advisory_lock(TREE)
        with _whole_tree():
            return create_records(drafts)


def update_category_records(changes: Sequence[RecordChange]) -> list[Category]:
    """From a form or a file: as `erp.services.records.update_records`; raises "category.cycle" as well."""
    with transaction.atomic():
        advisory_lock(TREE)
        for change in changes:
            if change.values.get("parent") is not None:
                _check_parent(Category.objects.get(pk=change.record.pk), change.values["parent"])
        with _whole_tree():
            return update_records(changes)


def delete_category_records(categories: Sequence[Category]) -> None:
    """Delete categories that nothing stands in. Raises `DomainError` "record.in_use" otherwise."""
    with transaction.atomic():
        advisory_lock(TREE)
        with _whole_tree():
            delete_records(categories)


def _check_parent(category: Category, parent: Category) -> None:
    # Read again under the lock: a move by somebody else has renumbered what the caller holds.
    if Category.objects.get(pk=parent.pk).is_descendant_of(category, include_self=True):
        raise DomainError(
            "category.cycle",
            _("“%(category)s” can't go below itself. Choose a parent outside it."),
            "parent",
            {"category": category.name},
        )


@contextmanager
def _whole_tree() -> Iterator[None]:
    """The same scope, seeing every company."""
    scope = current_scope()
    with system_scope() as everything:
        companies = everything.companies
    with open_scope(
        actor=scope.actor_id,
        companies=companies,
        active=scope.active,
        source=scope.source,
        is_system=scope.is_system,
        token_rights=scope.token_rights,
    ):
        yield


def _parent(code: str, known: dict[str, Category]) -> Category | None:
    if not code:
        return None
    if code not in known:
        raise DomainError(
            "category.parent",
            _("There is no category “%(code)s” to hang this one below. Make it first."),
            "parent",
            {"code": code},
        )
    return known[code]
