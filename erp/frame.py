"""What every page's frame shows: companies to switch to, the active one, the menu."""

from typing import Any

from django.http import HttpRequest


def context(request: HttpRequest) -> dict[str, Any]:
    return {}
