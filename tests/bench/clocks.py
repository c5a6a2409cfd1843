"""Seconds of processor time, of this process and of the PostgreSQL that serves it."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")
NANOSECONDS = 10**9
# Fields of /proc/<pid>/stat after the command's name: see proc(5), from "state" on.
PARENT, OWN, WAITED_FOR = 1, slice(11, 13), slice(13, 15)


@dataclass(frozen=True)
class Spent:
    """Seconds since some moment. `database`: null where the server is not on this machine."""

    wall: float
    python: float
    database: float | None

    def __sub__(self, earlier: "Spent") -> "Spent":
        known = self.database is not None and earlier.database is not None
        return Spent(
            self.wall - earlier.wall,
            self.python - earlier.python,
            (self.database or 0) - (earlier.database or 0) if known else None,
        )

    @property
    def processor(self) -> float | None:
        return None if self.database is None else self.python + self.database


def now() -> Spent:
    """The clocks, as they stand. Only differences mean something."""
    database = database_seconds()
    return Spent(time.perf_counter(), time.process_time(), database)


def database_seconds() -> float | None:
    """Processor time of the backend behind the default connection and of workers that PostgreSQL ran and waited for;
    null on a server elsewhere."""
    backend = _backend()
    if backend is None:
        return None
    # Parallel workers are children of the postmaster, not of the backend; their time is told when they have ended.
    postmaster = int(_stat(backend)[PARENT])
    return seconds_of(backend) + sum(map(int, _stat(postmaster)[WAITED_FOR])) / TICKS


def seconds_of(pid: int) -> float:
    """Processor time of one process: to the nanosecond where the kernel keeps it, else to its tick."""
    try:
        return int((PROC / str(pid) / "schedstat").read_text().split()[0]) / NANOSECONDS
    except OSError:
        return sum(map(int, _stat(pid)[OWN])) / TICKS


def _backend() -> int | None:
    """The backend's process id, if that process is to be seen here and is a PostgreSQL."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    try:
        command = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return None
    return pid if command.startswith(b"postgres") else None


def _stat(pid: int) -> list[str]:
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
