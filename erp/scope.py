"""The scope: who acts, which companies are visible, which one is active.

A view, an API call, a task and a command each open a scope; inside it the database shows the rows of its companies and
no others. Outside a scope nothing of any company is visible and nothing can be written: `erp.database` hands the scope
to PostgreSQL, whose policies (`erp.rls`) enforce it, raw SQL included.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from erp.models import Company, User

Source = Literal["screen", "api", "task", "command"]


class OutOfScope(RuntimeError):
    """Something asked for the scope where none is open."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who acts and what that person or program sees.

    `companies` are the ids that are visible; `active` is the one that new documents belong to, and whose roles answer
    questions of permission; `is_system` stands for the program itself and for group administrators; `token_rights` narrows the rights of an API token.
    """

    actor_id: int | None
    companies: tuple[int, ...]
    active: int | None
    source: Source
    is_system: bool = False
    token_rights: frozenset[str] | None = None

    @property
    def actor(self) -> "User | None":
        from erp.models import User

        return User.objects.filter(pk=self.actor_id).first() if self.actor_id else None

    @property
    def active_id(self) -> int:
        """The active company's id. Raises `OutOfScope` where none is active."""
        if self.active is None:
            raise OutOfScope("No company is active in this scope.")
        return self.active

    @property
    def active_company(self) -> "Company":
        from erp.models import Company

        return Company.objects.get(pk=self.active_id)


_current: ContextVar[Scope | None] = ContextVar("erp_scope", default=None)

NOTHING = ("{}", "")


def connection_settings() -> tuple[str, str]:
    """`(erp.companies, erp.user)` as the connection must have them now."""
    scope = _current.get()
    if scope is None:
        return NOTHING
    user = "system" if scope.is_system else str(scope.actor_id or "")
    return "{" + ",".join(map(str, scope.companies)) + "}", user


def current_scope() -> Scope:
    """The open scope. Raises `OutOfScope` where none is open."""
    scope = _current.get()
    if scope is None:
        raise OutOfScope("Open a scope first: erp.scope.open_scope(...) or system_scope().")
    return scope


def scope_or_none() -> Scope | None:
    return _current.get()


@contextmanager
def _enter(scope: Scope) -> Iterator[Scope]:
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


@contextmanager
def entered(scope: Scope) -> Iterator[Scope]:
    """A scope seen before, opened again: what a streamed answer needs, which is written after its request has ended."""
    with _enter(scope) as inner:
        yield inner


@contextmanager
def open_scope(
    *,
    actor: "User | int | None" = None,
    companies: Iterable["Company | int"] = (),
    active: "Company | int | None" = None,
    source: Source = "task",
    is_system: bool = False,
    token_rights: frozenset[str] | None = None,
) -> Iterator[Scope]:
    """Open a scope that sees `companies` (objects or ids) and acts in `active` (the only company, when there is one).

    `is_system` is for the program itself and for administrators of the whole group, who may also add companies and
    memberships.
    """
    ids = tuple(sorted({_id(company) for company in companies}))
    active_id = _id(active) if active is not None else (ids[0] if len(ids) == 1 else None)
    if active_id is not None and active_id not in ids:
        raise ValueError("The active company must be one of the scope's companies.")
    actor_id = _id(actor) if actor is not None else None
    with _enter(Scope(actor_id, ids, active_id, source, is_system, token_rights)) as scope:
        yield scope


@contextmanager
def identity_scope(actor: "User | int") -> Iterator[Scope]:
    """A scope that sees no company but the person's own memberships: what a sign-in needs to open a real scope."""
    with _enter(Scope(_id(actor), (), None, "screen")) as scope:
        yield scope


@contextmanager
def system_scope(*, active: "Company | int | None" = None, source: Source = "task") -> Iterator[Scope]:
    """A scope over every company, for tasks and commands that serve the whole group.

    Opened inside another scope it keeps who acts and from where, so that the change log still tells, and what an API
    token may do at most.
    """
    from erp.models import Company

    outer = _current.get()
    actor_id, source, rights = (
        (outer.actor_id, outer.source, outer.token_rights) if outer else (None, source, None)
    )
    with _enter(Scope(actor_id, (), None, source, is_system=True)):
        ids = tuple(Company.objects.order_by("pk").values_list("pk", flat=True))
    active_id = _id(active) if active is not None else None
    with _enter(Scope(actor_id, ids, active_id, source, True, rights)) as scope:
        yield scope


@contextmanager
def in_company(company: "Company | int") -> Iterator[Scope]:
    """The same scope, narrowed to one of its companies, which becomes the active one."""
    scope, company_id = current_scope(), _id(company)
    if company_id not in scope.companies:
        raise OutOfScope("That company is not visible in this scope.")
    narrowed = Scope(
        scope.actor_id, (company_id,), company_id, scope.source, scope.is_system, scope.token_rights
    )
    with _enter(narrowed) as inner:
        yield inner


def _id(value: "User | Company | int") -> int:
    return value if isinstance(value, int) else value.pk
