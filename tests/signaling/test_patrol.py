"""The walls' patrol: what a director's word makes of it."""

import pytest

from signaling.messages import Patrol, SetPatrol
from signaling.patrol import INTERVAL, begin, change


def turn(patrol: Patrol, wall: int) -> int:
    """Which turn a wall shows."""
    return ((patrol.held_at or wall) - patrol.started_at) // (patrol.interval * 1000)


def test_it_runs_from_the_beginning() -> None:
    patrol = begin(1_000_000)
    assert [turn(patrol, 1_000_000 + s * 1000) for s in (0, INTERVAL - 1, INTERVAL)] == [0, 0, 1]


def test_held_it_stands_and_resumed_it_goes_on_from_there() -> None:
    patrol = change(begin(1_000_000), SetPatrol(held=True), 1_020_000)
    assert turn(patrol, 1_020_000) == turn(patrol, 1_900_000) == 2
    again = change(patrol, SetPatrol(held=False), 1_900_000)
    assert turn(again, 1_900_000) == 2
    assert turn(again, 1_904_000) == 3, "the four seconds of before count"


def test_another_interval_keeps_the_turn() -> None:
    patrol = change(begin(1_000_000), SetPatrol(interval=20), 1_020_000)
    assert turn(patrol, 1_020_000) == 2
    assert turn(patrol, 1_040_000) == 3


def test_other_levels_begin_anew() -> None:
    patrol = change(begin(1_000_000), SetPatrol(levels=["county"]), 1_020_000)
    assert patrol.levels == ["county"]
    assert turn(patrol, 1_020_000) == 0


@pytest.mark.parametrize(
    "wanted",
    [SetPatrol(), SetPatrol(held=False), SetPatrol(interval=INTERVAL), SetPatrol(levels=[])],
)
def test_what_is_so_already_changes_nothing(wanted: SetPatrol) -> None:
    patrol = begin(1_000_000)
    assert change(patrol, wanted, 1_020_000) == patrol
