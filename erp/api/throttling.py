"""How often a token may call."""

from typing import Any

from rest_framework.throttling import SimpleRateThrottle


class TokenThrottle(SimpleRateThrottle):
    """Counts by token (`API_RATE`); browsers are not counted."""

    scope = "token"

    def get_cache_key(self, request: Any, view: Any) -> str | None:
        token = getattr(request._request, "api_token", None)
        return self.cache_format % {"scope": self.scope, "ident": token.pk} if token is not None else None
