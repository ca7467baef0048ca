"""Work in a thread: in order, bounded by type, and going on after a job that fails."""

from collections.abc import Callable
from threading import Event

import pytest

from media.egress.beside_thread import Threaded

Work = Callable[[int | str], list[int | str]]


def held(gate: Event) -> Callable[[], Work]:
    """Work that gives each job back, once `gate` is open; a text that is no number fails."""

    def work(job: int | str) -> list[int | str]:
        gate.wait()
        return [int(job)]

    return lambda: work


def all_of(threaded: Threaded[int | str, int | str], count: int) -> list[int | str]:
    """What is made, as soon as it is so many."""
    made: list[int | str] = []
    while len(made) < count:
        made += threaded.take()
    return made


@pytest.mark.timeout(10)
def test_what_is_made_comes_in_order() -> None:
    gate = Event()
    threaded = Threaded(held(gate), {})
    assert all(threaded.do(number) for number in range(100))
    assert threaded.take() == []
    gate.set()
    assert all_of(threaded, 100) == list(range(100))
    threaded.close()


@pytest.mark.timeout(10)
def test_so_many_of_a_type_wait_and_no_more() -> None:
    gate = Event()
    threaded = Threaded(held(gate), {int: 3})
    assert [threaded.do(number) for number in range(5)] == [True, True, True, False, False]
    assert threaded.do("7")  # no bound was set for these
    gate.set()
    assert all_of(threaded, 4) == [0, 1, 2, 7]
    threaded.close()


@pytest.mark.timeout(10)
def test_a_job_that_fails_costs_itself_alone() -> None:
    gate = Event()
    gate.set()
    threaded = Threaded(held(gate), {str: 2})
    for job in ("1", "no number"):
        assert threaded.do(job)
    while not threaded.do("3"):
        pass  # until one is done
    assert all_of(threaded, 2) == [1, 3]
    threaded.close()
