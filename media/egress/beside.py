"""Work for which the event loop must not wait: jobs in, what they make out, in order.

Done at once here, and in a thread in `beside_thread`.
"""

from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar

J = TypeVar("J")
M = TypeVar("M")
J_in = TypeVar("J_in", contravariant=True)


class Worker(Protocol[J_in, M]):
    """Does jobs in order."""

    def do(self, job: J_in) -> bool:
        """Take a job; False where it is too far behind and the job is left out."""

    def take(self) -> list[M]:
        """What was made since the last call."""

    def close(self) -> None:
        """Stop; what waits is not done."""


class Begin(Protocol):
    """Begins a worker."""

    def __call__(
        self, begin: Callable[[], Callable[[J], list[M]]], most: Mapping[type, int]
    ) -> Worker[J, M]:
        """`begin` gives what does a job; of each type in `most` so many jobs may wait or run."""


class Inline(Generic[J, M]):
    """Does each job at once."""

    def __init__(
        self, begin: Callable[[], Callable[[J], list[M]]], most: Mapping[type, int]
    ) -> None:
        self._work = begin()
        self._made: list[M] = []

    def do(self, job: J) -> bool:
        """Do it."""
        self._made += self._work(job)
        return True

    def take(self) -> list[M]:
        """What was made since the last call."""
        made, self._made = self._made, []
        return made

    def close(self) -> None:
        """Nothing runs."""
