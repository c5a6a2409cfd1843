"""The formats that are read, and the one way in: `read_statements`."""

from collections.abc import Callable
from dataclasses import dataclass

from accounting.statements import camt, cfonb, ofx, qif, swift
from accounting.statements.messages import StatementFormatError, gettext_noop
from accounting.statements.types import ParsedStatement
from accounting.statements.xml import MAX_BYTES


@dataclass(frozen=True, slots=True)
class StatementFormat:
    """A format: how to recognise a file (by name and content) and how to read it."""

    code: str
    label: str
    recognises: Callable[[str, bytes], bool]
    read: Callable[[bytes], list[ParsedStatement]]


# In the order they are asked; the first that recognises a file reads it.
FORMATS: tuple[StatementFormat, ...] = (
    StatementFormat("ofx", gettext_noop("OFX"), ofx.recognises, ofx.read_ofx),
    StatementFormat("camt", gettext_noop("CAMT.053/052/054 (ISO 20022)"), camt.recognises, camt.read_camt),
    StatementFormat("mt940", gettext_noop("MT940"), swift.recognises, swift.read_swift),
    StatementFormat("cfonb120", gettext_noop("CFONB120"), cfonb.recognises, cfonb.read_cfonb),
    StatementFormat("qif", gettext_noop("QIF"), qif.recognises, qif.read_qif),
)


def recognised(name: str, content: bytes) -> StatementFormat | None:
    """The format of a file, None where it is none of those (a table, or nothing that is read)."""
    return next((one for one in FORMATS if one.recognises(name, content)), None)


def read_statements(name: str, content: bytes) -> list[ParsedStatement]:
    """The statements of a file, at least one, in file order.

    Oddities are in each statement's warnings. Raises StatementFormatError, with the line and the reason, for
    a file that is empty, larger than 20 MB, in no format that is read, or broken beyond use.
    """
    if len(content) > MAX_BYTES:
        raise StatementFormatError(
            gettext_noop(
                "The file has %(size)s MB; at most %(limit)s MB are read. Ask the bank for shorter periods."
            ),
            params={"size": -(-len(content) // (1024 * 1024)), "limit": MAX_BYTES // (1024 * 1024)},
        )
    if not content.strip():
        raise StatementFormatError(gettext_noop("The file is empty."))
    statement_format = recognised(name, content)
    if statement_format is not None:
        return statement_format.read(content)
    raise StatementFormatError(
        gettext_noop("“%(name)s” is in no format that is read. Formats: %(formats)s."),
        params={"name": name, "formats": ", ".join(one.label for one in FORMATS)},
    )
