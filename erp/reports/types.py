"""What a report is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString

from erp.charts import Chart
from erp.crud import cells
from erp.crud.declaration import NUMERIC, Kind


@dataclass(frozen=True)
class ReportColumn:
    """A column. `total`: its sum stands below. `decimals`: how many are shown. `help` shows when the head is pointed at."""

    name: str
    label: Any
    kind: Kind = "text"
    total: bool = False
    decimals: int | None = None
    is_wide: bool = False
    help: Any = ""

    @property
    def is_numeric(self) -> bool:
        return self.kind in NUMERIC


@dataclass(frozen=True)
class ReportRow:
    """Values by column; `links`: where a value leads, to the rows behind it. `tone`: "" or a word of the style sheet."""

    values: Mapping[str, Any]
    links: Mapping[str, str] = field(default_factory=dict)
    tone: str = ""


@dataclass(frozen=True)
class Report:
    """The answer: all rows, in the order to show them; their sums; the picture; what one should know to read them."""

    columns: Sequence[ReportColumn]
    rows: Sequence[ReportRow]
    currency: str = ""
    chart: Chart | None = None
    notes: Sequence[Any] = ()
    # Sums that are not those of the rows (an average, say), by column.
    totals: Mapping[str, Any] = field(default_factory=dict)

    def total(self, column: ReportColumn) -> Any:
        """What stands below a column; None where nothing does."""
        if column.name in self.totals:
            return self.totals[column.name]
        if not column.total:
            return None
        return sum((row.values.get(column.name) or Decimal(0) for row in self.rows), Decimal(0))

    @property
    def has_totals(self) -> bool:
        return bool(self.rows) and (bool(self.totals) or any(column.total for column in self.columns))


def shown(column: ReportColumn, value: Any, currency: str) -> str | SafeString:
    """A value as the page writes it; nothing where there is none."""
    if value is None or value == "":
        return ""
    match column.kind:
        case "money":
            return cells.money_text(value, currency)
        case "quantity" | "number":
            return cells.number(value, column.decimals)
        case "percent":
            return f"{cells.number(value, column.decimals)}{cells.NO_BREAK_SPACE}%"
        case "date" | "datetime":
            return cells.exact_moment(value)
    return str(value)
