"""A persistent mapping that keeps insertion order: each change costs O(log n) and the old one lives
on."""

from collections.abc import Iterator
from typing import Generic, TypeVar, overload

from immutables import Map

V = TypeVar("V")
D = TypeVar("D")


class Ordered(Generic[V]):
    """Values by id, iterated in the order in which their ids were first set; nothing is ever
    removed.
    """

    __slots__ = ("_ids", "_numbers", "_values")

    def __init__(
        self,
        values: Map[str, V] | None = None,
        ids: Map[int, str] | None = None,
    ) -> None:
        self._values: Map[str, V] = Map() if values is None else values
        self._ids: Map[int, str] = Map() if ids is None else ids

    def set(self, id: str, value: V) -> "Ordered[V]":
        """A copy with `value` under `id`: in its old place, or at the end."""
        known = id in self._values
        ids = self._ids if known else self._ids.set(len(self._ids), id)
        return Ordered(self._values.set(id, value), ids)

    @overload
    def get(self, id: str) -> V | None: ...
    @overload
    def get(self, id: str, default: D) -> V | D: ...
    def get(self, id: str, default: D | None = None) -> V | D | None:
        """The value under `id`, or `default`."""
        return self._values.get(id, default)

    def __getitem__(self, id: str) -> V:
        return self._values[id]

    def __contains__(self, id: object) -> bool:
        return id in self._values

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[str]:
        return (self._ids[number] for number in range(len(self._ids)))

    def values(self) -> Iterator[V]:
        """The values in order."""
        return (self._values[id] for id in self)

    def items(self) -> Iterator[tuple[str, V]]:
        """Ids and values in order."""
        return ((id, self._values[id]) for id in self)

    def last(self, count: int) -> Iterator[V]:
        """Up to `count` values, the newest first, without walking the rest."""
        newest = len(self._ids) - 1
        stop = max(-1, newest - count)
        return (self._values[self._ids[number]] for number in range(newest, stop, -1))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ordered):
            return NotImplemented
        return bool(self._values == other._values and self._ids == other._ids)

    __hash__ = None  # type: ignore[assignment]  # holds values that need not be hashable

    def __repr__(self) -> str:
        return f"Ordered({dict(self.items())!r})"
