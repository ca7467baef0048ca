"""One direction of a network between test peers: a bottleneck, seeded loss, delay, reordering."""

import heapq
from collections import deque
from random import Random


class Network:
    """Carries datagrams. What `deliver(now)` returns has arrived by `now`, in order of arrival."""

    def __init__(
        self,
        seed: int = 1,
        loss: float = 0.0,
        delay: float = 0.02,
        jitter: float = 0.0,
        ordered: bool = False,
        rate: float | None = None,
        queue: int = 100_000,
        burst: int = 0,
    ) -> None:
        """`delay`, `jitter` in seconds: a packet takes delay + up to jitter, so it may overtake,
        unless the path is `ordered`.

        `rate`, bit/s, is that of a bottleneck before it, whose queue holds `queue` bytes and drops
        what is more. `burst` bytes pass at once where nothing was sent before (a token bucket).
        """
        self._random = Random(seed)
        self._loss = loss
        self._delay = delay
        self._jitter = jitter
        self._ordered = ordered
        self._last = 0.0
        self.rate = rate
        self._limit = queue
        self._burst = burst
        self._queue: deque[tuple[float, bytes]] = deque()
        self._free_at = 0.0
        self.queued = 0
        """Bytes in the queue."""
        self._flying: list[tuple[float, int, bytes]] = []
        self._count = 0
        self.lost = 0
        """By chance."""
        self.dropped = 0
        """By the full queue."""

    def send(self, datagram: bytes, now: float) -> None:
        """Put one datagram on the way, or lose it."""
        if self._random.random() < self._loss:
            self.lost += 1
        elif self.rate is None:
            self._fly(datagram, now)
        else:
            self._serve(now)
            if self.queued + len(datagram) > self._limit:
                self.dropped += 1
                return
            self.queued += len(datagram)
            self._queue.append((now, datagram))

    def _fly(self, datagram: bytes, departure: float) -> None:
        self._count += 1
        arrival = departure + self._delay + self._random.random() * self._jitter
        if self._ordered:
            arrival = self._last = max(arrival, self._last)
        heapq.heappush(self._flying, (arrival, self._count, datagram))

    def _serve(self, now: float) -> None:
        """Let go of what the bottleneck has begun with by `now`."""
        while self._queue and self.rate is not None:
            queued_at, datagram = self._queue[0]
            start = max(self._free_at, queued_at - self._burst * 8 / self.rate)
            if start > now:
                return
            self._queue.popleft()
            self.queued -= len(datagram)
            self._free_at = start + len(datagram) * 8 / self.rate
            self._fly(datagram, max(queued_at, self._free_at))

    def deliver(self, now: float) -> list[bytes]:
        """Everything that has arrived by `now`."""
        self._serve(now)
        arrived = []
        while self._flying and self._flying[0][0] <= now:
            arrived.append(heapq.heappop(self._flying)[2])
        return arrived

    @property
    def queueing(self) -> float:
        """Seconds a datagram put into the queue now would wait."""
        return self.queued * 8 / self.rate if self.rate else 0.0
