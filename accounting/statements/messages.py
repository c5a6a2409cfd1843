"""What the readers say: English templates with their values apart, so that a screen can translate them.

The readers run without Django (in a worker, a test, a shell); the screen shows `gettext(template) % params`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


def gettext_noop(template: str) -> str:
    """Mark a template for the message catalogue and return it unchanged.

    Django's own function of this name reads the settings; the extraction of messages looks for the name.
    """
    return template


@dataclass(frozen=True, slots=True)
class Notice:
    """Something odd in a file that can still be used.

    code is stable, for tests and rules; line is the line of the file, where one line is to blame.
    """

    code: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict)
    line: int | None = None

    @property
    def message(self) -> str:
        """The notice in English."""
        return self.template % self.params

    def __str__(self) -> str:
        return _with_line(self.message, self.line)


class StatementFormatError(ValueError):
    """A file that nobody can use: says why and, where known, on which line (counted from 1)."""

    def __init__(
        self, template: str, line: int | None = None, params: Mapping[str, object] | None = None
    ) -> None:
        self.template = template
        self.params: Mapping[str, object] = params or {}
        self.line = line
        super().__init__(template, line, self.params)

    @property
    def message(self) -> str:
        """The reason in English, without the line."""
        return self.template % self.params

    def __str__(self) -> str:
        return _with_line(self.message, self.line)


def condensed(notices: Iterable[Notice], at_most: int = 20) -> tuple[Notice, ...]:
    """The notices, of each kind at most so many; how many more there were is told too."""
    kept: list[Notice] = []
    seen: Counter[str] = Counter()
    for notice in notices:
        seen[notice.code] += 1
        if seen[notice.code] <= at_most:
            kept.append(notice)
    kept.extend(
        Notice(
            code,
            gettext_noop("%(count)s more notices like this one: %(code)s."),
            {"count": count - at_most, "code": code},
        )
        for code, count in seen.items()
        if count > at_most
    )
    return tuple(kept)


def _with_line(message: str, line: int | None) -> str:
    return f"Line {line}: {message}" if line is not None else message
