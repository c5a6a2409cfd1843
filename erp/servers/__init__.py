"""The embedded PostgreSQL and Valkey: what a checkout runs on when no other server is named.

`DATABASE_URL` and `REDIS_URL` name servers of one's own; the embedded one of that kind is then neither started nor
looked at. Otherwise everything a checkout's servers need lies in its data folder (`.data`, or `COMPTOIR_DATA`): ports
and passwords in `servers.json`, the database's files in `postgresql/`, what the servers say in `log/`.

Nothing here knows Django: settings ask for the addresses, `python -m erp.servers start|stop|status|remove` does the rest.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from erp.servers.errors import ServersError
from erp.servers.places import data_folder, exclusively, place
from erp.servers.postgresql import PostgreSQL
from erp.servers.state import State
from erp.servers.valkey import Valkey

__all__ = [
    "Addresses",
    "PostgreSQL",
    "Server",
    "ServersError",
    "Started",
    "Valkey",
    "addresses",
    "embedded",
    "remove",
    "running",
    "start",
    "stop",
]

Server = PostgreSQL | Valkey


@dataclass(frozen=True)
class Addresses:
    database_url: str
    redis_url: str
    data_folder: Path


@dataclass(frozen=True)
class Started:
    server: Server
    process: Popen[bytes]


def addresses() -> Addresses:
    """Where the servers of this checkout answer. Reads one small file and starts nothing; before the first start the
    addresses point at a port where nothing listens."""
    state = State.read(data_folder())
    return Addresses(
        database_url=os.environ.get("DATABASE_URL") or PostgreSQL.url(state),
        redis_url=os.environ.get("REDIS_URL") or Valkey.url(state),
        data_folder=data_folder(),
    )


def embedded() -> list[type[Server]]:
    """The kinds of server that this environment leaves to us."""
    kinds: list[type[Server]] = []
    if not os.environ.get("DATABASE_URL"):
        kinds.append(PostgreSQL)
    if not os.environ.get("REDIS_URL"):
        kinds.append(Valkey)
    return kinds


def start(*kinds: type[Server], bound: bool = False) -> list[Started]:
    """Start what does not run yet (of those kinds, or of all that are left to us) and return it, ready to answer.

    A bound server ends with the process that started it, however that process ends; others run until `stop`.

    Raises:
        ServersError: the reason and what to do about it, in one line.
    """
    with _servers() as servers:
        started = []
        for server in servers:
            process = server.start(bound=bound) if not kinds or isinstance(server, kinds) else None
            if process is not None:
                started.append(Started(server, process))
        return started


def stop() -> list[str]:
    """Stop what runs and return the names of it."""
    with _servers() as servers:
        return [server.name for server in reversed(servers) if server.stop()]


def running() -> dict[str, int | None]:
    """The process id of each embedded server by its name; None where it does not run."""
    with _servers() as servers:
        return {server.name: server.pid() for server in servers}


def remove() -> None:
    """Stop the servers and delete their data, wherever it lies."""
    with _servers(everything=True) as servers:
        for server in reversed(servers):
            server.stop()
        servers[0].home.remove()


@contextmanager
def _servers(*, everything: bool = False) -> Iterator[list[Server]]:
    kinds: list[type[Server]] = [PostgreSQL, Valkey] if everything else embedded()
    if not kinds:
        yield []
        return
    with exclusively(data_folder()):
        home = place(data_folder())
        state = State.read(home.data)
        yield [kind(home, state) for kind in kinds]
