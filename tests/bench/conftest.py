"""Benches keep their limits and leave one report."""

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.bench import report


@pytest.fixture(autouse=True)
def _within_limits() -> Iterator[None]:
    """A bench fails when one of its figures is beyond its limit; all of them are measured first."""
    before = len(report.figures)
    yield
    beyond = [
        f"{figure.name}: {figure.ratio} times its floor, at most {figure.limit}"
        for figure in report.figures[before:]
        if not figure.is_within_limit
    ]
    assert not beyond, "\n".join(beyond)


@pytest.fixture(autouse=True, scope="session")
def _written(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield
    if report.figures:
        with django_db_blocker.unblock():
            report.write()
