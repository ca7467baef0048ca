"""Ordered keeps insertion order and leaves the values before it alone."""

import pytest

from sessions.ordered import CHUNK, Ordered


def test_order_of_first_setting_stays() -> None:
    one = Ordered[int]().set("b", 1).set("a", 2).set("b", 3)
    assert list(one) == ["b", "a"]
    assert list(one.values()) == [3, 2]
    assert list(one.items()) == [("b", 3), ("a", 2)]
    assert len(one) == 2


def test_what_was_before_stays() -> None:
    before = Ordered[int]().set("a", 1)
    after = before.set("a", 2).set("b", 3)
    assert list(before.items()) == [("a", 1)]
    assert list(after.items()) == [("a", 2), ("b", 3)]


def test_look_up() -> None:
    one = Ordered[int]().set("a", 1)
    assert "a" in one
    assert "b" not in one
    assert one["a"] == one.get("a") == 1
    assert one.get("b") is None
    assert one.get("b", 5) == 5


def test_last_is_newest_first() -> None:
    one = Ordered[int]()
    for n in range(5):
        one = one.set(str(n), n)
    assert list(one.last(2)) == [4, 3]
    assert list(one.last(9)) == [4, 3, 2, 1, 0]
    assert list(Ordered[int]().last(3)) == []


def test_equal_when_content_and_order_are() -> None:
    assert Ordered[int]().set("a", 1).set("b", 2) == Ordered[int]().set("a", 1).set("b", 2)
    assert Ordered[int]().set("a", 1).set("b", 2) != Ordered[int]().set("b", 2).set("a", 1)
    assert Ordered[int]().set("a", 1) != Ordered[int]().set("a", 2)


@pytest.mark.parametrize("count", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7])
def test_long_ones(count: int) -> None:
    one = Ordered[int]()
    for n in range(count):
        one = one.set(str(n), n)
    one = one.set("0", 0) if count else one
    assert len(one) == count
    assert list(one.values()) == list(range(count))
    assert list(one.last(count)) == list(reversed(range(count)))
    assert list(one.last(CHUNK + 2)) == list(reversed(range(count)))[: CHUNK + 2]
