"""Which pauses are interruptions, by how the peer was heard before."""

import random

import pytest

from media.rhythm import NOTABLE, Rhythm


class Peer:
    """Is heard at intervals; what it knows of pauses is what `Transport` tells it."""

    def __init__(self) -> None:
        self.rhythm = Rhythm()
        self.now = 100.0

    def hear(self, *pauses: float) -> int:
        """How many of the pauses were interruptions."""
        found = 0
        for lasted in pauses:
            self.now += lasted
            found += lasted > NOTABLE and self.rhythm.pause(lasted, self.now)
        return found


def test_who_is_heard_all_the_time_is_interrupted_by_a_second() -> None:
    peer = Peer()
    assert peer.hear(*[0.05] * 200, 1.0) == 0
    assert peer.hear(*[0.05] * 400, 1.1) == 1


@pytest.mark.parametrize("interval", [1.0, 1.5, 2.5])
def test_who_reports_seldom_is_hardly_ever_interrupted(interval: float) -> None:
    rng = random.Random(1)
    pauses = [interval * rng.uniform(0.5, 1.5) for _ in range(200)]
    assert Peer().hear(*pauses) <= 2, "until it is known"


def test_a_blackout_is_known_whatever_the_rhythm() -> None:
    for interval in (0.05, 1.0, 2.5):
        peer = Peer()
        peer.hear(*[interval] * 40)
        assert peer.hear(10.0) == 1
        assert peer.hear(*[interval] * 3, 10.0) == 1, "the first was no rhythm"


def test_what_was_slow_and_is_quick_is_judged_anew() -> None:
    peer = Peer()
    peer.hear(*[2.5] * 10)
    assert peer.hear(*[0.05] * 100, 2.6) == 0
    assert peer.hear(*[0.05] * 1200, 1.2) == 1
