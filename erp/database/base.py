"""PostgreSQL backend that keeps the connection's settings equal to the scope of the running code.

The policies of `erp.rls` read two settings of the connection: `erp.companies` (the companies that are visible, as an
array literal) and `erp.user` (the id of who acts, or ``system``). This backend compares them with `erp.scope` before
each statement and writes them when they differ. So a scope costs nothing until something is asked, leaving a scope
closes the connection's view at once, and a pooled connection can't carry one request's scope into the next.

PostgreSQL takes back a setting made inside a transaction or savepoint that is rolled back; after a rollback the
settings are therefore taken for unknown and written again.
"""

from typing import Any

from django.db.backends.postgresql import base

from erp import scope

SET_SCOPE = "SELECT set_config('erp.companies', %s, false), set_config('erp.user', %s, false)"


class _Scoped:
    """Cursor mixin: the scope goes ahead of every statement."""

    # None while Django itself configures a new connection (time zone, role): nothing of a company is read then.
    wrapper: "DatabaseWrapper | None" = None

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        self.apply_scope()
        return super().execute(*args, **kwargs)  # type: ignore[misc]

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        self.apply_scope()
        return super().executemany(*args, **kwargs)  # type: ignore[misc]

    def copy(self, *args: Any, **kwargs: Any) -> Any:
        self.apply_scope()
        return super().copy(*args, **kwargs)  # type: ignore[misc]

    def apply_scope(self) -> None:
        if self.wrapper is not None:
            self.wrapper.apply_scope()


class ScopedCursor(_Scoped, base.Cursor):
    pass


class ScopedServerSideCursor(_Scoped, base.ServerSideCursor):
    pass


class DatabaseWrapper(base.DatabaseWrapper):
    applied: tuple[str, str] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self.applied = None
        connection = super().get_new_connection(conn_params)
        connection.cursor_factory = ScopedCursor
        connection.server_cursor_factory = ScopedServerSideCursor
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = super().create_cursor(name)
        cursor.wrapper = self
        return cursor

    def apply_scope(self) -> None:
        wanted = scope.connection_settings()
        if wanted == self.applied:
            return
        connection = self.connection
        if connection is None or connection.info.transaction_status == INERROR:
            return
        with base.Database.Cursor(connection) as cursor:
            cursor.execute(SET_SCOPE, wanted)
        self.applied = wanted

    def _rollback(self) -> None:
        self.applied = None
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        self.applied = None
        super()._savepoint_rollback(sid)

    def close(self) -> None:
        self.applied = None
        super().close()


INERROR = base.Database.pq.TransactionStatus.INERROR
