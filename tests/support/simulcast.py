"""Publishers of several layers, in VP8, whose pictures have sizes and numbers as real ones."""

import struct

from msgspec.structs import replace

from media.link import Link
from media.publication import Publication
from media.router import Router
from media.up_track import UpTrack
from media.wire.codecs import HeaderExtensions
from tests.support.forwarding import NTP_OFFSET
from tests.support.packets import VP8, receive_parameters, rtp, sender_report, track_info

MID, RID, REPAIRED = 1, 10, 11
EXTENSIONS = HeaderExtensions(mid=MID, rid=RID, repaired_rid=REPAIRED, transport_sequence=3)
SIZES = ((180, 150_000), (360, 500_000), (720, 1_500_000))
"""Lines and bit/s of the layers, lowest first."""
FRAME = 1 / 25
MTU = 1100


def vp8_frame(
    number: int, height: int = 180, key: bool = False, size: int = 40, tl0: int = 0
) -> bytes:
    """One frame in one packet: descriptor with 15 bits of picture id and TL0PICIDX, header."""
    descriptor = b"\x90\xe0" + struct.pack("!HBB", 0x8000 | number & 0x7FFF, tl0 & 0xFF, 0x20)
    tag = b"\x50\x42\x00" if key else b"\x51\x42\x00"
    start = b"\x9d\x01\x2a" + struct.pack("<HH", height * 16 // 9, height) if key else b""
    return (descriptor + tag + start).ljust(size, b"\0")


class LayerSource:
    """One layer as its encoder sends it: SSRC, numbering and timestamps of its own."""

    def __init__(self, track: UpTrack, place: int, height: int, bitrate: int) -> None:
        self.track = track
        self.height = height
        self.bitrate = bitrate
        self.on = True
        self.ssrc = 0x1000 * track.info.track_id + place
        self.sequence = 1000 * place + 65500
        self.origin = 0x50000000 * (place + 1)
        """Timestamp of the publisher's time 0."""
        self.picture = 5000 * place + 32000
        self.tl0 = 100 * place
        self.key_frames = 0
        self.wants_key = True

    def timestamp(self, now: float) -> int:
        return self.origin + round(now * 90000) & 0xFFFFFFFF

    def packet(self, now: float, size: int = 40, named: bool = True) -> bytes:
        """The frame captured at `now`, a key frame where one is wanted."""
        key, self.wants_key = self.wants_key, False
        self.key_frames += key
        self.sequence += 1
        self.picture += 1
        self.tl0 += 1
        params = self.track.params
        names = {MID: params.mid.encode(), RID: (params.rid or "").encode()}
        return rtp(
            self.sequence,
            vp8_frame(self.picture, self.height, key, size, self.tl0),
            timestamp=self.timestamp(now),
            ssrc=self.ssrc,
            payload_type=VP8.payload_type,
            marker=True,
            extensions=names if named and params.rid else None,
        )

    def frame(self, now: float, size: int) -> list[bytes]:
        """The frame captured at `now`, in packets of usual size."""
        packets = [self.packet(now, min(size, MTU))]
        head = b"\x80\xe0" + struct.pack(
            "!HBB", 0x8000 | self.picture & 0x7FFF, self.tl0 & 0xFF, 0x20
        )
        for rest in range(size - MTU, 0, -MTU):
            self.sequence += 1
            data = rtp(
                self.sequence,
                head.ljust(max(8, min(rest, MTU)), b"\0"),
                timestamp=self.timestamp(now),
                ssrc=self.ssrc,
                payload_type=VP8.payload_type,
            )
            packets.append(data)
        return packets

    def report(self, now: float) -> bytes:
        """A sender report, as of `now`."""
        return sender_report(self.ssrc, NTP_OFFSET + now, self.timestamp(now))


class Simulcast:
    """A camera of three layers, given straight to a router."""

    def __init__(
        self,
        router: Router,
        link: Link,
        track_id: int = 1,
        owner: str = "alice",
        rids: str = "qhf",
        sizes: tuple[tuple[int, int], ...] = SIZES,
    ) -> None:
        self.router = router
        self.link = link
        ssrcs = tuple(track_id + 0x1000 * place for place in range(len(rids)))
        info = replace(track_info(track_id, owner), codecs=(VP8,), layers=ssrcs)
        params = [
            receive_parameters(codecs=(VP8,), mid="v", extensions=EXTENSIONS, rid=rid)
            for rid in rids
        ]
        layers = [UpTrack(info, one, link) for one in params]
        self.publication = Publication(info, layers)
        self.layers = [
            LayerSource(track, place, *size)
            for place, (track, size) in enumerate(zip(layers, sizes, strict=True))
        ]
        router.add_publication(self.publication)

    def send(self, now: float, *places: int, key: bool = False, size: int = 40) -> None:
        """One frame of the layers at `places`, or of all that are on."""
        for place, layer in enumerate(self.layers):
            if layer.on and (not places or place in places):
                layer.wants_key = layer.wants_key or key
                self.router.receive_rtp(self.link, layer.packet(now, size), now)

    def report(self, now: float) -> None:
        """Sender reports of all layers."""
        for layer in self.layers:
            self.router.receive_rtcp(self.link, layer.report(now), now)
