"""Emptying a queue, and giving up on one that is not ours."""

from collections.abc import Callable

import pytest

from media.drain import Drain


@pytest.mark.parametrize(
    ("queueing", "share"), [(0.05, 1.0), (0.1, 1.0), (0.3, 0.8), (0.6, 0.5), (3.0, 0.0)]
)
def test_less_is_sent_the_longer_the_queue(queueing: float, share: float) -> None:
    drain = Drain()
    assert drain.share(queueing) == 1
    drain.begin(1.0)
    assert drain.share(queueing) == pytest.approx(share)


@pytest.mark.parametrize(
    ("queue", "foreign"),
    [
        (lambda at: 0.5, True),
        (lambda at: 0.5 + 0.1 * at, True),
        (lambda at: 0.5 - 0.02 * at, True),
        (lambda at: max(0.0, 0.5 - 0.15 * at), False),
        (lambda at: max(0.0, 3 - 0.5 * at), False),
        (lambda at: 0.05, False),
    ],
)
def test_whose_the_queue_is(queue: Callable[[float], float], foreign: bool) -> None:
    drain = Drain()
    drain.begin(1.0)
    found = [drain.update(queue(at / 10), 1 + at / 10) for at in range(60)]
    assert any(found) is foreign
    assert drain.share(1.0) == 1  # over, in either case


def test_what_was_sent_before_the_fall_tells_nothing() -> None:
    drain = Drain()
    drain.begin(10.0)
    assert not any(drain.update(0.5, at / 10) for at in range(100))


def test_another_fall_does_not_begin_anew() -> None:
    drain = Drain()
    found = []
    for step in range(20):
        drain.begin(step / 10)
        found.append(drain.update(0.5, step / 10))
    assert any(found)
