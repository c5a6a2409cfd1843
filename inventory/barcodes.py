"""What a scanned text says: a plain code, or GS1 element strings (GS1-128, GS1 DataMatrix; GS1 General Specifications).

`biip` knows the application identifiers. A scanner sends the separator FNC1 as the character GS; some put the
symbology ahead (“]C1”, “]d2”); people may also type the human readable form, “(01)09506000134352(10)ABC”.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from biip import ParseError
from biip.gs1_messages import GS1Message

SEPARATOR = "\x1d"
# GS1-128, DataMatrix, DataBar, QR.
SYMBOLOGIES = ("]C1", "]d2", "]e0", "]Q3")
GTIN, CONTENT, LOT, SERIAL, COUNT, VARIABLE_COUNT = "01", "02", "10", "21", "37", "30"
# Best before is not too late; the expiry itself decides where both stand.
EXPIRY, BEST_BEFORE = "17", "15"
SHORTEST_WITH_GTIN = 16


@dataclass(frozen=True)
class ScannedCode:
    """`text` is the plain code where `gtin` and `lot` are empty. `quantity`: pieces, where the code says how many."""

    text: str
    gtin: str = ""
    lot: str = ""
    serial: str = ""
    expiry: dt.date | None = None
    quantity: Decimal | None = None

    @property
    def is_gs1(self) -> bool:
        return bool(self.gtin or self.lot or self.serial)


def read_code(text: str) -> ScannedCode:
    """What `text` says. A text that only looks like element strings, without a sign that it is, is a plain code: locations
    and articles may well be called “10-B”."""
    text = text.strip(" \t\r\n")
    message = _message(text)
    if message is None:
        return ScannedCode(text)
    values = {element.ai.ai: element for element in message.element_strings}

    def value(*identifiers: str) -> str:
        return next((values[ai].value for ai in identifiers if ai in values), "")

    expiry = next((values[ai].date for ai in (EXPIRY, BEST_BEFORE) if ai in values), None)
    count = value(COUNT, VARIABLE_COUNT)
    return ScannedCode(
        text,
        gtin=value(GTIN, CONTENT),
        lot=value(LOT),
        serial=value(SERIAL),
        expiry=expiry,
        quantity=Decimal(count) if count.isdigit() and int(count) else None,
    )


def _message(text: str) -> GS1Message | None:
    """The element strings of a text that is told to hold some, or begins with a whole GTIN."""
    symbology = next((mark for mark in SYMBOLOGIES if text.startswith(mark)), "")
    body = text.removeprefix(symbology).lstrip(SEPARATOR)
    is_readable = body.startswith("(")
    is_likely = len(body) >= SHORTEST_WITH_GTIN and body[:2] in {GTIN, CONTENT} and body[2:16].isdigit()
    if not (symbology or is_readable or is_likely or SEPARATOR in body):
        return None
    try:
        return GS1Message.parse_hri(body) if is_readable else GS1Message.parse(body)
    except ParseError:
        return None


def gtin_forms(gtin: str) -> list[str]:
    """A GTIN as it may be kept: GTIN-14, and shorter without its leading zeros."""
    digits = gtin.lstrip("0")
    return sorted({gtin, *(digits.rjust(length, "0") for length in (8, 12, 13, 14) if len(digits) <= length)})
