"""The rate that the queue allows: additive or multiplicative increase, multiplicative decrease.

draft-ietf-rmcat-gcc-02 section 5.5.
"""

from media.delay import Usage

DECREASE = 0.85
"""Of what is acknowledged while the queue grows, which is what the path takes: the rest drains."""
RISE = 0.08
"""Per second, far from the last congestion."""
NEAR = 0.8, 1.2
"""Of the rate acknowledged at the last congestion: between these the rise is additive."""
PACKET_BITS = 9600
"""The additive rise: about one packet more per response time."""
FRAMES = 30
"""Per second; half a frame's worth of bits is less than a packet at low rates."""
RESPONSE_MARGIN = 0.1
"""Seconds for the detector, on top of the round trip."""
MIN_RESPONSE, MAX_RESPONSE = 0.2, 1.0
"""Seconds after a decrease until its effect can be seen, and another may follow."""
COLLAPSE = 0.5
"""Of the rate: if less than this arrives while the queue grows, there is no waiting, and of what
arrived the last window alone counts."""
LIMITED = 0.5
"""Of the rate: who sends less, and gets it through, learns nothing from what arrives. A queue then
is jitter's, somebody else's or the rest of an earlier one, and the rate falls by a step alone:
else sound alone, the pictures once paused, would pull the rate down to its own for good."""
UNFILLED, STEP = 0.8, 0.7
"""Who sends less than that share of the rate does not fill the path: a stall of it delays all the
same, and makes what arrives meanwhile little. The rate then falls by no more than to `STEP`."""
THROUGH = 0.75
"""Of what is sent that arrives in as much time: less, and the path is too slow for even that."""
MAX_STEP = 1.0
"""Seconds of rise at once, after a silence of the feedback."""
HEADROOM, MARGIN = 1.5, 10_000
"""What was never filled was never tested: no rise beyond this times the acknowledged, and so
many bit/s more."""
MEMORY = 0.3
"""Weight of a new congestion in the mean of their rates."""


class RateControl:
    """AIMD on the detector's findings. Bounds are the caller's."""

    def __init__(self, bitrate: float) -> None:
        self.bitrate = bitrate
        self.decreased_at: float | None = None
        self.capacity: float | None = None
        """bit/s acknowledged at the last congestions, while near them."""
        self._updated_at: float | None = None

    def update(
        self,
        usage: Usage,
        acknowledged: int,
        latest: int,
        response: float,
        now: float,
        offered: int = 0,
    ) -> bool:
        """Take what the queue does; `acknowledged` bit/s in all, and in the last window alone.

        `offered` bit/s were sent in that window, 0 if the queue is beyond doubt. Whether it fell.
        """
        passed = 0.0 if self._updated_at is None else now - self._updated_at
        self._updated_at = now
        if usage is Usage.OVER:
            arrived = latest if latest < COLLAPSE * acknowledged else max(acknowledged, latest)
            if 0 < offered < LIMITED * self.bitrate and latest > THROUGH * offered:
                arrived = round(self.bitrate)
            elif 0 < offered < UNFILLED * self.bitrate:
                arrived = max(arrived, round(STEP / DECREASE * self.bitrate))
            if arrived < COLLAPSE * self.bitrate or self._may_decrease(response, now):
                self._decrease(arrived, now)
                return True
        elif usage is Usage.NORMAL and acknowledged:
            self._increase(acknowledged, response, max(0.0, min(passed, MAX_STEP)))
        return False

    def _may_decrease(self, response: float, now: float) -> bool:
        if self.decreased_at is None:
            return True
        return now - self.decreased_at >= max(MIN_RESPONSE, min(MAX_RESPONSE, response))

    def _decrease(self, acknowledged: int, now: float) -> None:
        self.decreased_at = now
        if not acknowledged:
            self.bitrate *= DECREASE
            return
        self._learn(acknowledged)
        self.bitrate = min(self.bitrate, DECREASE * acknowledged)

    def _learn(self, acknowledged: int) -> None:
        low, high = NEAR
        if self.capacity is None or not low <= acknowledged / self.capacity <= high:
            self.capacity = acknowledged
        else:
            self.capacity += MEMORY * (acknowledged - self.capacity)

    def _increase(self, acknowledged: int, response: float, passed: float) -> None:
        if self.capacity is not None and acknowledged > NEAR[1] * self.capacity:
            self.capacity = None  # the path takes more than it did
        rise = RISE * self.bitrate
        if self.capacity is not None and self.bitrate > NEAR[0] * self.capacity:
            packet = min(PACKET_BITS, self.bitrate / FRAMES)
            rise = min(rise, packet / (RESPONSE_MARGIN + max(0.0, min(MAX_RESPONSE, response))))
        ceiling = HEADROOM * acknowledged + MARGIN
        self.bitrate = max(self.bitrate, min(self.bitrate + rise * passed, ceiling))

    def prove(self, bitrate: float) -> None:
        """So much arrived without a queue, whoever sent it: the path takes it."""
        if self.capacity is None:
            self.bitrate = max(self.bitrate, bitrate)

    def adopt(self, bitrate: float) -> None:
        """Take what a probe measured."""
        if self.capacity is not None and bitrate > NEAR[1] * self.capacity:
            self.capacity = None
        self.bitrate = bitrate
