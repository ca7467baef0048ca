"""Turns: a round does so much, in the order of asking, and all is done in the end."""

from collections.abc import Callable

import pytest

from web.turns import REQUEST, ROUND, Turns


class Loop:
    """Rounds by hand."""

    def __init__(self) -> None:
        self.soon: list[Callable[[], None]] = []

    def call_soon(self, one: Callable[[], None]) -> None:
        self.soon.append(one)

    def round(self) -> None:
        due, self.soon = self.soon, []
        for one in due:
            one()


class Waiter:
    """Needs so many turns of so many units."""

    def __init__(self, turns: Turns, needs: int = 1, units: int = REQUEST) -> None:
        self.turns, self.needs, self.units = turns, needs, units
        self.had = 0

    def take_turn(self) -> int:
        self.had += 1
        if self.had < self.needs:
            self.turns.ask(self)
        return self.units


def test_a_round_does_so_much_and_the_next_goes_on() -> None:
    loop = Loop()
    turns = Turns(loop.call_soon)
    waiters = [Waiter(turns) for _ in range(10)]
    for one in waiters:
        turns.ask(one)
    begun = []
    while loop.soon:
        assert len(loop.soon) == 1
        loop.round()
        begun.append(sum(one.had for one in waiters))
    assert ROUND // REQUEST == 4
    assert begun == [4, 8, 10]


def test_who_has_much_waits_behind_who_has_little() -> None:
    loop = Loop()
    turns = Turns(loop.call_soon)
    much, little = Waiter(turns, needs=1000, units=1), Waiter(turns)
    turns.ask(much)
    turns.ask(little)
    loop.round()
    assert little.had == 1
    assert 1 < much.had < ROUND


def test_asking_twice_is_asking_once() -> None:
    loop = Loop()
    turns = Turns(loop.call_soon)
    one = Waiter(turns)
    turns.ask(one)
    turns.ask(one)
    loop.round()
    assert (one.had, loop.soon) == (1, [])


def test_turns_without_work_end() -> None:
    loop = Loop()
    turns = Turns(loop.call_soon)
    for _ in range(3 * ROUND):
        turns.ask(Waiter(turns, units=0))
    loop.round()
    assert loop.soon == []


def test_a_bug_with_one_is_not_the_end_of_the_others() -> None:
    loop = Loop()
    turns = Turns(loop.call_soon)

    class Broken(Waiter):
        def take_turn(self) -> int:
            raise ZeroDivisionError

    other = Waiter(turns)
    turns.ask(Broken(turns))
    turns.ask(other)
    with pytest.raises(ZeroDivisionError):
        loop.round()
    loop.round()
    assert other.had == 1
