"""Bank statements as plain data: files of any bank in, `ParsedStatement` out.

Pure code: no model, no setting, no network. Nothing odd passes silently: it is a warning on the statement,
or, when nobody can use the file, a `StatementFormatError` with the line and the reason. See ADR 0011 and 0020.
"""

from accounting.statements.messages import Notice, StatementFormatError
from accounting.statements.registry import FORMATS, StatementFormat, read_statements, recognised
from accounting.statements.types import (
    ParsedBalance,
    ParsedCharge,
    ParsedExchange,
    ParsedLine,
    ParsedStatement,
    ParsedTransaction,
)

__all__ = [
    "FORMATS",
    "Notice",
    "ParsedBalance",
    "ParsedCharge",
    "ParsedExchange",
    "ParsedLine",
    "ParsedStatement",
    "ParsedTransaction",
    "StatementFormat",
    "StatementFormatError",
    "read_statements",
    "recognised",
]
