"""One source as it goes into one down track: which codec as which, what is added to its numbers."""

from collections.abc import Sequence

from media.up_track import UpTrack
from media.wire import red, vp8
from media.wire.codecs import Codec
from media.wire.rtp import RtpPacket


def match_codec(codec: Codec, accepted: Sequence[Codec]) -> Codec | None:
    """The accepted codec as which `codec`'s packets can be sent.

    H.264 must agree in its packetization mode, but who takes mode 1 takes mode 0's packets too.
    """
    same = [other for other in accepted if other.name.lower() == codec.name.lower()]
    if codec.name.upper() != "H264":
        return same[0] if same else None
    mode, profile = _h264(codec)
    same = [other for other in same if _h264(other)[0] == mode] or [
        other for other in same if mode == "0" and _h264(other)[0] == "1"
    ]
    exact = [other for other in same if _h264(other)[1] == profile]
    return next(iter(exact or same), None)


def _h264(codec: Codec) -> tuple[str, str]:
    """Packetization mode and profile (RFC 6184 section 8.1), the level left aside."""
    pairs = (part.strip().partition("=") for part in codec.fmtp.lower().split(";"))
    fmtp = {name: value for name, _, value in pairs}
    return fmtp.get("packetization-mode", "0"), fmtp.get("profile-level-id", "42000a")[:4]


class Feed:
    """One source, from one start of its numbering, as it goes into one down track."""

    __slots__ = (
        "epoch",
        "exact",
        "first",
        "level_id",
        "offset",
        "payload_types",
        "shift",
        "source",
        "unwraps",
    )

    def __init__(self, source: UpTrack, codecs: Sequence[Codec], offset: int, exact: int) -> None:
        self.source = source
        self.epoch = source.epoch
        self.first = 0
        """Index of the first packet of this start: none before it was for this subscriber."""
        self.offset = offset
        """Added to its timestamps."""
        self.exact = exact
        """What would be added, had the first packet not come after younger ones of another layer:
        so that later switches make up for a late one."""
        self.shift: vp8.Shift | None = None
        """Of its pictures' numbers, which players follow across sources (RFC 7741 section 4.2: a
        libwebrtc that finds them jump shows nothing more until a later key frame)."""
        self.level_id = source.params.extensions.audio_level
        self.payload_types: dict[int, tuple[int, int | None]] = {}
        """Incoming payload type → outgoing and its RTX one; what is in none is dropped."""
        self.unwraps: dict[int, int] = {}
        """Incoming payload type of RED → that of the frames in it, of which the newest goes on."""
        for codec in source.params.codecs:
            match = match_codec(codec, codecs)
            frames = red.carried(codec)
            # RED names its frames by payload type, so it passes only where both ends have the same.
            if frames is not None and (match is None or red.carried(match) != frames):
                self.unwraps[codec.payload_type] = frames
                match = match_codec(source.codecs[frames], codecs)
            if match is not None:
                self.payload_types[codec.payload_type] = (
                    match.payload_type,
                    match.rtx_payload_type,
                )

    def shown(self, packet: RtpPacket) -> bytes:
        """A packet's payload as the subscriber gets it; empty for malformed RED."""
        if packet.payload_type in self.unwraps:
            return red.newest(packet.payload, self.unwraps[packet.payload_type]) or b""
        return packet.payload if self.shift is None else vp8.shifted(packet.payload, self.shift)

    def older(self, packet: RtpPacket, copies: int, now: float) -> list[tuple[int, bytes]]:
        """The frames of sound before `packet`'s for RED: how much older, and what; oldest first."""
        found = []
        for index in range(max(self.first, packet.index - copies), packet.index):
            held = self.source.cache.get(index, now)
            if held is None or held.payload_type != packet.payload_type:
                continue
            offset, frame = packet.timestamp - held.timestamp & 0xFFFFFFFF, self.shown(held)
            if 0 < offset <= red.MAX_OFFSET and 0 < len(frame) <= red.MAX_LENGTH:
                found.append((offset, frame))
        return found

    def layer_offset(self, source: UpTrack) -> int | None:
        """The offset with which `source`, another layer, continues this timeline; None: unknown."""
        if self.source.info is not source.info:
            return None
        ours, theirs = self.source.rtp_clock.origin, source.rtp_clock.origin
        if ours is None or theirs is None or self.epoch != self.source.epoch:
            return None
        return self.exact + ours - theirs & 0xFFFFFFFF
