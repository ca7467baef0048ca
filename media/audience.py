"""Who gets every packet of an up track: one call for those the fan takes, else one each."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from media.wire.rtp import RtpPacket

if TYPE_CHECKING:
    from media.down_track import DownTrack
    from media.fan import FanGroup


class Audience:
    """Down tracks in the order in which they began; each once."""

    def __init__(self) -> None:
        self._tracks: list[DownTrack] = []
        self._native: list[DownTrack] = []
        self._plain: list[DownTrack] = []
        self._group: FanGroup | None = None

    def __iter__(self) -> "Iterator[DownTrack]":
        return iter(self._tracks)

    def __len__(self) -> int:
        return len(self._tracks)

    def __contains__(self, down: "DownTrack") -> bool:
        return down in self._tracks

    def append(self, down: "DownTrack") -> None:
        """Have `down` sent every packet from now on."""
        self._tracks.append(down)
        self._regroup()

    def remove(self, down: "DownTrack") -> None:
        """Send `down` nothing more."""
        self._tracks.remove(down)
        self._regroup()

    def clear(self) -> None:
        """Send to nobody."""
        self._tracks.clear()
        self._regroup()

    def _regroup(self) -> None:
        native = [(down, down.link.path) for down in self._tracks]
        self._native = [down for down, path in native if path is not None]
        self._plain = [down for down, path in native if path is None]
        fan = next((path.fan for _, path in native if path is not None), None)
        if self._group is not None:
            self._group.retire()
        self._group = None if fan is None else fan.group([down.leg for down in self._native])

    def forward(self, packet: RtpPacket, level: int, now: float) -> None:
        """Send `packet` to all; `level` is its audio level byte (RFC 6464), −1 if it has none."""
        if self._group is not None:
            for place in self._group.forward(packet, level, now):
                self._native[place].forward(packet, now)
        for down in self._plain:
            down.forward(packet, now)
