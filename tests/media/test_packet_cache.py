"""The ring of recent packets."""

from media.packet_cache import MAX_AGE, PacketCache
from media.wire.rtp import RtpPacket


def _packet(index: int, arrival: float = 0.0) -> RtpPacket:
    packet = RtpPacket(96, index & 0xFFFF, 0, 1, b"x")
    packet.index = index
    packet.arrival = arrival
    return packet


def test_keeps_the_last_capacity_packets() -> None:
    cache = PacketCache(4)
    for index in range(65534, 65540):
        assert cache.add(_packet(index))
    assert [cache.get(index, 0.0) is not None for index in range(65534, 65540)] == [
        False, False, True, True, True, True,
    ]  # fmt: skip


def test_refuses_duplicates_and_what_is_older_than_its_slot() -> None:
    cache = PacketCache(4)
    assert cache.add(_packet(5))
    assert not cache.add(_packet(5))
    assert not cache.add(_packet(1))


def test_what_is_too_old_is_not_given_out() -> None:
    cache = PacketCache(4)
    cache.add(_packet(5, arrival=10.0))
    assert cache.get(5, 10.0 + MAX_AGE) is not None
    assert cache.get(5, 10.1 + MAX_AGE) is None


def test_clear_forgets() -> None:
    cache = PacketCache(4)
    cache.add(_packet(5))
    cache.clear()
    assert cache.get(5, 0.0) is None
    assert cache.add(_packet(5))
