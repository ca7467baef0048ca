"""A persistent mapping that keeps insertion order: each change costs O(log n) and the old one lives
on."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Generic, TypeVar, overload

from immutables import Map

V = TypeVar("V")
D = TypeVar("D")


CHUNK = 256
"""Ids that stand together: adding one copies at most so many, and a reference to each full one."""


class Ordered(Generic[V]):
    """Values by id, iterated in the order in which ids were first set; nothing is ever removed."""

    __slots__ = ("_full", "_last", "_values")

    def __init__(
        self,
        values: Map[str, V] | None = None,
        full: tuple[tuple[str, ...], ...] = (),
        last: tuple[str, ...] = (),
    ) -> None:
        self._values: Map[str, V] = Map() if values is None else values
        # Tuples of strings rather than a second map: the garbage collector stops visiting them.
        self._full = full
        self._last = last

    def set(self, id: str, value: V) -> "Ordered[V]":
        """A copy with `value` under `id`: in its old place, or at the end."""
        values = self._values.set(id, value)
        if id in self._values:
            return Ordered(values, self._full, self._last)
        if len(self._last) < CHUNK:
            return Ordered(values, self._full, (*self._last, id))
        return Ordered(values, (*self._full, self._last), (id,))

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
        return len(self._full) * CHUNK + len(self._last)

    def __iter__(self) -> Iterator[str]:
        return chain(*self._full, self._last)

    def values(self) -> Iterator[V]:
        """The values in order."""
        return (self._values[id] for id in self)

    def items(self) -> Iterator[tuple[str, V]]:
        """Ids and values in order."""
        return ((id, self._values[id]) for id in self)

    def last(self, count: int) -> Iterator[V]:
        """Up to `count` values, the newest first, without walking the rest."""
        chunks = (self._last, *reversed(self._full))
        newest_first = chain.from_iterable(reversed(chunk) for chunk in chunks)
        return (self._values[id] for id in islice(newest_first, count))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Ordered):
            return NotImplemented
        return bool(self._values == other._values and list(self) == list(other))

    __hash__ = None  # type: ignore[assignment]  # holds values that need not be hashable

    def __repr__(self) -> str:
        return f"Ordered({dict(self.items())!r})"
