"""Sizes and times by transport-wide sequence number."""

from media.sent_log import SENT_HISTORY, SentLog


def test_numbers_count_up_and_wrap_at_16_bits() -> None:
    log = SentLog()
    log.sequence[0] = 0xFFFE
    assert [log.stamp(1, 0.0) for _ in range(3)] == [0xFFFF, 0, 1]


def test_size_and_time_lie_in_the_number_s_slot() -> None:
    log = SentLog()
    number = log.stamp(1180, 4295.5)  # microseconds beyond 32 bits
    assert log.sizes[number % SENT_HISTORY] == 1180
    assert log.times[number % SENT_HISTORY] == 4_295_500_000 - 2**32
