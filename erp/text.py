"""Text as people sort and search it."""

import unicodedata
from decimal import Decimal

from django.utils.formats import sanitize_separators


def fold(text: str) -> str:
    """`text` without accents, case and ligatures, single spaces: the key that sorting and search share.

    >>> fold("Éclair  Cœur")
    'eclair coeur'
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    stripped = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(stripped.casefold().split())


# What a key of the database holds, less a digit.
MOST_DIGITS = 18


def whole_number(text: str | None) -> int | None:
    """The number that `text` writes with ASCII digits, and that a key may be; else None.

    >>> whole_number("12"), whole_number("²"), whole_number("-1"), whole_number("9" * 40)
    (12, None, None, None)
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def typed_decimal(text: object) -> Decimal | None:
    """A number as typed in the reader's language ("1 234,56"); None where nothing is. Raises `InvalidOperation`."""
    said = "".join(str(text or "").split())
    return Decimal(str(sanitize_separators(said))) if said else None
