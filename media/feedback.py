"""Congestion feedback for publishers: transport-wide arrival times, or REMB.

Chromium runs its whole estimator (delay and loss) on the arrival times we report; so the relay
only has to report truly. Where transport-wide-cc was not agreed on, REMB caps the publisher by
loss alone.
"""

from media.ear import Ear
from media.wire.rtcp import DELTA_TICKS, TransportFeedback

FEEDBACK_INTERVAL = 0.05
"""Seconds between transport-wide feedbacks; libwebrtc's own range is 50 to 250 ms."""
MAX_STATUSES = 400
"""Packets told of by one feedback: at worst (two bits and two bytes each) 920 bytes."""
MAX_DELTA = 0x7FFF
"""Ticks; a longer silence starts a new feedback."""
HISTORY = 1024
"""Arrivals kept, so that a late packet's feedback does not call its neighbours lost."""
MAX_JUMP = 0x2000
"""Transport sequence numbers skipped, at once or within one feedback; more is a restart of the
sender. It bounds what a sender can make us tell of, whatever numbers it writes."""

REMB_INTERVAL = 0.5
REMB_START = 2_000_000
REMB_MIN = 150_000
REMB_MAX = 4_000_000
"""bit/s; 720p needs 1.2 to 2.5 Mbit/s."""
REMB_RISE = 1.08
LOW_LOSS, HIGH_LOSS = 0.02, 0.10
"""Below the one a rate may rise, above the other it must fall (draft-ietf-rmcat-gcc-02, 6)."""


class FeedbackGenerator:
    """The arrivals on one transport, and the transport-wide feedback about them."""

    def __init__(self, ear: Ear | None = None) -> None:
        """`ear` has arrivals of which Python was not told."""
        self._ear = ear
        self._arrivals: dict[int, int] = {}
        self._next: int | None = None
        self._highest = 0
        self._number = 0
        self._next_at = 0.0
        """When the next may leave, if anything has arrived by then."""

    def look_at(self, now: float) -> float:
        """When to call `due` next."""
        return self._next_at if now < self._next_at else now + FEEDBACK_INTERVAL

    def receive(self, sequence: int, now: float) -> None:
        """Note the arrival of the packet with that 16-bit transport sequence number."""
        if self._next is None:
            index = sequence + 0x10000
            self._next = index
            self._highest = index - 1
        else:
            difference = sequence - self._highest & 0xFFFF
            index = self._highest + (difference if difference < 0x8000 else difference - 0x10000)
            if abs(index - self._highest) > MAX_JUMP or index - self._next > MAX_JUMP:
                self._arrivals.clear()
                self._highest = (self._highest | 0xFFFF) + 0x10001 + sequence
                index = self._next = self._highest
            elif index <= self._highest - HISTORY or index in self._arrivals:
                return
            elif index < self._next:
                self._next = index  # late: tell of it, and of those after it again
        self._highest = max(self._highest, index)
        self._arrivals[index] = round(now * DELTA_TICKS)

    def due(self, now: float) -> list[TransportFeedback]:
        """What to send now: nothing before `FEEDBACK_INTERVAL` has passed, usually one after."""
        if self._ear is not None:
            for sequence, at in self._ear.stamps():
                self.receive(sequence, at)
        if self._next is None or self._next > self._highest:
            return []
        if now < self._next_at:
            return []
        self._next_at = now + FEEDBACK_INTERVAL
        feedbacks = []
        while self._next <= self._highest:
            feedbacks.append(self._take(self._next))
        self._forget()
        return feedbacks

    def _take(self, start: int) -> TransportFeedback:
        arrivals: list[int | None] = []
        previous: int | None = None
        index = start
        while index <= self._highest and len(arrivals) < MAX_STATUSES:
            arrival = self._arrivals.get(index)
            if arrival is not None:
                if previous is not None and abs(arrival - previous) > MAX_DELTA:
                    break
                previous = arrival
            arrivals.append(arrival)
            index += 1
        while index <= self._highest and previous is None:
            # Nothing of this stretch arrived: there is no time to refer to, so it joins the next.
            arrivals.append(self._arrivals.get(index))
            previous = arrivals[-1]
            index += 1
        self._next = index
        number, self._number = self._number, self._number + 1 & 0xFF
        return TransportFeedback(start & 0xFFFF, number, arrivals)

    def _forget(self) -> None:
        if len(self._arrivals) > 2 * HISTORY:
            oldest = self._highest - HISTORY
            self._arrivals = {k: v for k, v in self._arrivals.items() if k > oldest}


class RembGenerator:
    """A cap for a publisher that understands nothing better: rises while no loss is seen."""

    def __init__(self) -> None:
        self.bitrate = REMB_START
        self.next_at = 0.0
        """When the next is due."""

    def due(self, now: float) -> bool:
        """Whether the interval has passed; then `update` and send."""
        if now < self.next_at:
            return False
        self.next_at = now + REMB_INTERVAL
        return True

    def update(self, received: int, loss: float) -> int:
        """Take the bit/s received and the loss seen of late; returns the cap to send."""
        if loss > HIGH_LOSS:
            self.bitrate = round(min(self.bitrate, max(received, REMB_MIN)) * (1 - loss / 2))
        elif loss < LOW_LOSS:
            self.bitrate = round(self.bitrate * REMB_RISE)
        self.bitrate = max(REMB_MIN, min(REMB_MAX, self.bitrate))
        return self.bitrate
