"""When a lost packet is asked for, how often, and when it is given up."""

import pytest

from media.nack import DEFAULT_RTT, MAX_MISSING, MAX_TRIES, REORDERING, NackGenerator

BASE = 0x10000

# Indices received in order, and what is then asked for. After mediasoup's TestNackGenerator.
TABLE = [
    ([2371, 2372, 2373, 2374], []),
    ([2371, 2374], [2372, 2373]),
    ([2371, 2374, 2372], [2373]),
    ([2371, 2374, 2373, 2372], []),
    ([2371, 2373, 2376], [2372, 2374, 2375]),
    ([BASE + 65533, BASE + 65537], [65534, 65535, 0]),
    ([BASE + 65535, BASE + 65536], []),
    ([BASE + 65534, BASE + 65536], [65535]),
    ([3000, 2999, 3001], []),
    ([3000, 3000 + MAX_MISSING + 2], []),
]


@pytest.mark.parametrize(("received", "asked"), TABLE)
def test_asks_for_what_is_missing(received: list[int], asked: list[int]) -> None:
    nacks = NackGenerator()
    for index in received:
        nacks.receive(index, 0.0)
    assert nacks.due(0.01).sequences == asked


def test_asks_again_after_a_round_trip_only() -> None:
    nacks = NackGenerator()
    nacks.receive(1, 0.0)
    nacks.receive(3, 0.0)
    assert nacks.due(0.0).sequences == []
    assert nacks.due(REORDERING).sequences == [2]
    assert nacks.due(DEFAULT_RTT * 0.9).sequences == []
    assert nacks.due(DEFAULT_RTT * 1.2).sequences == [2]


def test_gives_up_after_enough_tries_and_says_so_once() -> None:
    nacks = NackGenerator()
    nacks.rtt = 0.02
    nacks.receive(1, 0.0)
    nacks.receive(3, 0.0)
    now, tries = 0.0, 0
    while not (due := nacks.due(now)).gave_up:
        tries += len(due.sequences)
        now += 0.05
    assert tries == MAX_TRIES
    assert nacks.due(now + 1) == ([], False)


def test_gives_up_what_is_too_old() -> None:
    nacks = NackGenerator()
    nacks.receive(1, 0.0)
    nacks.receive(3, 0.0)
    assert nacks.due(1.5) == ([], True)


def test_a_hopeless_gap_is_given_up_at_once() -> None:
    nacks = NackGenerator()
    nacks.receive(1, 0.0)
    nacks.receive(MAX_MISSING + 10, 0.0)
    assert nacks.due(0.0) == ([], True)
    assert len(nacks) == 0


def test_a_key_frame_makes_older_losses_needless() -> None:
    nacks = NackGenerator()
    nacks.receive(1, 0.0)
    nacks.receive(5, 0.0)
    nacks.forget_before(4)
    assert nacks.due(0.01) == ([4], False)


def test_learns_the_round_trip_from_unambiguous_answers() -> None:
    nacks = NackGenerator()
    now = 0.0
    for index in range(0, 400, 2):
        nacks.receive(index, now)
        nacks.due(now + 0.01)
        if index:
            nacks.receive(index - 1, now + 0.04)
        now += 0.05
    assert nacks.rtt == pytest.approx(0.03, abs=0.005)
