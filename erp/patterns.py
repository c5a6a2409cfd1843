"""Patterns of document numbers, as administrators type them: `FA-{year}-{number:05d}`.

They look like Python's format strings and are checked before they are used as such: a format string may reach into
what it is given (`{number.__class__}`) or ask for a billion zeros.
"""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from erp.errors import DomainError

# What `Document.number` holds.
LONGEST = 40
LARGEST = 9_999_999_999
TEXT = r"[^{}]*"
PATTERN = re.compile(rf"{TEXT}(?:\{{year\}}{TEXT})?\{{number(?::0?\d{{1,2}}d)?\}}{TEXT}(?:\{{year\}}{TEXT})?")


def check_pattern(pattern: str, *, needs_year: bool = False) -> None:
    """Raises `ValidationError` for a pattern that can't number documents: each needs `{number}`, once, and `{year}` where
    the count starts anew each year, or the numbers of the second year would be those of the first."""
    if not PATTERN.fullmatch(pattern):
        raise ValidationError(
            _(
                "Write {number} once, filled up with zeros as in {number:05d} if you like, and {year} where the year goes: "
                "for instance FA-{year}-{number:05d}."
            ),
            code="pattern",
        )
    if needs_year and "{year}" not in pattern:
        raise ValidationError(_("These numbers start at 1 each year: write {year} as well."), code="year")
    if len(pattern.format(year=9999, number=LARGEST)) > LONGEST:
        raise ValidationError(
            _("Numbers of this pattern get longer than %(limit)d characters: shorten it."),
            params={"limit": LONGEST},
        )


def write_numbers(pattern: str, year: int, numbers: Iterable[int]) -> list[str]:
    """`numbers` as `pattern` writes them. Raises `DomainError` "sequence.pattern" where the pattern is none."""
    try:
        check_pattern(pattern)
    except ValidationError as error:
        raise DomainError(
            "sequence.pattern",
            _("“%(pattern)s” can't number documents. Ask an administrator to correct it under Sequences."),
            params={"pattern": pattern},
        ) from error
    return [pattern.format(year=year, number=number) for number in numbers]
