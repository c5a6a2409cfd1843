"""A `ShopOrder` as plain JSON values and back: what an inbound document keeps, so that it can be replayed later.

Decimals and times become text, because JSON's numbers are floats. Keys are the field names; a key this version does
not know is ignored and a missing one takes the field's default, so that old payloads stay readable.
"""

import dataclasses
import types
import typing
from datetime import datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from connectors.types import ShopOrder, UnreadableOrder


def order_to_payload(order: ShopOrder | UnreadableOrder) -> dict[str, Any]:
    """JSON-ready values of an order. `order_from_payload` gives back an equal `ShopOrder`."""
    return typing.cast("dict[str, Any]", _plain(order))


def order_from_payload(payload: dict[str, Any]) -> ShopOrder:
    """The order kept by `order_to_payload`. Raises `ValueError`, `KeyError` or `TypeError` on anything else."""
    return typing.cast("ShopOrder", _build(ShopOrder, payload))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.isoformat()
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        (inner,) = (option for option in typing.get_args(kind) if option is not type(None))
        return _build(inner, value)
    if origin is tuple:
        return tuple(_build(typing.get_args(kind)[0], item) for item in value)
    if dataclasses.is_dataclass(kind):
        hints = _hints(typing.cast("type", kind))
        names = [field.name for field in dataclasses.fields(kind) if field.name in value]
        return typing.cast("type", kind)(**{name: _build(hints[name], value[name]) for name in names})
    if kind is Decimal:
        return Decimal(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    return value
