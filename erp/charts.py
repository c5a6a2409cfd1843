"""A chart that answers a question: drawn by Vega-Lite in the browser, told in words and figures to who does not see it.

`{% load charts %}{% chart chart %}` shows one. Colours are those of the page (`static/erp/charts.css`), so that light,
dark and paper need no other picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

# The palette's places; `static/erp/charts.css` says which colours they are.
ACCENT, SECOND, THIRD, FOURTH, FIFTH, QUIET = (
    "var(--chart-1)",
    "var(--chart-2)",
    "var(--chart-3)",
    "var(--chart-4)",
    "var(--chart-5)",
    "var(--chart-quiet)",
)
PALETTE = (ACCENT, SECOND, THIRD, FOURTH, FIFTH, QUIET)


@dataclass(frozen=True)
class Chart:
    """`question` is its title; `summary` the answer in a sentence or two.

    `spec` is a Vega-Lite specification without data, size and colours of its own; a datum's `url` is where a click on it
    goes. `columns` are the (field, label) of the table that says the same.
    """

    question: Any
    summary: Any
    spec: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    columns: Sequence[tuple[str, Any]] = field(default_factory=tuple)
    height: int = 240

    @property
    def drawing(self) -> dict[str, Any]:
        """What Vega-Lite is given."""
        return {
            "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
            "width": "container",
            "height": self.height,
            "autosize": {"type": "fit", "contains": "padding"},
            "data": {"values": [{name: _drawn(value) for name, value in row.items()} for row in self.rows]},
            **self.spec,
        }

    @property
    def labels(self) -> list[Any]:
        return [label for _name, label in self.columns]

    @property
    def table(self) -> list[list[Any]]:
        return [[row.get(name, "") for name, _label in self.columns] for row in self.rows]


def _drawn(value: Any) -> Any:
    """A screen has no cents: what is drawn may be a float, which JavaScript would make of it anyway."""
    return float(value) if isinstance(value, Decimal) else value
