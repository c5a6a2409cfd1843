"""The webservice's query language over rows: filter, sort, limit, display, and the refusals that come with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from connectors.standin.tables import Row

_DATE_FIELDS = frozenset({"date_add", "date_upd"})
# The webservice computes these and cannot search by them.
_NOT_FILTERABLE = frozenset({"shipping_number", "associations"})


class RefusalError(Exception):
    """What the webservice answers instead of data."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.http_status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows to render; `fields` None means all of them, an empty tuple only ids and links."""

    rows: list[Row]
    fields: tuple[str, ...] | None


def run_query(rows: Sequence[Row], params: Mapping[str, str], known_fields: Sequence[str]) -> Answer:
    """Rows of a list as the parameters of its URL ask. Raises `RefusalError`."""
    with_dates = params.get("date") == "1"
    chosen = list(rows)
    for name, expression in params.items():
        if name.startswith("filter[") and name.endswith("]"):
            field = name[7:-1]
            _check_field(field, known_fields, with_dates, code=32, what="This filter does not exist.")
            matches = _matcher(expression)
            chosen = [row for row in chosen if matches(_text(row.get(field)))]
    for field, is_descending in reversed(_sort_keys(params.get("sort", ""))):
        _check_field(field, known_fields, with_dates, code=37, what="Unable to sort by this field.")
        values = {id(row): _comparable(_text(row.get(field))) for row in chosen}
        chosen.sort(key=lambda row: values[id(row)], reverse=is_descending)
    return Answer(
        _limited(chosen, params.get("limit", "")), _display(params.get("display", ""), known_fields)
    )


def _check_field(field: str, known: Sequence[str], with_dates: bool, *, code: int, what: str) -> None:
    searchable = [
        name for name in known if name not in _NOT_FILTERABLE and (with_dates or name not in _DATE_FIELDS)
    ]
    if field not in searchable:
        full_list = ", ".join(f'"{name}"' for name in searchable)
        raise RefusalError(500, code, f"{what} The full list is: {full_list}")


def _matcher(expression: str) -> Callable[[str], bool]:
    operator, body, tail = _split(expression)
    wanted = body.casefold()
    if operator == ">":
        return lambda value: _comparable(value) > _comparable(body)
    if operator == "<":
        return lambda value: _comparable(value) < _comparable(body)
    if operator == "!":
        return lambda value: value.casefold() != wanted
    if operator == "%" and tail == "%":
        return lambda value: wanted in value.casefold()
    if operator == "%":
        return lambda value: value.casefold().endswith(wanted)
    if tail == "%":
        return lambda value: value.casefold().startswith(wanted)
    if "|" in body:
        options = frozenset(option.casefold() for option in body.split("|"))
        return lambda value: value.casefold() in options
    if expression.startswith("[") and "," in body:
        low, _comma, high = body.partition(",")
        return lambda value: _comparable(low) <= _comparable(value) <= _comparable(high)
    return lambda value: value.casefold() == wanted


def _split(expression: str) -> tuple[str, str, str]:
    start, bracket, rest = expression.partition("[")
    if not bracket or start not in ("", ">", "<", "!", "%"):
        return "", expression, ""
    body, closing, tail = rest.rpartition("]")
    if not closing or tail not in ("", "%"):
        return "", expression, ""
    return start, body, tail


def _sort_keys(sort: str) -> list[tuple[str, bool]]:
    keys = []
    for part in sort.strip("[]").split(","):
        field, _underscore, direction = part.rpartition("_")
        if field and direction in ("ASC", "DESC"):
            keys.append((field, direction == "DESC"))
        elif part:
            raise RefusalError(500, 37, f'Unable to sort by "{part}": write field_ASC or field_DESC')
    return keys


def _limited(rows: list[Row], limit: str) -> list[Row]:
    if not limit:
        return rows
    numbers = limit.split(",")
    if not 1 <= len(numbers) <= 2 or not all(number.isdigit() for number in numbers):
        raise RefusalError(
            500, 39, "The limit parameter has to be two integers separated by a comma, or one integer"
        )
    offset, count = (0, int(numbers[0])) if len(numbers) == 1 else (int(numbers[0]), int(numbers[1]))
    return rows[offset : offset + count]


def _display(display: str, known: Sequence[str]) -> tuple[str, ...] | None:
    if not display:
        return ()
    if display == "full":
        return None
    fields = tuple(field for field in display.strip("[]").split(",") if field)
    for field in fields:
        if field not in known:
            raise RefusalError(
                500,
                35,
                f'Unable to display this field "{field}". However, these are available: {", ".join(known)}',
            )
    return fields


def _comparable(value: str) -> tuple[int, Decimal, str]:
    try:
        return (0, Decimal(value), "")
    except InvalidOperation:
        return (1, Decimal(0), value.casefold())


def _text(value: object) -> str:
    if isinstance(value, dict):
        return str(next(iter(value.values()), ""))
    return "" if value is None else str(value)
