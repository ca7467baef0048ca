"""The rate that losses allow: below 2 % it may rise, above 10 % it must fall.

draft-ietf-rmcat-gcc-02 section 6, to which is added that a loss which stays when less is sent is
the path's own (radio, a bad cable) and no reason to send less.
"""

from math import sqrt
from typing import NamedTuple

LOW, HIGH = 0.02, 0.10
FEW, ENOUGH = 10, 50
"""Packets to one sample: 2 % of fewer is nothing; but after `PATIENCE` a few must do."""
INTERVAL, PATIENCE = 0.3, 1.0
"""Seconds to one sample at least, and at least with few packets."""
RISE = 1.08
"""Per sample while far below the rate at which packets were lost, per second near it."""
NEAR = 0.8
"""Of that rate: from there on the rise is slow."""
DIP = 0.9
"""Of what arrives: sending this ends the loss if it comes of sending too much."""
LIMITED = 0.8
"""Of the estimate: who sends less does not fill the path, so a small loss is the path's own, and a
great one brings the bound down step by step, until what is sent is touched and a dip can tell."""
LASTING = 3.0
"""Seconds of loss between the bounds before a dip is to tell whose it is."""
DEVIATIONS = 2.0
"""Standard deviations by which a sample of the path's own loss may exceed it and mean nothing."""
FILLED = 0.97
"""Of what arrived before a dip: a dip in which no less than this was sent tells nothing."""
STAYED = 0.5
"""Of the loss before a dip: if more is left of it, it is the path's own."""
MAX_OWN = 0.30
"""Loss taken for the path's own at most; beyond it sound is gone anyway."""
FORGET = 0.1
"""Share by which the path's own loss follows a smaller one, per sample."""
FREE = 1.5
"""Times the estimate: a bound so far above it bounds nothing."""

REPORTED_START, REPORTED_MIN, REPORTED_MAX = 1_000_000, 100_000, 4_000_000
"""bit/s, where only receiver reports tell: they show no queue, so there is no groping upwards."""
REPORT_INTERVAL = 0.9
"""Seconds of receiver reports taken together: several tracks report at once."""


class Dip(NamedTuple):
    """A fall whose effect is awaited."""

    loss: float
    arrived: int
    """bit/s."""
    bound: float | None
    """To which to return if the loss was not ours."""


class LossControl:
    """Falls on loss. Feed it each feedback's packets; whenever that makes a sample, `update` it."""

    def __init__(self) -> None:
        self.bitrate: float | None = None
        """bit/s; None: no bound."""
        self.loss = 0.0
        """0–1, in the last sample."""
        self.own = 0.0
        """0–1, found to be there however little is sent."""
        self._received = self._lost = 0
        self._count = ENOUGH
        """Packets in the last sample."""
        self._since: float | None = None
        self._dip: Dip | None = None
        self._lost_at = 0.0
        """bit/s that arrived when there was a loss last."""
        self._lossy_since: float | None = None
        self._passed = 0.0
        """Seconds that the last sample took."""
        self._fallen_at = 0.0
        self._settled = True
        """Whether all that is being counted was sent after the last fall."""
        self._fell = False
        """Whether there was no clean sample since the last fall."""

    @property
    def excess(self) -> float:
        """Loss beyond the path's own, and beyond what chance makes of that."""
        chance = DEVIATIONS * sqrt(self.own * (1 - self.own) / self._count)
        return max(0.0, self.loss - self.own - chance)

    def receive(self, received: int, lost: int, sent_at: float, now: float) -> bool:
        """Count packets, the newest sent at `sent_at`; whether they make a sample to judge."""
        if self._since is None:
            self._since = now
        self._received += received
        self._lost += lost
        count, passed = self._received + self._lost, now - self._since
        if passed < INTERVAL or count < (ENOUGH if passed < PATIENCE else FEW):
            return False
        self.loss = max(0.0, min(1.0, self._lost / count))
        self._count = count
        self._received = self._lost = 0
        self._passed, self._since = min(passed, PATIENCE), now
        settled, self._settled = self._settled, sent_at >= self._fallen_at
        return settled and self._settled

    def fallen(self, now: float) -> None:
        """The estimate has fallen at `now`: what was sent before is of no interest any more."""
        self._fallen_at = now
        self._settled = False

    def update(self, bitrate: float, acknowledged: int, sent: int, now: float) -> bool:
        """Judge the new sample, which came of `bitrate`; what was sent and arrived, in bit/s.

        Whether the bound fell.
        """
        dip, self._dip = self._dip, None
        if dip is not None and sent < FILLED * dip.arrived and self.loss > STAYED * dip.loss:
            self.own = min(MAX_OWN, max(self.own, self.loss))
            self.bitrate = dip.bound
        elif self.loss < self.own:
            self.own += FORGET * (self.loss - self.own)
        if self.excess < LOW:
            self._lossy_since = None
            self._fell = False
            self._rise(bitrate)
        else:
            return self._suffer(bitrate, acknowledged, sent, now)
        return False

    def _suffer(self, bitrate: float, acknowledged: int, sent: int, now: float) -> bool:
        """Judge a loss; whether the bound fell."""
        lasts, limited = self._lasts(now), sent < LIMITED * bitrate
        if lasts and limited and self.loss <= MAX_OWN:
            self.own, self.bitrate = max(self.own, self.loss), None
            self._lossy_since = None
            return False
        if not lasts and self.excess <= HIGH:
            return False
        self._fall(bitrate, acknowledged, sent, now)
        if not limited:
            self._lossy_since = None
        return True

    def _lasts(self, now: float) -> bool:
        if self._lossy_since is None:
            self._lossy_since = now
        return now - self._lossy_since >= LASTING

    def _fall(self, bitrate: float, acknowledged: int, sent: int, now: float) -> None:
        self._dip = Dip(self.loss, acknowledged, self.bitrate)
        self._lost_at = acknowledged
        fallen = DIP * acknowledged if acknowledged else bitrate * (1 - self.loss / 2)
        limited = sent < LIMITED * bitrate
        if limited and (not self._fell or self.loss <= MAX_OWN):
            fallen = max(fallen, bitrate * (1 - self.loss / 2))
        self._fell = True
        self.bitrate = min(bitrate, fallen)
        self.fallen(now)

    def _rise(self, bitrate: float) -> None:
        if self.bitrate is None:
            return
        near = self.bitrate > NEAR * self._lost_at
        self.bitrate *= RISE**self._passed if near else RISE
        if self.bitrate > FREE * bitrate:
            self.bitrate = None

    def adopt(self, bitrate: float) -> None:
        """Take what a probe measured without a loss."""
        if self.bitrate is not None:
            self.bitrate = max(self.bitrate, bitrate)


class ReportedLoss:
    """What receiver reports alone allow: the draft's rule once per round of reports."""

    def __init__(self) -> None:
        self.bitrate: float = REPORTED_START
        self.loss = 0.0
        """0–1, the worst track's in the last round."""
        self._worst = 0.0
        self._since: float | None = None

    def receive(self, loss: float, now: float) -> None:
        """Take the fraction lost of one track."""
        self._worst = max(self._worst, min(1.0, loss))
        if self._since is None:
            self._since = now
        if now - self._since < REPORT_INTERVAL:
            return
        self._since = now
        self.loss, self._worst = self._worst, 0.0
        if self.loss > HIGH:
            self.bitrate = max(REPORTED_MIN, self.bitrate * (1 - self.loss / 2))
        elif self.loss < LOW:
            self.bitrate = min(REPORTED_MAX, self.bitrate * RISE)
