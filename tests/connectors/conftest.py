"""What the tests of the connectors share."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from connectors.standin import RunningShop, running_shop
from connectors.standin.shop import StandinShop

START = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)
RECORDINGS = Path(__file__).parent / "recordings"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Messages are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def standin() -> Iterator[RunningShop]:
    """A served stand-in shop with its first orders, dated back from `START`."""
    with running_shop(StandinShop(start=START)) as shop:
        yield shop
