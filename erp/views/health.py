"""Whether the site works, for a load balancer or a supervisor: no sign-in, nothing secret."""

import logging
from collections.abc import Callable

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when database and broker answer, else 503 with the one that does not."""
    parts = {"database": _answers(_database), "broker": _answers(_broker)}
    is_well = all(parts.values())
    state = {name: "ok" if answers else "down" for name, answers in parts.items()}
    return JsonResponse({"status": "ok" if is_well else "down", **state}, status=200 if is_well else 503)


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except Exception:
        logger.exception("The health check found a part that does not answer")
        return False
    return True


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with redis.Redis.from_url(
        settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2
    ) as broker:
        broker.ping()
