"""Packets come back in order, and what is missing is waited for only until its deadline."""

from random import Random

import pytest

from media.egress.reorder import MAX_HELD, Released, Reorder

PATIENCE = 0.25


def numbers(released: list[Released[int]]) -> list[tuple[int, bool]]:
    return [(packet, after_gap) for packet, after_gap in released]


@pytest.mark.parametrize(
    ("arrivals", "expected"),
    [
        ([1, 2, 3], [1, 2, 3]),
        ([1, 3, 2, 4], [1, 2, 3, 4]),
        ([1, 2, 2, 3], [1, 2, 3]),
        ([65534, 0, 65535, 1], [65534, 65535, 0, 1]),
        ([65535, 2, 1, 0], [65535, 0, 1, 2]),
    ],
    ids=["in order", "swapped", "duplicate", "wrap-around", "wrap-around backwards"],
)
def test_orders_without_a_gap(arrivals: list[int], expected: list[int]) -> None:
    reorder: Reorder[int] = Reorder(PATIENCE)
    released = [one for number in arrivals for one in reorder.push(number, number, 0.0)]
    assert numbers(released) == [(number, False) for number in expected]


def test_waits_for_a_missing_packet_until_its_deadline() -> None:
    reorder: Reorder[int] = Reorder(PATIENCE)
    assert numbers(reorder.push(10, 10, 0.0)) == [(10, False)]
    assert reorder.push(12, 12, 1.0) == []
    assert reorder.push(13, 13, 1.2) == []
    assert reorder.expire(1.24) == []
    assert numbers(reorder.expire(1.25)) == [(12, True), (13, False)]
    assert reorder.push(11, 11, 1.26) == []
    assert reorder.late == 1


def test_each_hole_has_its_own_deadline() -> None:
    reorder: Reorder[int] = Reorder(PATIENCE)
    reorder.push(1, 1, 0.0)
    reorder.push(3, 3, 0.1)
    reorder.push(5, 5, 0.2)
    assert numbers(reorder.expire(0.36)) == [(3, True)]
    assert numbers(reorder.expire(0.46)) == [(5, True)]


def test_holds_a_bounded_number_of_packets() -> None:
    reorder: Reorder[int] = Reorder(PATIENCE)
    reorder.push(0, 0, 0.0)
    released = [one for number in range(2, MAX_HELD + 4) for one in reorder.push(number, number, 0)]
    assert numbers(released)[0] == (2, True)
    assert len(released) == MAX_HELD + 2


def test_a_leap_is_a_new_stream() -> None:
    reorder: Reorder[int] = Reorder(PATIENCE)
    reorder.push(100, 100, 0.0)
    assert numbers(reorder.push(40_000, 40_000, 0.0)) == [(40_000, True)]
    assert numbers(reorder.push(40_001, 40_001, 0.0)) == [(40_001, False)]
    assert numbers(reorder.push(7, 7, 0.0)) == [(7, True)]


@pytest.mark.parametrize("seed", range(8))
def test_a_lossy_network_gives_order_and_marks_every_gap(seed: int) -> None:
    random = Random(seed)
    sent = [(number, number * 0.002) for number in range(3000)]
    lost = {number for number, _ in sent[1:] if random.random() < 0.03}
    arrivals = sorted(
        (at + (random.random() * 0.1 if number else 0), number)
        for number, at in sent
        if number not in lost
    )
    reorder: Reorder[int] = Reorder(PATIENCE)
    released = []
    for now, number in arrivals:
        released += reorder.expire(now)
        released += reorder.push((number + 64_000) & 0xFFFF, number, now)
    released += reorder.expire(100.0)
    # Jitter is below the patience: all that arrived is released, gaps are exactly the losses.
    assert [packet for packet, _ in released] == sorted({n for n, _ in sent} - lost)
    gaps = [packet for packet, after_gap in released if after_gap]
    assert gaps == [packet for packet, _ in released if packet - 1 in lost]
