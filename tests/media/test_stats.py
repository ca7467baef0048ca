"""What is counted."""

import pytest

from media.stats import Rate, Reception


def test_fraction_lost_is_of_the_interval() -> None:
    reception = Reception(90000)
    for index in (1, 2, 4, 5):
        reception.receive(index, index * 3000, index / 30)
    block = reception.report(7, 1.0)
    assert (block.ssrc, block.fraction_lost, block.lost, block.highest) == (7, 51, 1, 5)
    for index in range(6, 16):
        reception.receive(index, index * 3000, index / 30)
    assert reception.report(7, 2.0).fraction_lost == 0
    assert reception.report(7, 3.0).fraction_lost == 0


def test_recovered_packets_are_lost_on_the_stream_but_not_to_us() -> None:
    reception = Reception(90000)
    for index in (1, 2, 4):
        reception.receive(index, 0, 0.0)
    reception.recover()
    assert reception.report(7, 1.0).lost == 1
    assert reception.lost == 0


def test_a_restart_loses_nothing() -> None:
    reception = Reception(90000)
    reception.receive(10, 0, 0.0)
    reception.receive(12, 0, 0.0)
    reception.restart()
    reception.receive(900000, 0, 0.0)
    assert (reception.expected, reception.received, reception.lost) == (4, 3, 1)


def test_even_spacing_has_no_jitter_even_over_the_timestamps_wrap() -> None:
    reception = Reception(90000)
    for index in range(100):
        reception.receive(index, 0xFFFFFFFF - 90000 + index * 3000 & 0xFFFFFFFF, index / 30)
    assert reception.report(1, 4.0).jitter <= 2


def test_uneven_spacing_has() -> None:
    reception = Reception(90000)
    for index in range(200):
        reception.receive(index, index * 3000, index / 30 + (index % 2) * 0.01)
    assert reception.report(1, 4.0).jitter == pytest.approx(900, rel=0.05)


def test_times_of_the_last_sender_report() -> None:
    reception = Reception(90000)
    reception.receive(1, 0, 0.0)
    assert reception.report(1, 5.0)[5:] == (0, 0)
    reception.receive_sender_report(0x1122334455667788, 5.0)
    assert reception.report(1, 5.5)[5:] == (0x33445566, 32768)


def test_rate_is_of_the_last_full_second() -> None:
    rate = Rate()
    assert rate.update(1000, 0.0) == 0
    assert rate.update(2000, 0.5) == 0
    assert rate.update(126000, 1.0) == 1_000_000
    assert rate.update(126000, 1.5) == 1_000_000
    assert rate.update(126000, 2.0) == 0
