"""What the benches measured, as JSON: medians of wall seconds, CPU seconds of this process, statements sent."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from erp.servers import addresses


@dataclass
class Figure:
    """One measurement: medians of `runs`; `size` is what one run deals with; `rate` is size per second of wall time."""

    name: str
    unit: str
    size: int
    runs: int
    wall_seconds: float
    python_seconds: float
    statements: int

    @property
    def rate(self) -> float:
        return self.size / self.wall_seconds if self.wall_seconds else 0.0


figures: list[Figure] = []


@dataclass
class Step:
    """One of several steps that follow each other: it takes what the step before returned."""

    name: str
    work: Callable[[Any], Any]


def measure(
    name: str,
    work: Callable[[Any], object],
    *,
    unit: str,
    size: int = 1,
    prepare: Callable[[], Any] = lambda: None,
    runs: int = 5,
) -> Figure:
    """Time `work(prepare())` `runs` times. `prepare` is not timed; statements are counted in a run of their own."""
    return measure_steps([Step(name, work)], unit=unit, size=size, prepare=prepare, runs=runs)[0]


def measure_steps(
    steps: Sequence[Step],
    *,
    unit: str,
    size: int = 1,
    prepare: Callable[[], Any] = lambda: None,
    runs: int = 5,
) -> list[Figure]:
    """Time each of `steps`, one after the other, `runs` times."""
    walls: list[list[float]] = [[] for _step in steps]
    processes: list[list[float]] = [[] for _step in steps]
    statements = []
    prepared = prepare()
    for step in steps:
        with CaptureQueriesContext(connection) as queries:
            prepared = step.work(prepared)
        statements.append(sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries))
    for _run in range(runs):
        prepared = prepare()
        for index, step in enumerate(steps):
            wall, process = time.perf_counter(), time.process_time()
            prepared = step.work(prepared)
            walls[index].append(time.perf_counter() - wall)
            processes[index].append(time.process_time() - process)
    found = [
        Figure(step.name, unit, size, runs, statistics.median(wall), statistics.median(process), count)
        for step, wall, process, count in zip(steps, walls, processes, statements, strict=True)
    ]
    figures.extend(found)
    return found


def write() -> None:
    """Print the figures and keep them in the data folder."""
    rows = [asdict(figure) | {"rate": round(figure.rate, 1)} for figure in figures]
    for row in rows:
        row["wall_seconds"], row["python_seconds"] = (
            round(row["wall_seconds"], 5),
            round(row["python_seconds"], 5),
        )
    text = json.dumps(rows, indent=1)
    (addresses().data_folder / "bench.json").write_text(text)
    print(text)
