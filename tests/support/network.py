"""One direction of a network between test peers: seeded loss, delay and reordering."""

import heapq
from random import Random


class Network:
    """Carries datagrams. What `deliver(now)` returns has arrived by `now`, in order of arrival."""

    def __init__(
        self, seed: int = 1, loss: float = 0.0, delay: float = 0.02, jitter: float = 0.0
    ) -> None:
        """`delay`, `jitter` in seconds: a packet takes delay + up to jitter, so it may overtake."""
        self._random = Random(seed)
        self._loss = loss
        self._delay = delay
        self._jitter = jitter
        self._flying: list[tuple[float, int, bytes]] = []
        self._count = 0
        self.lost = 0

    def send(self, datagram: bytes, now: float) -> None:
        """Put one datagram on the way, or lose it."""
        if self._random.random() < self._loss:
            self.lost += 1
            return
        self._count += 1
        arrival = now + self._delay + self._random.random() * self._jitter
        heapq.heappush(self._flying, (arrival, self._count, datagram))

    def deliver(self, now: float) -> list[bytes]:
        """Everything that has arrived by `now`."""
        arrived = []
        while self._flying and self._flying[0][0] <= now:
            arrived.append(heapq.heappop(self._flying)[2])
        return arrived
