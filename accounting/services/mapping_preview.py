"""What a mapping makes of a bank's table, before anything is saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounting.services.bank import said, unreadable
from accounting.services.mappings import check_mapping
from accounting.statements import ParsedLine, ParsedStatement, StatementFormatError
from accounting.statements.mapping import TableMapping, read_table
from erp.errors import DomainError

LINES_SHOWN = 8


@dataclass(frozen=True)
class Preview:
    """The movements that come out, or why none do."""

    refusal: DomainError | None = None
    statement: ParsedStatement | None = None
    lines: Sequence[ParsedLine] = ()

    @property
    def warnings(self) -> list[str]:
        return [said(notice) for notice in self.statement.warnings] if self.statement else []


def preview_of(content: bytes, mapping: TableMapping) -> Preview:
    """What importing the table so would bring."""
    try:
        check_mapping(mapping)
        [statement] = read_table(content, mapping)
    except StatementFormatError as error:
        return Preview(unreadable(error))
    except DomainError as error:
        return Preview(error)
    return Preview(None, statement, statement.lines[:LINES_SHOWN])
