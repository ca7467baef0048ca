"""Which relay worker serves each peer of one consultation: the rule, and the table.

Publishers are at the consultation's home worker. Subscribers are there too until it is full; then
on another, a leaf, which is fed by a pipe.
"""

from collections.abc import Collection, MutableSequence, Sequence

BUSY = 0.7
"""Share of a second that a worker may work before it counts as full: key frames come in bursts."""


def fullness(peers: int, limit: int, load: float) -> float:
    """How full a worker is that serves `peers` and works a share of `load` (0–1); 1: full."""
    return max(peers / limit, load / BUSY)


def choose(home: int, leaves: Collection[int], workers: Sequence[float | None]) -> int:
    """The worker for one more subscriber, by their fullness; None does not run.

    The home while it has room; then a leaf that has, for it has the tracks already; then any
    other. Where none has room, the least full.
    """
    running = {number: full for number, full in enumerate(workers) if full is not None}
    roomy = [number for number, full in running.items() if full < 1]
    if home in roomy:
        return home
    if roomy:
        return min(roomy, key=lambda number: (number not in leaves, running[number], number))
    return min(
        running,
        key=lambda number: (running[number], number != home, number not in leaves, number),
        default=home,
    )


class Placement:
    """The peers of one consultation by worker; `census` counts all consultations' together."""

    def __init__(self, home: int, census: MutableSequence[int]) -> None:
        self.home = home
        self._census = census
        self._workers: dict[str, int] = {}

    def put(self, peer: str, worker: int) -> None:
        """A peer is, or is about to be, at `worker`."""
        self.drop(peer)
        self._workers[peer] = worker
        self._census[worker] += 1

    def drop(self, peer: str) -> int:
        """A peer is no more; where it was, the home for unknown ones."""
        worker = self._workers.pop(peer, None)
        if worker is None:
            return self.home
        self._census[worker] -= 1
        return worker

    def find(self, peer: str) -> int | None:
        """Where a peer is."""
        return self._workers.get(peer)

    def lose(self, worker: int) -> list[str]:
        """A worker is gone: forget its peers, and name them."""
        lost = [peer for peer, at in self._workers.items() if at == worker]
        for peer in lost:
            self.drop(peer)
        return lost

    def clear(self) -> None:
        """Forget them all."""
        for peer in list(self._workers):
            self.drop(peer)
