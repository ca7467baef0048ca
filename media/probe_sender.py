"""Sends the probes that the estimate asks for, where a subscriber could be shown more."""

from typing import TYPE_CHECKING

from media.allocation import RAISING_MARGIN
from media.estimate import START
from media.probing import Probe

if TYPE_CHECKING:
    from media.down_track import DownTrack
    from media.link import Link

AHEAD = 0.02
"""Seconds of a probe that are sent at once: those until the next tick (`wake.TICK`). With fewer,
a path of the probe's rate would be idle between ticks, and be taken for a slower one."""
UNPROVEN = START * 3 // 2
"""bit/s to test, whatever is wanted, where nothing has confirmed the estimate's start."""
MAX_PACKETS = 300
"""Of one probe: its 60 kB in packets of padding alone, with some to spare."""


class ProbeSender:
    """One link's probes: asked for while pictures lack bitrate, sent over a few ticks."""

    def __init__(self, link: "Link") -> None:
        self._link = link
        self._probe: Probe | None = None
        self._began = 0.0
        self._sent = self._packets = 0

    @property
    def able(self) -> bool:
        """Whether there is a stream to send probes on."""
        return self._carrier() is not None

    def run(self, now: float) -> bool:
        """Send what is due of the probe under way; whether it goes on, call each tick then."""
        if self._probe is not None:
            self._continue(self._probe, now)
        return self._probe is not None

    def begin(self, now: float) -> bool:
        """Begin a probe if one is due, call after each allocation; whether one is under way."""
        if self._probe is None:
            self._begin(now)
        return self._probe is not None

    def _begin(self, now: float) -> None:
        allocator, estimate = self._link.allocator, self._link.estimate
        if allocator.spent >= allocator.ideal or self._carrier() is None:
            return
        wanted = round(allocator.ideal * RAISING_MARGIN)
        if not estimate.probed:
            wanted = max(wanted, UNPROVEN)
        self._probe = estimate.probe_due(now, wanted)
        if self._probe is not None:
            self._began, self._sent, self._packets = now, 0, 0
            estimate.probe_started(estimate.sent.sequence[0] + 1 & 0xFFFF)

    def _continue(self, probe: Probe, now: float) -> None:
        share = (now - self._began + AHEAD) / probe.duration
        due = probe.bytes if share >= 1 else round(probe.bytes * share)
        carrier = self._carrier()
        while carrier is not None and self._sent < due and self._packets < MAX_PACKETS:
            self._sent += carrier.probe(now)
            self._packets += 1
        if carrier is None or due == probe.bytes or self._packets == MAX_PACKETS:
            self._link.estimate.probe_ended(self._link.estimate.sent.sequence[0])
            self._probe = None

    def _carrier(self) -> "DownTrack | None":
        """The picture under whose retransmission stream probes go, best one that flows."""
        able = [down for down in self._link.down_tracks if down.retransmission.probing]
        flowing = (down for down in able if down.source is not None)
        return next(flowing, next(iter(able), None))
