"""Files of plain text: their characters, amounts and dates, as banks write them."""

import codecs
import re
from datetime import date
from decimal import Decimal

from accounting.statements.messages import StatementFormatError, gettext_noop

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BARE_UTF16 = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
MAX_LINES = 500_000

_AMOUNT = re.compile(r"[+-]?(\d{1,14}([.,]\d{0,20})?|[.,]\d{1,20})")
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")


def decode_text(content: bytes, encoding: str = "") -> str:
    """The text, without mark, lines ended by "\\n". UTF-8 where it is that, else what Western banks write (Windows-1252).

    Raises StatementFormatError for a file that is no text or has more lines than any statement.
    """
    marked = next((name for mark, name in (*_MARKS, *_BARE_UTF16) if content.startswith(mark)), "")
    text = ""
    for name in filter(None, (marked or encoding, "utf-8", "cp1252")):
        try:
            text = content.decode(name)
            break
        except (UnicodeDecodeError, LookupError):
            continue
    else:
        text = content.decode("latin-1")
    if "\0" in text:
        raise StatementFormatError(gettext_noop("The file is no text: it has NUL characters."))
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_LINES:
        raise StatementFormatError(
            gettext_noop("The file has more than %(limit)s lines. Ask the bank for shorter periods."),
            params={"limit": f"{MAX_LINES:,}"},
        )
    return text


def plain_amount(text: str) -> Decimal | None:
    """A number with one mark of decimals, comma or point, and no other; None for anything else.

    >>> plain_amount("-530,86"), plain_amount("+100.00"), plain_amount("$120")
    (Decimal('-530.86'), Decimal('100.00'), None)
    """
    clean = text.strip()
    return Decimal(clean.replace(",", ".").rstrip(".")) if _AMOUNT.fullmatch(clean) else None


def compact_date(text: str) -> date | None:
    """The day of a text that begins YYYYMMDD; None where there is no such day (banks write 00000000 for none)."""
    if found := _DATE.match(text.strip()):
        try:
            return date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return None
    return None


def single_spaced(text: str) -> str:
    return " ".join(text.split())
