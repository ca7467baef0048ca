"""Times and RTP timestamps of one publisher."""

from media.rtp_clock import RtpClock

NTP = 1 << 32
"""One second."""


def test_nothing_is_known_before_the_first_report_nor_after_a_restart() -> None:
    clock = RtpClock(90000)
    assert (clock.timestamp_at(100.0), clock.origin) == (None, None)
    assert clock.receive(100 * NTP, 5)
    assert not clock.receive(101 * NTP, 90005)
    clock.restart()
    assert (clock.timestamp_at(100.0), clock.origin) == (None, None)
    assert clock.receive(100 * NTP, 5)


def test_timestamps_run_from_the_last_report_and_wrap() -> None:
    clock = RtpClock(48000)
    clock.receive(100 * NTP + NTP // 2, 0xFFFFFFFF)
    assert clock.timestamp_at(101.5) == 47999
    assert clock.timestamp_at(100.0) == 0xFFFFFFFF - 24000


def test_layers_of_one_encoder_differ_by_their_origin_alone() -> None:
    clocks = [RtpClock(90000), RtpClock(90000)]
    clocks[0].receive(100 * NTP, 7)
    clocks[1].receive(103 * NTP, 1007 + 3 * 90000)
    origins = [clock.origin for clock in clocks]
    assert origins[0] is not None
    assert origins[1] is not None
    assert origins[1] - origins[0] & 0xFFFFFFFF == 1000
