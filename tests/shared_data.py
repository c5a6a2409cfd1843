"""Real files of shops, banks and other programs. They lie beside the project, for they are not its own to give away: tests
that read them run where they are, and hand-made files test the same code everywhere."""

import re
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def needs(folder: str) -> pytest.MarkDecorator:
    """Skips what reads `folder` where it is not. Where it is, a missing file fails."""
    return pytest.mark.skipif(
        not (DATA / folder).is_dir(),
        reason=f"reads real files that are not the project's to give away: ../shared/data/{folder} is not beside it",
    )


def manifest_rows(folder: str, row: "re.Pattern[str]") -> list[object]:
    """Parameters of a test: what `row` finds in each line of the folder's MANIFEST.md, called by its file's name."""
    manifest = DATA / folder / "MANIFEST.md"
    if not manifest.parent.is_dir():
        return [pytest.param(None, marks=needs(folder))]
    found = [match for line in manifest.read_text().splitlines() if (match := row.match(line))]
    return [
        pytest.param(
            one, id="/".join(part for key in ("folder", "name") if (part := one.groupdict().get(key)))
        )
        for one in found
    ]
