"""Refusals: what the product says when it will not do something, and what to do next."""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A rule of the business refuses what was asked; nothing was written.

    `code` is stable and meant for programs ("stock.not_enough"); `message` is for the person and says what to do next;
    `field` names the input it belongs to, so that a form shows it there. The API answers 409, or 422 with a field.
    """

    def __init__(
        self, code: str, message: Any, field: str | None = None, params: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code, message, field)
        self.code = code
        self.field = field
        self.params = dict(params or {})
        self._message = message

    @property
    def message(self) -> str:
        text = str(self._message)
        return text % self.params if self.params else text

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"
