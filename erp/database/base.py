"""PostgreSQL backend that keeps the connection's settings equal to the scope of the running code.

The policies of `erp.rls` read two settings of the connection: `erp.companies` (the companies that are visible, as an
array literal) and `erp.user` (the id of who acts, or ``system``). This backend compares them with `erp.scope` before
each statement and writes them when they differ. So a scope costs nothing until something is asked, leaving a scope
closes the connection's view at once, and a pooled connection can't carry one request's scope into the next.

What the settings are now is asked of PostgreSQL, never remembered: it takes them back with whatever is rolled back (a
savepoint, a COMMIT that turns out to be a rollback, a pipeline) and on RESET or DISCARD. They are therefore set together
with `application_name`, which stands for them and whose every change the server tells its clients: reading it costs no
round trip. A pooler that shares one server connection between transactions of several clients breaks this, as it breaks
any setting of a session.
"""

import hashlib
from functools import lru_cache
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base

from erp import scope

SET_SCOPE = """
SELECT set_config('erp.companies', %s, false), set_config('erp.user', %s, false), set_config('application_name', %s, false)
"""
BYPASSES = "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user"
PIPELINE_OFF = psycopg.pq.PipelineStatus.OFF
INERROR = psycopg.pq.TransactionStatus.INERROR


@lru_cache(maxsize=1024)
def _fingerprint(settings: tuple[str, str]) -> str:
    return "comptoir " + hashlib.blake2b("|".join(settings).encode(), digest_size=16).hexdigest()


def apply_scope(connection: Any) -> None:
    """Make the settings of `connection` (psycopg's) those of the scope that is open here."""
    wanted = scope.connection_settings()
    fingerprint = _fingerprint(wanted)
    # In a pipeline the server's word comes late; in a failed transaction it takes none but the end of it.
    is_told = connection.pgconn.pipeline_status == PIPELINE_OFF
    if is_told and connection.info.parameter_status("application_name") == fingerprint:
        return
    if connection.info.transaction_status == INERROR:
        return
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(SET_SCOPE, (*wanted, fingerprint))


class _Scoped:
    """Cursor mixin: the scope goes ahead of every statement."""

    connection: Any

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        apply_scope(self.connection)
        return super().execute(*args, **kwargs)  # type: ignore[misc]

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        apply_scope(self.connection)
        return super().executemany(*args, **kwargs)  # type: ignore[misc]

    def stream(self, *args: Any, **kwargs: Any) -> Any:
        apply_scope(self.connection)
        return super().stream(*args, **kwargs)  # type: ignore[misc]

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        apply_scope(self.connection)
        return super().copy(*args, **kwargs)  # type: ignore[misc]


class ScopedCursor(_Scoped, base.Cursor):
    pass


class ScopedServerSideCursor(_Scoped, base.ServerSideCursor):
    """What `QuerySet.iterator()` reads from. The server looks for rows as they are fetched, so each fetch is a statement
    whose scope counts."""

    def fetchone(self) -> Any:
        apply_scope(self.connection)
        return super().fetchone()  # type: ignore[misc]

    def fetchmany(self, size: int = 0) -> Any:
        apply_scope(self.connection)
        return super().fetchmany(size)  # type: ignore[misc]

    def fetchall(self) -> Any:
        apply_scope(self.connection)
        return super().fetchall()  # type: ignore[misc]

    def __next__(self) -> Any:
        apply_scope(self.connection)
        return super().__next__()  # type: ignore[misc]


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        refuse_privileged(connection)
        connection.cursor_factory = ScopedCursor
        connection.server_cursor_factory = ScopedServerSideCursor
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = super().create_cursor(name)
        if name:
            # Django names its own class for these and passes the connection's factory by.
            cursor.__class__ = ScopedServerSideCursor
        return cursor


def refuse_privileged(connection: Any) -> None:
    """Raises `ImproperlyConfigured`, and closes `connection`, where its role steps around row level security."""
    privilege = "SUPERUSER" if connection.info.parameter_status("is_superuser") == "on" else ""
    if not privilege:
        (bypasses,) = connection.execute(BYPASSES).fetchone()
        privilege = "BYPASSRLS" if bypasses else ""
        if not connection.autocommit:
            connection.rollback()
    if privilege:
        user = connection.info.user
        connection.close()
        raise ImproperlyConfigured(
            f"The database role {user} has {privilege} and so steps around row level security: name a role without it in "
            "DATABASE_URL."
        )
