"""The group of two companies is built once for all tests of this package."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from tests.must_hold.world import World, build, committed


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), committed(build) as built:
        yield built


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Messages are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _no_end_of_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests call more often than a program may."""
    monkeypatch.setattr("erp.api.throttling.TokenThrottle.allow_request", lambda *_arguments: True)
