"""What of a key frame is here for newcomers."""

from media.kept_key_frame import KEPT_FOR, MAX_KEPT, KeptKeyFrame
from media.numbering import Numbering
from media.packet_cache import PacketCache
from media.wire.rtp import RtpPacket


class Stream:
    """Packets numbered from 0, each 10 ms after the one before."""

    def __init__(self) -> None:
        self.numbering = Numbering()
        self.cache = PacketCache(128)
        self.kept = KeptKeyFrame(self.cache, self.numbering)
        self.first = 0x10000

    def take(self, *sequences: int) -> None:
        for sequence in sequences:
            index = self.numbering.unwrap(sequence, False)
            assert index is not None
            packet = RtpPacket(102, sequence, 0, 1, b"x")
            packet.index, packet.arrival = index, 1.0 + sequence / 100
            self.cache.add(packet)

    def after(self, sequence: int) -> list[int]:
        return [packet.sequence for packet in self.kept.after(self.first + sequence, 1.1)]


def test_nothing_serves_before_a_key_frame_came() -> None:
    stream = Stream()
    assert not stream.kept.serves(-1)
    stream.take(0, 1)
    assert not stream.kept.serves(-1)
    assert stream.kept.first(1.0) is None


def test_it_serves_who_waited_before_it_came() -> None:
    stream = Stream()
    stream.take(0, 1, 2)
    stream.kept.arrived(stream.first + 1)
    assert stream.kept.serves(-1)
    assert stream.kept.serves(stream.first)
    assert not stream.kept.serves(stream.first + 1)


def test_it_serves_until_too_much_has_come_after_it() -> None:
    stream = Stream()
    stream.take(0)
    stream.kept.arrived(stream.first)
    stream.take(*range(1, MAX_KEPT))
    assert stream.kept.serves(-1)
    stream.take(MAX_KEPT)
    assert not stream.kept.serves(-1)


def test_it_is_given_while_it_is_fresh() -> None:
    stream = Stream()
    stream.take(0)
    stream.kept.arrived(stream.first)
    first = stream.kept.first(1.0 + KEPT_FOR)
    assert first is not None
    assert first.index == stream.first
    assert stream.kept.first(1.01 + KEPT_FOR) is None


def test_what_is_missing_behind_it_is_passed_over() -> None:
    stream = Stream()
    stream.take(0, 1, 3, 4)
    stream.kept.arrived(stream.first)
    assert stream.after(0) == [1, 3, 4]
    assert stream.after(-1) == [0, 1, 3, 4]
    assert stream.after(4) == []


def test_a_late_key_frame_does_not_replace_a_newer_one() -> None:
    stream = Stream()
    stream.take(0, 1, 2)
    stream.kept.arrived(stream.first + 2)
    stream.kept.arrived(stream.first + 1)
    assert stream.kept.index == stream.first + 2
