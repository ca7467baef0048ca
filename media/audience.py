"""Who gets every packet of an up track: one call for those the fan takes, else one each."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from media.intake import NOTHING
from media.native import ffi
from media.wire.rtp import RtpPacket

if TYPE_CHECKING:
    from media.down_track import DownTrack
    from media.fan import FanGroup


class Audience:
    """Down tracks in the order in which they began; each once."""

    def __init__(self, intake: Any | None = None) -> None:
        """`intake` is what sends past Python where packets are plain (`intake.h`)."""
        self._intake = intake
        self._tracks: list[DownTrack] = []
        self._native: list[DownTrack] = []
        self._plain: list[DownTrack] = []
        self._group: FanGroup | None = None
        self.grouped = True
        """Whether nobody has come or gone since the last packet."""

    def __iter__(self) -> "Iterator[DownTrack]":
        return iter(self._tracks)

    def __len__(self) -> int:
        return len(self._tracks)

    def __contains__(self, down: "DownTrack") -> bool:
        return down in self._tracks

    def append(self, down: "DownTrack") -> None:
        """Have `down` sent every packet from now on."""
        self._tracks.append(down)
        self._ungroup()

    def remove(self, down: "DownTrack") -> None:
        """Send `down` nothing more."""
        self._tracks.remove(down)
        self._ungroup()

    def clear(self) -> None:
        """Send to nobody."""
        self._tracks.clear()
        self._ungroup()

    def _ungroup(self) -> None:
        """Group anew with the next packet: hundreds may come or go at once."""
        if self._group is not None:
            self._group.retire()
        self._group, self.grouped = None, False
        if self._intake is not None:
            self._intake.accepts = NOTHING
            self._intake.legs, self._intake.leg_count = ffi.NULL, 0

    def _regroup(self) -> None:
        native = [(down, down.link.path) for down in self._tracks]
        self._native = [down for down, path in native if path is not None]
        self._plain = [down for down, path in native if path is None]
        fan = next((path.fan for _, path in native if path is not None), None)
        self.grouped = True
        self._group = group = fan.group([down.leg for down in self._native]) if fan else None
        if self._intake is not None:
            self._intake.legs = group.array if group else ffi.NULL
            self._intake.leg_count = group.count if group else 0
            self._intake.others = bool(self._plain)

    def forward(self, packet: RtpPacket, level: int, now: float) -> None:
        """Send `packet` to all; `level` is its audio level byte (RFC 6464), −1 if it has none."""
        if not self.grouped:
            self._regroup()
        if self._group is not None:
            for place in self._group.forward(packet, level, now):
                self._native[place].forward(packet, now)
        for down in self._plain:
            down.forward(packet, now)

    def forward_rest(self, packet: RtpPacket, places: Iterable[int], now: float) -> None:
        """Send `packet`, which C has taken, to those to whom it did not: legs by their places."""
        for down in [*(self._native[place] for place in places), *self._plain]:
            if down in self._tracks:  # nobody has left since
                down.forward(packet, now)
