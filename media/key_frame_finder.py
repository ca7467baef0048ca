"""Where a key frame starts in a stream of packets, and how high its picture is."""

from collections.abc import Mapping

from media.wire import h264, vp8
from media.wire.codecs import Codec
from media.wire.rtp import RtpPacket


class KeyFrameFinder:
    """One video track's; `codecs` by payload type, by which each packet says which it is."""

    __slots__ = ("_h264", "_parameter_sets_seen", "_vp8")

    def __init__(self, codecs: Mapping[int, Codec]) -> None:
        names = {payload_type: codec.name.upper() for payload_type, codec in codecs.items()}
        self._vp8 = frozenset(number for number, name in names.items() if name == "VP8")
        self._h264 = frozenset(number for number, name in names.items() if name == "H264")
        self._parameter_sets_seen = False

    def coding(self, payload_type: int) -> int:
        """How C is to look for key frames (`intake.h`)."""
        return 2 if payload_type in self._h264 else 3 if payload_type in self._vp8 else 1

    def restart(self) -> None:
        """Another encoder's packets follow."""
        self._parameter_sets_seen = False

    def starts(self, packet: RtpPacket) -> bool:
        """Whether a decoder can begin with `packet`."""
        if packet.payload_type in self._vp8:
            return vp8.starts_key_frame(packet.payload)
        if packet.payload_type not in self._h264:
            return False
        starts = h264.inspect(packet.payload)
        if starts is h264.Starts.NOTHING:
            return False
        if starts & h264.Starts.PARAMETER_SETS:
            self._parameter_sets_seen = True
            return True
        # Where parameter sets come in band, an IDR slice whose own are still missing is no start.
        return starts is h264.Starts.IDR and not self._parameter_sets_seen

    def height(self, packet: RtpPacket) -> int:
        """Lines of the picture that starts with `packet`; 0 if it does not say.

        An IDR picture may come without parameter sets.
        """
        is_vp8 = packet.payload_type in self._vp8
        return vp8.height(packet.payload) if is_vp8 else h264.height(packet.payload)
