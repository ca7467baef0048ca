"""Which timestamps follow which where the source changes; 90,000 a second."""

import pytest

from media.timeline import MAX_SKEW, Sent, continuing

RATE = 90000
LAST = Sent(timestamp=0xFFFFFFF0, at=10.0)


def _next(timestamp: int, layer: int | None, now: float) -> tuple[int, int]:
    """By how much the new source's packet is after what was sent; and by the exact offset."""
    exact, offset = continuing(LAST, timestamp, layer, RATE, now)
    ahead = [timestamp + added - LAST.timestamp & 0xFFFFFFFF for added in (offset, exact)]
    return ahead[0], ahead[1] - (1 << 32) if ahead[1] >= 1 << 31 else ahead[1]


@pytest.mark.parametrize("timestamp", [0, 5, 0x80000000, 0xFFFFFFFF])
def test_another_source_follows_by_our_clock(timestamp: int) -> None:
    assert _next(timestamp, None, 10.5) == (45000, 45000)


def test_time_never_stands_still() -> None:
    assert _next(77, None, 10.0) == (1, 1)


def test_a_layer_follows_by_its_publishers_clock() -> None:
    timestamp = 1000
    layer = LAST.timestamp + 3000 - timestamp & 0xFFFFFFFF
    assert _next(timestamp, layer, 10.02) == (3000, 3000)


def test_a_late_packet_of_a_layer_goes_out_after_what_was_sent() -> None:
    """The offset that it would have had is kept for the next switch."""
    timestamp = 1000
    layer = LAST.timestamp - 6000 - timestamp & 0xFFFFFFFF
    assert _next(timestamp, layer, 10.02) == (1, -6000)


@pytest.mark.parametrize(("skew", "believed"), [(MAX_SKEW, True), (MAX_SKEW + 0.001, False)])
def test_sender_reports_far_off_are_a_mistake(skew: float, believed: bool) -> None:
    layer = LAST.timestamp + round((0.5 + skew) * RATE) & 0xFFFFFFFF
    exact = 45000 + round(skew * RATE) if believed else 45000
    assert _next(0, layer, 10.5) == (exact, exact)
