"""Rates by feedback."""

import pytest

from media.acknowledged import Acknowledged
from media.arrivals import Told


def told(start: int, count: int = 10, *, lost: int = 0, continues: bool = True) -> Told:
    """Packets of 1000 bytes each 10 ms from `start` ms on."""
    packets = [((start + 10 * n) * 1000, (start + 10 * n + 20) * 1000) for n in range(count)]
    return Told(packets, count, lost, 1000 * count, 1000 * (count + lost), continues, 0.1)


def test_measures_what_arrives_and_what_is_sent() -> None:
    rates = Acknowledged()
    assert not rates.receive(told(0, continues=False))
    assert not rates.receive(told(100))  # 190 ms
    assert rates.receive(told(200, 9, lost=1))
    assert rates.bitrate == pytest.approx(28 * 8000 / 0.28, rel=0.01)
    assert rates.sent == pytest.approx(29 * 8000 / 0.28, rel=0.01)


def test_a_fall_shows_at_once_in_the_latest() -> None:
    rates = Acknowledged()
    for start in range(0, 1000, 100):
        rates.receive(told(start, continues=start > 0))
    before = rates.bitrate
    for start in (1900, 2900):
        rates.receive(told(start, 1))
    assert rates.latest < 20_000
    assert before / 4 <= rates.bitrate < before


@pytest.mark.parametrize("start", [-5000, 5000, 300])
def test_a_gap_a_pause_or_a_step_of_the_clock_is_not_counted(start: int) -> None:
    rates = Acknowledged()
    for at in range(0, 1000, 100):
        rates.receive(told(at, continues=at > 0))
    before = rates.bitrate
    rates.receive(told(1000 + start, continues=start != 300))
    for at in range(1100 + start, 2000 + start, 100):
        rates.receive(told(at))
    assert rates.bitrate == pytest.approx(before, rel=0.01)


def test_every_other_feedback_tells_enough() -> None:
    rates = Acknowledged()
    for start in range(0, 4000, 200):
        rates.receive(told(start, continues=False))
    assert rates.bitrate == pytest.approx(800_000, rel=0.01)


def test_a_stalled_path_that_lets_go_proves_nothing() -> None:
    rates = Acknowledged()
    for start in range(0, 1000, 100):
        rates.receive(told(start, continues=start > 0))
    packets = [((1000 + 10 * n) * 1000, 1_500_000 + 4000 * n) for n in range(60)]
    rates.receive(Told(packets[:1], 1, 0, 1000, 1000, True, 0.5))
    rates.receive(Told(packets[1:], 59, 0, 59_000, 59_000, True, 0.1))
    assert rates.latest > 1_500_000
    assert rates.proven < 900_000
