"""What the database itself says about the demo in it, as a comment on the database: it goes where the data goes."""

from typing import Any, cast

import environ
import psycopg
from psycopg import sql

BUILDING = "comptoir demo: being built"
READY = "comptoir demo: ready"


def connect(database_url: str, *, database: str = "") -> psycopg.Connection[tuple[Any, ...]]:
    parts = environ.Env.db_url_config(database_url)
    return cast(
        "psycopg.Connection[tuple[Any, ...]]",
        psycopg.connect(
            host=parts.get("HOST") or None,
            port=parts.get("PORT") or None,
            user=parts.get("USER") or None,
            password=parts.get("PASSWORD") or None,
            dbname=database or str(parts["NAME"]),
            connect_timeout=10,
            autocommit=True,
            **parts.get("OPTIONS", {}),
        ),
    )


def read(database_url: str) -> str:
    with connect(database_url) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    return str(row[0] or "") if row else ""


def write(database_url: str, state: str) -> None:
    with connect(database_url) as connection:
        name = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, sql.Literal(state)))


def is_empty(database_url: str) -> bool:
    with connect(database_url) as connection:
        row = connection.execute(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')"
        ).fetchone()
    return not (row and row[0])


def empty(database_url: str) -> None:
    """Replace the database by an empty one of the same name. Only for the embedded server, whose data is ours."""
    parts = environ.Env.db_url_config(database_url)
    name = sql.Identifier(str(parts["NAME"]))
    with connect(database_url, database="postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
