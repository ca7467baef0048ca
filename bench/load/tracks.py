"""What the load publishes: tracks of one or several layers, shaped like Chromium's."""

import secrets
from collections.abc import Sequence
from itertools import count
from typing import Literal

import msgspec

Codec = Literal["VP8", "H264", "opus"]
Kind = Literal["audio", "video"]
PAYLOAD_TYPES: dict[Codec, int] = {"opus": 111, "VP8": 96, "H264": 102}


class Shape(msgspec.Struct, frozen=True):
    """A stream's size: frames per second, packets per frame, payload bytes per packet, lines."""

    rate: float
    packets: int
    size: int
    height: int = 0


SOUND = Shape(50, 1, 80)
"""Opus at 32 kbit/s."""
PICTURE = Shape(30, 5, 1180, 720)
"""1.4 Mbit/s; with SOUND the 200 packets per second of the earlier figures."""
LAYERS = (Shape(15, 1, 1100, 180), Shape(30, 2, 900, 360), PICTURE)
"""180p at 130 kbit/s, 360p at 430, 720p at 1,400: about what Chromium makes of simulcast."""
NARROW = 2_000_000
"""bit/s: less than half of what a wall of 16 venues takes."""
RIDS = ("q", "h", "f")


class Layer(msgspec.Struct, frozen=True):
    """One RTP stream; `index` is the engine's, `rid` empty without simulcast."""

    index: int
    ssrc: int
    shape: Shape
    rid: str = ""


class Track(msgspec.Struct, frozen=True):
    """One m-line of a publisher; layers from the lowest up, indices in a row."""

    publisher: int
    kind: Kind
    mid: str
    codec: Codec
    layers: tuple[Layer, ...]

    @property
    def payload_type(self) -> int:
        """As offered."""
        return PAYLOAD_TYPES[self.codec]


class Load(msgspec.Struct, frozen=True):
    """A load to put on a server."""

    publishers: int
    codec: Codec
    simulcast: bool
    plain: bool
    """Minimal SDP: no header extensions, RTX or transport-wide feedback."""
    gcm: bool
    narrow: int = 0
    """How many subscribers have a downlink of NARROW bit/s only."""

    def tracks(self) -> list[list[Track]]:
        """The tracks of each publisher: sound, then picture."""
        indices = count()
        return [self._of(publisher, indices) for publisher in range(self.publishers)]

    def _of(self, publisher: int, indices: "count[int]") -> list[Track]:
        def layers(shapes: Sequence[Shape], rids: Sequence[str]) -> tuple[Layer, ...]:
            return tuple(
                Layer(next(indices), secrets.randbits(31) | 1, shape, rid)
                for shape, rid in zip(shapes, rids, strict=True)
            )

        sound = Track(publisher, "audio", "0", "opus", layers([SOUND], [""]))
        shapes, rids = (LAYERS, RIDS) if self.simulcast else ((PICTURE,), ("",))
        return [sound, Track(publisher, "video", "1", self.codec, layers(shapes, rids))]
