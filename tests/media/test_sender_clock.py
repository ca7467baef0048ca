"""A publisher's wall clock against ours."""

import pytest

from media.sender_clock import SenderClock


def test_the_fastest_report_counts() -> None:
    clock = SenderClock()
    assert clock.receive(5000.0, 100.2)
    assert clock.offset == pytest.approx(-4899.8)
    assert clock.receive(5001.0, 101.05)
    assert clock.offset == pytest.approx(-4899.95)


def test_jitter_does_not_move_it() -> None:
    clock = SenderClock()
    clock.receive(5000.0, 100.05)
    moved = [clock.receive(5000.0 + n, 100.05 + n + (n % 5) * 0.002) for n in range(1, 50)]
    assert not any(moved)


def test_drift_does_in_the_end() -> None:
    clock = SenderClock()
    clock.receive(5000.0, 100.0)
    moved = [clock.receive(5000.0 + n * 1.0005, 100.0 + n) for n in range(1, 100)]
    assert 1 < sum(moved) < 10
    assert clock.offset == pytest.approx(199.0 - 5099.0495, abs=0.02)


def test_a_clock_that_is_set_is_followed_at_once() -> None:
    clock = SenderClock()
    for n in range(10):
        clock.receive(5000.0 + n, 100.0 + n)
    assert clock.receive(4000.0, 110.0)
    assert clock.offset == pytest.approx(-3890.0)
