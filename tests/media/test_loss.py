"""The rate by losses: falls, holds, rises, and whose loss it is."""

from collections.abc import Callable

import pytest

from media.loss import (
    LASTING,
    MAX_OWN,
    REPORTED_MAX,
    REPORTED_MIN,
    REPORTED_START,
    LossControl,
    ReportedLoss,
)


class Path:
    """Sends 200 packets/s at the bound, or at 2 Mbit/s, over a path that loses by `loss(rate)`."""

    def __init__(self, loss: Callable[[float], float]) -> None:
        self.control = LossControl()
        self.loss = loss
        self.now = 100.0
        self.free = 2_000_000.0

    @property
    def rate(self) -> float:
        bound = self.control.bitrate
        return self.free if bound is None else min(self.free, bound)

    def run(self, seconds: float) -> None:
        for _ in range(round(seconds / 0.5)):
            rate = self.rate
            lost = round(100 * self.loss(rate))
            self.now += 0.5
            arrived = round(rate * (100 - lost) / 100)
            if self.control.receive(100 - lost, lost, self.now - 0.1, self.now):
                self.control.update(rate, arrived, round(rate), self.now)


def beyond(capacity: float) -> Callable[[float], float]:
    return lambda rate: max(0.0, 1 - capacity / rate)


@pytest.mark.parametrize("loss", [0.0, 0.01])
def test_little_loss_bounds_nothing(loss: float) -> None:
    path = Path(lambda rate: loss)
    path.run(20)
    assert path.control.bitrate is None


def test_loss_between_the_bounds_holds_at_first() -> None:
    path = Path(lambda rate: 0.05)
    path.run(LASTING)
    assert path.control.bitrate is None


@pytest.mark.parametrize("capacity", [300_000, 1_000_000, 1_500_000])
def test_loss_of_sending_too_much_ends(capacity: float) -> None:
    path = Path(beyond(capacity))
    path.run(5)
    for _ in range(20):
        path.run(2)
        assert 0.75 * capacity < path.rate < 1.25 * capacity
    assert path.control.own < 0.03


@pytest.mark.parametrize("loss", [0.05, 0.1, 0.2])
def test_loss_that_stays_is_the_path_s_own(loss: float) -> None:
    path = Path(lambda rate: loss)
    path.run(30)
    assert path.rate == path.free
    assert path.control.own == pytest.approx(loss)
    assert path.control.excess == 0


def test_a_dip_that_ends_no_loss_is_made_good_at_once() -> None:
    path = Path(lambda rate: 0.05)
    while not path.control.own:
        path.run(0.5)
    assert path.control.bitrate is None
    assert path.now < 100 + 2 * LASTING


@pytest.mark.parametrize(("bound", "after"), [(None, None), (500_000, 900_000), (1e6, 1e6)])
def test_a_probe_without_a_loss_lifts_the_bound(bound: float | None, after: float | None) -> None:
    control = LossControl()
    control.bitrate = bound
    control.adopt(900_000)
    assert control.bitrate == after


def test_what_is_the_path_s_own_hides_no_congestion() -> None:
    path = Path(lambda rate: 0.1)
    path.run(30)
    path.loss = lambda rate: 0.1 + 0.9 * max(0.0, 1 - 800_000 / rate)
    path.run(20)
    assert path.rate < 1_100_000


def test_a_path_that_heals_has_no_loss_of_its_own() -> None:
    path = Path(lambda rate: 0.1)
    path.run(30)
    path.loss = lambda rate: 0.0
    path.run(30)
    assert path.control.own < 0.01


def test_the_path_s_own_loss_is_bounded() -> None:
    path = Path(lambda rate: 0.6)
    path.run(60)
    assert path.control.own <= MAX_OWN
    assert path.rate < 100_000


def test_who_does_not_fill_the_path_falls_gently_at_first() -> None:
    control = LossControl()
    control.receive(0, 0, 0.9, 1.0)
    assert control.receive(80, 20, 1.4, 1.5)
    control.update(3_000_000, 160_000, 200_000, 1.5)
    assert control.bitrate == pytest.approx(2_700_000)


def test_losses_of_before_a_fall_are_not_held_against_it() -> None:
    control = LossControl()
    control.receive(100, 0, 0.9, 1.0)
    control.fallen(1.2)
    assert not control.receive(50, 50, 1.1, 1.6)
    assert control.loss == 0.25  # but told of
    assert not control.receive(100, 0, 2.0, 2.1)  # begun among those
    assert control.receive(100, 0, 2.5, 2.6)


def test_few_packets_make_no_sample() -> None:
    control = LossControl()
    assert not any(control.receive(1, 0, at / 10, at / 10) for at in range(9))
    assert not control.receive(0, 1, 0.95, 0.95)
    assert control.receive(9, 0, 1.1, 1.1)
    assert control.loss == pytest.approx(1 / 19)


@pytest.mark.parametrize(
    ("loss", "expected"),
    [(0.0, REPORTED_MAX), (0.05, REPORTED_START), (0.5, REPORTED_MIN)],
)
def test_receiver_reports(loss: float, expected: int) -> None:
    reported = ReportedLoss()
    for second in range(60):
        reported.receive(0.0, second)
        reported.receive(loss, second + 0.95)
    assert reported.bitrate == expected
