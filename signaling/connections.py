"""Everybody's lines in one consultation: the relay's figures of each second, the pages' reports."""

from collections import deque
from collections.abc import Collection, Mapping
from typing import Literal

import msgspec

from media.messages import PeerQuality
from sessions.types import Connection as Kind
from signaling.findings import DownPath, Finding, PageFigures, UpPath, finding
from signaling.messages import Fault, Presence, Report
from signaling.presence import BETTER_AFTER, WORSE_AFTER
from signaling.presence import Quality as QualityWord

SMOOTHING = 0.3
"""Of loss and round trip from one second to the next: figures that people can read."""
REPORTS_KEPT = 12
"""A minute of them at one each five seconds."""
REPORT_LASTS = 20.0
"""Seconds after which a page that reports no more, hidden or gone, tells nothing of now."""

NOMINAL = (150_000, 500_000, 1_700_000)
"""bit/s of a camera's layers; clients publish with about these."""
TALL = (225, 450)
"""Device pixels up to which the lowest layer, and the middle one, look sharp: 180 and 360 lines
stretched by a quarter."""

Way = Literal["up", "down"]


Band = Literal["1", "3", "8", "20", "100"]
BANDS: tuple[Band, ...] = ("1", "3", "8", "20", "100")
"""Percent of loss up to which a line is in it: unnoticed, repaired, heard, seen, useless."""


def band(loss: float) -> Band:
    """The band of a loss of 0–1."""
    return next((one for one in BANDS if loss * 100 <= int(one)), BANDS[-1])


def nominal_layer(height: int) -> int:
    """The layer that a picture shown at `height` device pixels deserves, 0 the lowest."""
    return sum(height > limit for limit in TALL)


def needed(heights: Collection[int]) -> int:
    """bit/s for pictures shown at these heights, each in the layer that it deserves."""
    return sum(NOMINAL[nominal_layer(height)] for height in heights if height)


class Line:
    """One transport of somebody's, as its last seconds were. `heights` are by track."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self._last: PeerQuality | None = None
        self._loss = 0.0
        self._rtt: float | None = None
        self._heights: Mapping[int, int] = {}
        self._narrow = False
        """With hysteresis: the line takes less than what is shown needs."""
        self._against = 0

    def measure(self, quality: PeerQuality, heights: Mapping[int, int]) -> None:
        """One second of it, and how tall its pictures are shown."""
        first, self._last, self._heights = self._last is None, quality, heights
        step = 1.0 if first else SMOOTHING
        self._loss += step * (quality.loss - self._loss)
        if quality.rtt is not None:
            self._rtt = quality.rtt if self._rtt is None else _nearer(self._rtt, quality.rtt)
        self._judge(0 < quality.estimate < needed(heights.values()))

    def _judge(self, narrow: bool) -> None:
        self._against = self._against + 1 if narrow != self._narrow else 0
        if self._against >= (BETTER_AFTER if self._narrow else WORSE_AFTER):
            self._narrow, self._against = narrow, 0

    @property
    def loss(self) -> float:
        """Smoothed, 0–1."""
        return self._loss

    @property
    def reduced(self) -> list[int]:
        """Tracks sent in a lower layer than they deserve, because the line is narrow."""
        return [
            track
            for track, layer in self._layers()
            if 0 <= layer < nominal_layer(self._heights.get(track, 0))
        ]

    @property
    def paused(self) -> list[int]:
        """Tracks shown and not sent, because the line is narrow."""
        return [
            track for track, layer in self._layers() if layer < 0 and self._heights.get(track, 0)
        ]

    def _layers(self) -> list[tuple[int, int]]:
        return sorted(self._last.layers.items()) if self._last and self._narrow else []

    def up(self) -> UpPath | None:
        """As a path that somebody sends by."""
        last = self._last
        return None if last is None else UpPath(last.bitrate_in, self._loss, self._rtt)

    def down(self) -> DownPath | None:
        """As a path that somebody is sent by."""
        last = self._last
        if last is None:
            return None
        sent = [layer for layer in last.layers.values() if layer >= 0]
        return DownPath(
            bitrate=last.bitrate_out,
            loss=self._loss,
            rtt=self._rtt,
            estimate=last.estimate or None,
            layers=[sent.count(layer) for layer in range(max(sent, default=-1) + 1)],
            reduced=self.reduced,
            paused=self.paused,
        )


def _nearer(known: float, measured: float) -> float:
    return known + SMOOTHING * (measured - known)


class Reports:
    """What one page counted lately. `now` is monotonic seconds.

    What holds a picture back counts from the second report on: every call begins with little.
    """

    def __init__(self) -> None:
        self._kept: deque[tuple[float, Report]] = deque(maxlen=REPORTS_KEPT)

    def take(self, report: Report, now: float) -> None:
        """One more, in the place of the oldest."""
        self._kept.append((now, report))

    def figures(self, now: float) -> PageFigures | None:
        """The last minute's; None where the page reports no more."""
        if not self._kept or now - self._kept[-1][0] > REPORT_LASTS:
            return None
        recent = [report for at, report in self._kept if now - at < 60]
        last, before = recent[-1], recent[-2:][0]
        return PageFigures(
            freezes=sum(report.freezes for report in recent),
            frozen_ms=sum(report.frozen_ms for report in recent),
            concealed=sum(report.concealed for report in recent) / len(recent),
            lines=last.lines,
            layers=last.layers,
            limited=last.limited if last.limited == before.limited else "none",
            protocol=last.protocol,
            relayed=last.relayed,
        )


class Connection(msgspec.Struct, frozen=True):
    """How one participant's line is. `by` is what connects them; None: nothing is known yet."""

    participant_id: str
    state: Literal["connected", "reconnecting", "gone"]
    by: Kind
    quality: QualityWord | None
    up: UpPath | None
    down: DownPath | None
    page: PageFigures | None
    finding: Finding
    faults: list[Fault]
    """What is wrong with the picture or the sound itself, the longest first."""


class Connections:
    """All lines by the relay's peers, all pages by participant."""

    def __init__(self) -> None:
        self._lines: dict[str, tuple[str, Line]] = {}
        """Owner and line by peer; the newest last."""
        self._reports: dict[str, Reports] = {}

    def measured(
        self, owner: str, way: Way, quality: PeerQuality, heights: Mapping[int, int]
    ) -> Line:
        """A second of one peer."""
        _, line = self._lines.setdefault(quality.peer, (owner, Line(way)))
        line.measure(quality, heights)
        return line

    def closed(self, peer: str) -> None:
        """A peer is no more."""
        self._lines.pop(peer, None)

    def clear(self) -> None:
        """The relay is gone."""
        self._lines.clear()

    def all(self) -> list[Line]:
        """Every line."""
        return [line for _, line in self._lines.values()]

    def reported(self, participant_id: str, report: Report, now: float) -> None:
        """A page counted this."""
        self._reports.setdefault(participant_id, Reports()).take(report, now)

    def view(self, presence: Presence, by: Kind, faults: list[Fault], now: float) -> Connection:
        """How one participant's line is now; of several of a kind the newest counts."""
        who = presence.participant_id
        lines = {line.way: line for owner, line in self._lines.values() if owner == who}
        up = lines["up"].up() if "up" in lines else None
        down = lines["down"].down() if "down" in lines else None
        reports = self._reports.get(who)
        page = reports.figures(now) if reports and presence.state == "connected" else None
        found = finding(presence.state, presence.quality, up, down, page)
        return Connection(who, presence.state, by, presence.quality, up, down, page, found, faults)
