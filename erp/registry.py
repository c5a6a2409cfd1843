"""Registries: how a lower app is extended by a higher one without knowing it."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class RegistryFrozen(RuntimeError):
    """Something was registered after the site was ready: it would be missing in processes that started earlier."""


class Registry(Generic[T]):
    """Named items of one type, registered while apps load, frozen once they are ready (`erp.apps`)."""

    every: "list[Registry]" = []

    def __init__(self, name: str, item_type: type | tuple[type, ...] = object) -> None:
        self.name = name
        self.item_type = item_type
        self._items: dict[str, T] = {}
        self._is_frozen = False
        Registry.every.append(self)

    def register(self, key: str, item: T) -> T:
        if self._is_frozen:
            raise RegistryFrozen(f"{self.name}: {key!r} comes too late, register it from AppConfig.ready().")
        if key in self._items and self._items[key] is not item:
            raise ValueError(f"{self.name}: {key!r} is registered already.")
        if not isinstance(item, self.item_type):
            raise TypeError(f"{self.name}: {key!r} is not a {self.item_type}.")
        self._items[key] = item
        return item

    def get(self, key: str) -> T:
        """The item of that name. Raises `KeyError` naming the registry and what it has."""
        try:
            return self._items[key]
        except KeyError:
            raise KeyError(
                f"{self.name} has no {key!r}; it has {', '.join(sorted(self._items)) or 'nothing'}."
            ) from None

    def __contains__(self, key: str) -> bool:
        return key in self._items

    def items(self) -> Iterator[tuple[str, T]]:
        return iter(sorted(self._items.items()))

    def values(self) -> Iterator[T]:
        return (item for _key, item in self.items())

    def freeze(self) -> None:
        self._is_frozen = True
