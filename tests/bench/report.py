"""What the benches measure, as JSON: medians of five runs, each with its floor measured between the runs.

Machines differ and are busy with other things, so a figure is first of all a ratio: the work's seconds to those of its
floor (`tests.bench.floors`), taken just after it. Seconds stand beside it, those of Python's and PostgreSQL's processors
apart. A limit that is not kept fails the bench when everything has been measured.
"""

import json
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from erp.servers import addresses
from tests.bench import clocks
from tests.bench.clocks import Spent
from tests.bench.floors import Floor, Work, counted_inserts

RUNS = 5


@dataclass(frozen=True)
class Seconds:
    """Medians. `database`: null where PostgreSQL is not on this machine."""

    wall: float
    python: float
    database: float | None

    @classmethod
    def of(cls, runs: Sequence[Spent]) -> "Seconds":
        databases = [run.database for run in runs if run.database is not None]
        return cls(
            round(statistics.median(run.wall for run in runs), 6),
            round(statistics.median(run.python for run in runs), 6),
            round(statistics.median(databases), 6) if databases else None,
        )


@dataclass(frozen=True)
class Figure:
    """One measurement. `size` is what one run deals with, `rate` is size per second of wall time.

    `ratio` and `processor_ratio` are medians of each run's work to the floor that followed it; `limit` is the most that
    `ratio` may be. `statements` are those of one run, savepoints left out.
    """

    name: str
    unit: str
    size: int
    runs: int
    seconds: Seconds
    statements: int
    rate: float
    floor: Seconds | None = None
    floor_rows: int | None = None
    ratio: float | None = None
    processor_ratio: float | None = None
    limit: float | None = None

    @property
    def is_within_limit(self) -> bool:
        return self.limit is None or self.ratio is None or self.ratio <= self.limit


figures: list[Figure] = []


@dataclass(frozen=True)
class Step:
    """One of several steps that follow each other: it takes what the step before returned.

    `floor`: `floors.inserts` for a write, `floors.reading(sql, params)` for a read; `at_most`: the limit of the ratio.
    """

    name: str
    work: Callable[[Any], Any]
    floor: Floor | None = None
    at_most: float | None = None


def measure(
    name: str,
    work: Callable[[Any], object],
    *,
    unit: str,
    size: int = 1,
    prepare: Callable[[], Any] = lambda: None,
    runs: int = RUNS,
    floor: Floor | None = None,
    at_most: float | None = None,
) -> Figure:
    """Time `work(prepare())` `runs` times. `prepare` is not timed; statements are counted in a run of their own."""
    return measure_steps(
        [Step(name, work, floor, at_most)], unit=unit, size=size, prepare=prepare, runs=runs
    )[0]


def measure_steps(
    steps: Sequence[Step],
    *,
    unit: str,
    size: int = 1,
    prepare: Callable[[], Any] = lambda: None,
    runs: int = RUNS,
) -> list[Figure]:
    """Time each of `steps`, one after the other, `runs` times.

    What a commit would do counts: deferred constraints are checked within the time. The planner knows the tables as it
    would in a database that autovacuum looks after.
    """
    statements = _count_statements(steps, prepare())
    spent: list[list[Spent]] = [[] for _step in steps]
    floors: list[list[Spent]] = [[] for _step in steps]
    rows: list[int] = [0 for _step in steps]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for _run in range(runs):
        result = prepare()
        _check_constraints()
        for index, step in enumerate(steps):
            with counted_inserts() as inserted:
                before = clocks.now()
                result = step.work(result)
                _check_constraints()
                spent[index].append(clocks.now() - before)
            if step.floor is not None:
                timed = step.floor(Work(result, inserted))
                before = clocks.now()
                timed.run()
                floors[index].append(clocks.now() - before)
                timed.clean()
                rows[index] = timed.rows
    found = []
    for step, count, done, floor, floor_rows in zip(steps, statements, spent, floors, rows, strict=True):
        seconds = Seconds.of(done)
        found.append(
            Figure(
                step.name,
                unit,
                size,
                runs,
                seconds,
                count,
                rate=round(size / seconds.wall, 1) if seconds.wall else 0.0,
                floor=Seconds.of(floor) if floor else None,
                floor_rows=floor_rows or None,
                ratio=_ratio([one.wall for one in done], [one.wall for one in floor]),
                processor_ratio=_ratio([one.processor for one in done], [one.processor for one in floor]),
                limit=step.at_most,
            )
        )
    figures.extend(found)
    return found


def measured(name: str, *, unit: str, size: int, spent: Spent, **facts: Any) -> Figure:
    """Keep a figure that was timed elsewhere, once (several processes, a whole minute)."""
    seconds = Seconds.of([spent])
    figure = Figure(name, unit, size, 1, seconds, 0, rate=round(size / seconds.wall, 1), **facts)
    figures.append(figure)
    return figure


def write() -> None:
    """Print the figures and keep them in the data folder, beside the servers' data."""
    text = json.dumps({"machine": _machine(), "figures": [asdict(figure) for figure in figures]}, indent=1)
    (addresses().data_folder / "bench.json").write_text(text + "\n")
    print(text)


def _check_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _count_statements(steps: Sequence[Step], result: Any) -> list[int]:
    counts = []
    for step in steps:
        with CaptureQueriesContext(connection) as queries:
            result = step.work(result)
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries))
    return counts


def _ratio(work: Sequence[float | None], floor: Sequence[float | None]) -> float | None:
    ratios = [one / least for one, least in zip(work, floor, strict=False) if one is not None and least]
    return round(statistics.median(ratios), 2) if ratios else None


def _machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        (version,) = cursor.fetchone()
    return {
        "cores": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "python": platform.python_version(),
        "postgresql": version,
    }
