"""Where peers are placed: tables of the rule, and the counts that it goes by."""

import pytest

from signaling.placement import BUSY, Placement, choose, fullness

CASES = [
    ("all at the home while it has room", 1, (), (0.0, 0.9, 0.0), 1),
    ("then at the least full", 1, (), (0.5, 1.0, 0.2), 2),
    ("or the first of several", 1, (), (0.2, 1.0, 0.2), 0),
    ("but at a leaf rather than a new one", 0, (2,), (1.0, 0.0, 0.9), 2),
    ("the less full of two leaves", 0, (1, 2), (1.0, 0.8, 0.3, 0.0), 2),
    ("a full leaf makes another", 0, (1,), (1.0, 1.0, 0.5), 2),
    ("back to the home when it has room again", 0, (1,), (0.9, 0.1), 0),
    ("where all are full, the least so", 0, (1,), (3.0, 2.0, 2.5), 1),
    ("of equally full ones the home", 1, (0,), (2.0, 2.0), 1),
    ("of equally full others a leaf", 0, (2,), (3.0, 2.0, 2.0), 2),
    ("one that does not run takes nobody", 0, (1,), (1.0, None, 0.5), 2),
    ("nor if there is no other", 0, (1,), (1.5, None), 0),
    ("without any, the home, which will refuse", 1, (), (None, None), 1),
    ("one worker serves all", 0, (), (7.0,), 0),
]


@pytest.mark.parametrize(
    ("home", "leaves", "workers", "expected"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_one_more_subscriber(
    home: int, leaves: tuple[int, ...], workers: tuple[float | None, ...], expected: int
) -> None:
    assert choose(home, leaves, workers) == expected


@pytest.mark.parametrize(
    ("peers", "load", "expected"),
    [(0, 0.0, 0.0), (50, 0.0, 0.5), (100, 0.0, 1.0), (10, BUSY, 1.0), (10, BUSY / 2, 0.5)],
)
def test_fullness_is_of_what_is_scarcer(peers: int, load: float, expected: float) -> None:
    assert fullness(peers, 100, load) == pytest.approx(expected)


def test_peers_are_counted_once_and_for_all_consultations_together() -> None:
    census = [0, 0, 0]
    first, second = Placement(0, census), Placement(1, census)
    first.put("a.up", 0)
    first.put("a.down", 2)
    first.put("a.down", 2)
    second.put("b.down", 2)
    assert census == [1, 0, 2]
    first.put("a.down", 1)
    assert (first.find("a.down"), census) == (1, [1, 1, 1])
    assert first.drop("a.down") == 1
    assert first.drop("a.down") == 0, "the home, for unknown ones"
    assert second.drop("x") == 1
    assert census == [1, 0, 1]


def test_a_lost_worker_takes_its_peers_and_nobody_elses() -> None:
    census = [0, 0]
    placement = Placement(0, census)
    for peer, worker in (("a", 0), ("b", 1), ("c", 1)):
        placement.put(peer, worker)
    assert placement.lose(1) == ["b", "c"]
    assert (placement.find("a"), placement.find("b"), census) == (0, None, [1, 0])
    placement.clear()
    assert (placement.find("a"), census) == (None, [0, 0])
