"""Pages by key instead of by count: page 4,000 of a list costs what page 1 costs.

The address carries the sort values of the last row seen; the next page starts after them, read along the index. Follows
PostgreSQL's order: nulls last when ascending, first when descending. The primary key ends every order.
"""

import base64
import binascii
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from erp.crud.fields import UnknownName, walk


class BadCursor(ValueError):
    """The cursor was not made by this list."""


@dataclass(frozen=True)
class Order:
    """One term of an ordering."""

    path: str
    is_descending: bool

    @property
    def text(self) -> str:
        return f"-{self.path}" if self.is_descending else self.path

    def reversed(self) -> "Order":
        return Order(self.path, not self.is_descending)


@dataclass(frozen=True)
class Page:
    records: list[Any]
    # Cursors of the neighbours; "" where there is none.
    after: str
    before: str


def parse(ordering: Sequence[str]) -> list[Order]:
    """`ordering` with the primary key at its end, in the direction of the last term."""
    orders = [Order(name.lstrip("-"), name.startswith("-")) for name in ordering]
    orders = [Order("pk" if order.path == "id" else order.path, order.is_descending) for order in orders]
    if not any(order.path == "pk" for order in orders):
        orders.append(Order("pk", orders[-1].is_descending if orders else True))
    return orders[: [order.path for order in orders].index("pk") + 1]


def page(
    queryset: "models.QuerySet[Any]",
    ordering: Sequence[str],
    size: int,
    *,
    after: str = "",
    before: str = "",
    keys: "models.QuerySet[Any] | None" = None,
) -> Page:
    """`size` records after, or before, a cursor. Raises `BadCursor`.

    `keys`: the same records without what is only shown. Where no index gives the order, sorting them and joining the rest
    to one page costs a quarter of sorting the whole rows.
    """
    orders = parse(ordering)
    is_backwards = bool(before) and not after
    cursor = before if is_backwards else after
    way = [order.reversed() for order in orders] if is_backwards else orders
    texts = [order.text for order in way]
    found = (queryset if keys is None else keys).order_by(*texts)
    if cursor:
        found = found.filter(_beyond(way, _decode(queryset.model, orders, cursor)))
    if keys is not None:
        found = queryset.filter(pk__in=found.values("pk")[: size + 1]).order_by(*texts)
    records = list(found[: size + 1])
    has_more = len(records) > size
    records = records[:size]
    if is_backwards:
        records.reverse()
    has_next, has_previous = (True, has_more) if is_backwards else (has_more, bool(cursor))
    return Page(
        records,
        after=encode(records[-1], orders) if has_next and records else "",
        before=encode(records[0], orders) if has_previous and records else "",
    )


def encode(record: Any, orders: Sequence[Order]) -> str:
    values = [_value(record, order.path) for order in orders]
    # Django's own encoder would cut microseconds off, and with them the place in the list.
    text = json.dumps(values, default=str, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(model: type[models.Model], orders: Sequence[Order], cursor: str) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as error:
        raise BadCursor(cursor) from error
    if not isinstance(values, list) or len(values) != len(orders):
        raise BadCursor(cursor)
    if any(isinstance(value, float) and not math.isfinite(value) for value in values):
        raise BadCursor(cursor)
    try:
        return [
            None if value is None else _to_python(model, order.path, value)
            for order, value in zip(orders, values, strict=True)
        ]
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BadCursor(cursor) from error


def _to_python(model: type[models.Model], path: str, value: Any) -> Any:
    if path == "pk":
        return model._meta.pk.to_python(value)
    try:
        field, _joins = walk(model, path)
    except UnknownName:
        return value
    if field is None:
        return value
    target: Any = field
    return (target.target_field if field.is_relation else target).to_python(value)


def _value(record: Any, path: str) -> Any:
    value = record
    for part in path.split("__"):
        if value is None:
            return None
        value = getattr(value, part)
    return value.pk if isinstance(value, models.Model) else value


def _beyond(orders: Sequence[Order], values: Sequence[Any]) -> Q:
    """The rows that come after `values` in the order."""
    (order, *rest), (value, *others) = orders, values
    later = _later(order, value)
    if not rest:
        return later if later is not None else Q(pk__in=[])
    same = Q(**{f"{order.path}__isnull": True}) if value is None else Q(**{order.path: value})
    tied = same & _beyond(rest, others)
    if later is None:
        return tied
    if value is None:
        return later | tied
    # The first condition adds nothing to the second, but it is one the index can start from.
    bound = Q(**{f"{order.path}__{'lte' if order.is_descending else 'gte'}": value})
    if not order.is_descending:
        bound |= Q(**{f"{order.path}__isnull": True})
    return bound & (later | tied)


def _later(order: Order, value: Any) -> Q | None:
    if order.is_descending:
        # Nulls come first: everything that is not null is later than a null.
        return Q(**{f"{order.path}__isnull": False}) if value is None else Q(**{f"{order.path}__lt": value})
    if value is None:
        return None
    later = Q(**{f"{order.path}__gt": value})
    return later if order.path == "pk" else later | Q(**{f"{order.path}__isnull": True})
