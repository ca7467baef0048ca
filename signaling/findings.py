"""What a line's figures come to: one finding that tells people what is wrong, by fixed thresholds.

Pages put a finding into words; here stands which of several troubles is the one to be told.
"""

from typing import Literal

import msgspec

from signaling.presence import LOSS_GOOD, RTT_GOOD, Quality

FROZEN_SHARE = 0.02
"""Of the last minute: pictures that stand still for more than a second are complained of."""

Code = Literal[
    "away", "reconnecting", "lost", "loss_up", "loss_down", "narrow_up", "narrow_down", "slow",
    "busy", "frozen", "no_udp", "idle", "good",
]  # fmt: skip
"""`idle` is somebody without media, `no_udp` a line that carries media by TCP alone."""


class UpPath(msgspec.Struct, frozen=True):
    """What somebody sends: bit/s, loss 0–1 before repair, round trip in ms or None."""

    bitrate: int
    loss: float
    rtt: float | None


class DownPath(msgspec.Struct, frozen=True):
    """What somebody is sent; `estimate` is what the line would take, bit/s, None if unknown."""

    bitrate: int
    loss: float
    rtt: float | None
    estimate: int | None
    layers: list[int]
    """How many pictures are sent in the lowest layer, the next, and so on."""
    reduced: list[int]
    """Tracks sent in a lower layer than they are shown in, for want of room on the line."""
    paused: list[int]
    """Tracks shown but not sent, for the same reason."""


class PageFigures(msgspec.Struct, frozen=True):
    """What somebody's own browser counts; freezes and sound made up are of the last minute."""

    freezes: int
    frozen_ms: int
    concealed: float
    """Share of the sound that was made up for lost packets, 0–1."""
    lines: int
    """Of the largest camera picture sent now, 0 where none is."""
    layers: int
    """Camera layers sent now."""
    limited: Literal["none", "bandwidth", "cpu", "other"]
    """What keeps the camera's picture below what it could be."""
    protocol: Literal["udp", "tcp"] | None
    relayed: bool
    """By a TURN server."""


class Finding(msgspec.Struct, frozen=True):
    """`code` and the figures that belong to it; the others are 0."""

    code: Code
    percent: int = 0
    """Lost, of `loss_up` and `loss_down`."""
    milliseconds: int = 0
    """Round trip, of `slow`."""
    kbits: int = 0
    """What the line takes a second, of `narrow_down`."""
    pictures: int = 0
    """Paused, of `narrow_down`; stood still in the last minute, of `frozen`."""
    reduced: bool = False
    """Pictures are smaller than they could be, or left out."""


def finding(
    state: Literal["connected", "reconnecting", "gone"],
    quality: Quality | None,
    up: UpPath | None,
    down: DownPath | None,
    page: PageFigures | None,
) -> Finding:
    """The one thing to tell: the worst first, the sender's own troubles before those of others."""
    if state != "connected":
        return Finding("away" if state == "gone" else "reconnecting")
    if quality == "lost":
        return Finding("lost")
    if up is None and down is None:
        return Finding("idle")
    return (
        _lossy(up, down, page)
        or _narrow(down, page)
        or _slow(up, down)
        or _strained(page)
        or Finding("good")
    )


def _lossy(up: UpPath | None, down: DownPath | None, page: PageFigures | None) -> Finding | None:
    if up is not None and up.loss >= LOSS_GOOD:
        return Finding("loss_up", percent=round(up.loss * 100), reduced=_sends_less(page))
    if down is not None and down.loss >= LOSS_GOOD:
        reduced = bool(down.reduced or down.paused)
        return Finding("loss_down", percent=round(down.loss * 100), reduced=reduced)
    return None


def _narrow(down: DownPath | None, page: PageFigures | None) -> Finding | None:
    if _sends_less(page):
        return Finding("narrow_up", reduced=True)
    if down is not None and (down.reduced or down.paused):
        kbits = (down.estimate or 0) // 1000
        return Finding("narrow_down", kbits=kbits, pictures=len(down.paused), reduced=True)
    return None


def _slow(up: UpPath | None, down: DownPath | None) -> Finding | None:
    trips = [path.rtt for path in (up, down) if path is not None and path.rtt is not None]
    longest = max(trips, default=0.0)
    return Finding("slow", milliseconds=round(longest)) if longest > RTT_GOOD else None


def _strained(page: PageFigures | None) -> Finding | None:
    if page is None:
        return None
    if page.limited == "cpu":
        return Finding("busy", reduced=True)
    if page.frozen_ms > FROZEN_SHARE * 60_000:
        return Finding("frozen", pictures=page.freezes)
    return Finding("no_udp") if page.protocol == "tcp" else None


def _sends_less(page: PageFigures | None) -> bool:
    return page is not None and page.limited == "bandwidth"
