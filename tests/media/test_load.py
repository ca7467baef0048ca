"""When a worker counts as busy, gives up layers, refuses newcomers, and takes all that back."""

import itertools

import pytest

from media.load import FULL_AFTER, INTERVAL, LINGER, MAX_LINGER, RELAXED, LoadMeter

LIMIT = 0.95


class Worker:
    """A worker whose share of busy time, and of waiting for a processor, a test sets."""

    def __init__(self, limit: float = LIMIT) -> None:
        self.meter = LoadMeter(limit)
        self.ran = self.waited = 0.0
        self.now = 100.0
        self.meter.update(0.0, 0.0, self.now)

    def work(self, busy: float, seconds: float, waiting: float = 0.0) -> list[int]:
        """Be busy for that share of the time; what was shed after each sample."""
        shed = []
        for _ in range(round(seconds / INTERVAL)):
            self.now += INTERVAL
            self.ran += busy * INTERVAL
            self.waited += waiting * INTERVAL
            assert self.meter.due(self.now)
            before = self.meter.shed, self.meter.full
            changed = self.meter.update(self.ran, self.waited, self.now)
            assert changed == (before != (self.meter.shed, self.meter.full))
            assert not self.meter.due(self.now)
            shed.append(self.meter.shed)
        return shed


@pytest.mark.parametrize(
    ("busy", "waiting", "level"),
    [
        (0.0, 0.0, 0.0),
        (0.5, 0.0, 0.5),
        (1.0, 0.0, 1.0),
        (0.3, 0.7, 1.0),  # all that others left
        (0.1, 0.5, 0.2),  # others work, this one has room
        (0.0, 0.99, 0.0),  # stopped, not busy
    ],
)
def test_level_is_the_share_of_what_others_left(busy: float, waiting: float, level: float) -> None:
    worker = Worker()
    worker.work(busy, 10, waiting)
    assert worker.meter.level == pytest.approx(level, abs=0.01)


def test_a_storm_of_joins_changes_nothing() -> None:
    worker = Worker()
    worker.work(0.3, 5)
    assert set(worker.work(1.0, 1.0)) == {0}
    assert not worker.meter.full
    worker.work(0.3, 2)
    assert worker.meter.level < RELAXED


def test_saturation_sheds_step_by_step_and_ease_restores_step_by_step() -> None:
    worker = Worker()
    steps = worker.work(1.0, 10)
    assert [after for before, after in itertools.pairwise(steps) if after != before] == [1, 2, 3]
    assert worker.meter.shed == 3
    assert set(worker.work(0.9, 60)) == {3}, "neither saturated nor at ease: as it is"
    steps = worker.work(0.3, 5 * LINGER)
    assert steps[0] == 3
    assert steps[-1] == 0
    assert sorted(steps, reverse=True) == steps


def test_what_comes_back_too_early_comes_back_later_each_time() -> None:
    """A load that saturates with the top layer and is at ease without does not flicker."""
    worker = Worker()
    changes = [0.0]
    shed = 0
    while worker.now < 700:
        shed_now = worker.work(0.6 if shed else 1.0, INTERVAL)[0]
        if shed and not shed_now:
            changes.append(worker.now)
        shed = shed_now
    pauses = [b - a for a, b in itertools.pairwise(changes[1:])]
    assert pauses[-1] > MAX_LINGER
    assert len(changes) < 20


def test_newcomers_are_refused_at_the_limit_and_welcome_again_well_below_it() -> None:
    worker = Worker()
    worker.work(0.96, FULL_AFTER + 4)
    assert worker.meter.full
    assert worker.meter.shed == 0, "before anything had to be given up"
    worker.work(0.9, 5)
    assert worker.meter.full, "just below is not well below"
    worker.work(0.5, 3)
    assert not worker.meter.full


def test_without_a_limit_nobody_is_refused() -> None:
    worker = Worker(limit=2.0)
    worker.work(1.0, 20)
    assert not worker.meter.full
