"""What a subscriber's transport-wide feedback tells of the packets sent to it."""

from typing import NamedTuple

from media.sent_log import SENT_HISTORY, TICKS, SentLog
from media.wire.rtcp import DELTA_TICKS, TransportFeedback

TICK = TICKS // DELTA_TICKS
"""Microseconds per tick of the receiver's clock."""
ARRIVAL_WRAP = 1 << 32
"""Ticks until the 24 bits of reference time begin anew: 12.4 days."""
MAX_AGE = 30 * TICKS
"""From sending to feedback; older is another lap of the log's clock, or of the numbers."""

Packet = tuple[int, int]
"""When sent and when arrived, microseconds of our and of the receiver's clock."""


class Told(NamedTuple):
    """The news of one feedback: each packet once, though feedbacks repeat themselves."""

    packets: list[Packet]
    """Those that arrived in time to be told of in order; never empty."""
    received: int
    """Packets that arrived, also those told lost before."""
    lost: int
    """Packets told lost, less those that now arrived after all."""
    received_bytes: int
    sent_bytes: int
    """Of all told of for the first time, lost ones too."""
    continues: bool
    """Whether it follows on the feedback before; False if one between was lost."""
    response: float
    """Seconds from sending the newest packet until now: a round trip and the interval."""


class Arrivals:
    """Reads feedback about what `sent` holds. Numbers never sent, or too long ago, are ignored."""

    def __init__(self, sent: SentLog) -> None:
        self._sent = sent
        self._highest: int | None = None
        """The newest number told of."""
        self._missing = bytearray(SENT_HISTORY)
        """By slot of `sent`: 1 where the packet was told lost and may still turn out late."""
        self._last: int | None = None
        """Ticks of an arrival of the feedback before, on a clock that does not wrap."""

    def receive(self, feedback: TransportFeedback, now: float) -> Told | None:
        """The news in `feedback`, arrived at `now`; None if it has none."""
        base = feedback.base_sequence
        age = self._sent.sequence[0] - base & 0xFFFF
        if age >= SENT_HISTORY:
            return None
        arrivals = feedback.arrivals[: age + 1]
        before = 0 if self._highest is None else self._highest + 1 - base & 0xFFFF
        continues = self._highest is not None and before <= SENT_HISTORY
        known = min(before, len(arrivals)) if continues else 0
        shift = self._shift(arrivals)
        packets, received_bytes, missing = self._fresh(base + known, arrivals[known:], shift, now)
        if not packets:
            return None
        self._highest = base + len(arrivals) - 1 & 0xFFFF
        self._last = packets[-1][1] // TICK
        late = self._late(base, arrivals[:known])
        self._remember(base + known, len(arrivals) - known, missing)
        lost_bytes = sum([self._sent.sizes[slot] for slot in missing])
        return Told(
            packets,
            len(packets) + len(late),
            len(missing) - len(late),
            received_bytes + sum(late),
            received_bytes + lost_bytes,
            continues,
            now - packets[-1][0] / TICKS,
        )

    def _shift(self, arrivals: list[int | None]) -> int:
        """What to add to the feedback's ticks so that the clock goes on across its wrap."""
        first = next((arrival for arrival in arrivals if arrival is not None), 0)
        if self._last is None:
            return 0
        ahead = (first - self._last + ARRIVAL_WRAP // 2) % ARRIVAL_WRAP - ARRIVAL_WRAP // 2
        return self._last + ahead - first

    def _fresh(
        self, base: int, arrivals: list[int | None], shift: int, now: float
    ) -> tuple[list[Packet], int, list[int]]:
        """What is told of for the first time: packets, their bytes, slots of those lost."""
        sizes, times = self._sent.sizes, self._sent.times
        clock = int(now * TICKS)
        packets: list[Packet] = []
        missing: list[int] = []
        received_bytes = 0
        for number, arrival in enumerate(arrivals, base):
            slot = number & SENT_HISTORY - 1
            age = clock - times[slot] & 0xFFFFFFFF
            if age > MAX_AGE or not sizes[slot]:
                continue  # the slot holds another packet, or none yet
            if arrival is None:
                missing.append(slot)
            else:
                packets.append((clock - age, (arrival + shift) * TICK))
                received_bytes += sizes[slot]
        return packets, received_bytes, missing

    def _late(self, base: int, arrivals: list[int | None]) -> list[int]:
        """The sizes of packets told lost before that arrived after all."""
        sizes: list[int] = []
        for number, arrival in enumerate(arrivals, base):
            slot = number & SENT_HISTORY - 1
            if arrival is not None and self._missing[slot]:
                self._missing[slot] = 0
                sizes.append(self._sent.sizes[slot])
        return sizes

    def _remember(self, base: int, count: int, missing: list[int]) -> None:
        """Of `count` packets from `base` on, all told of now, keep which were told lost."""
        for number in range(base, base + count):
            self._missing[number & SENT_HISTORY - 1] = 0
        for slot in missing:
            self._missing[slot] = 1
