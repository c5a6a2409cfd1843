"""How many statements a thing takes, kept in each app's `query_counts.json` and compared.

`assert_query_count("partner list", n)` compares with `tests/<app>/query_counts.json` of the calling test's app;
`UPDATE_QUERY_COUNTS=1` writes what was counted instead. A change shows in the diff and is somebody's decision.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

TESTS = Path(__file__).resolve().parent
_written: dict[tuple[str, str], int] = {}


def assert_query_count(name: str, count: int, *, app: str = "") -> None:
    """Fails when `count` is not what the app's file says of `name`."""
    path = TESTS / (app or _calling_app()) / "query_counts.json"
    kept: dict[str, int] = json.loads(path.read_text()) if path.exists() else {}
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        # Counted twice in one run, with more rows: both must agree.
        assert _written.setdefault((str(path), name), count) == count, (
            f"{name}: {count}, just before {kept[name]}."
        )
        kept[name] = count
        path.write_text(json.dumps(dict(sorted(kept.items())), indent=2, ensure_ascii=False) + "\n")
        return
    assert name in kept, f"{path.name} does not know {name!r}: run with UPDATE_QUERY_COUNTS=1."
    assert count == kept[name], f"{name}: {count} statements, {kept[name]} before."


@contextmanager
def counted(name: str, *, app: str = "") -> Iterator[CaptureQueriesContext]:
    """Counts the statements of the block and compares them."""
    app = app or _calling_app(3)
    with CaptureQueriesContext(connection) as captured:
        yield captured
    assert_query_count(name, len(captured), app=app)


def _calling_app(depth: int = 2) -> str:
    return Path(sys._getframe(depth).f_code.co_filename).resolve().relative_to(TESTS).parts[0]
