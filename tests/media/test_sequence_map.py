"""Renumbering: no gaps of our own making, none hidden that the network made."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from media.sequence_map import MAX_RUNS, SequenceMap


def test_maps_in_order_from_the_first_number() -> None:
    numbers: SequenceMap[str] = SequenceMap(1)
    numbers.restart("a", 5000)
    assert [numbers.map(index) for index in (5000, 5001, 5002)] == [1, 2, 3]


def test_a_loss_keeps_its_place_for_a_late_arrival() -> None:
    numbers: SequenceMap[str] = SequenceMap(1)
    numbers.restart("a", 10)
    assert [numbers.map(index) for index in (10, 12, 11, 13)] == [1, 3, 2, 4]


def test_what_was_held_back_leaves_no_gap() -> None:
    numbers: SequenceMap[str] = SequenceMap(1)
    numbers.restart("a", 10)
    assert numbers.map(10) == 1
    numbers.drop(11)
    numbers.drop(12)
    assert numbers.map(13) == 2
    assert numbers.map(11) is None
    assert numbers.map(14) == 3


def test_a_loss_before_a_drop_keeps_its_place() -> None:
    numbers: SequenceMap[str] = SequenceMap(1)
    numbers.restart("a", 10)
    numbers.map(10)
    numbers.drop(13)  # 11 and 12 are late
    assert numbers.map(14) == 4
    assert numbers.map(12) == 3
    assert numbers.map(11) == 2
    assert numbers.map(13) is None


def test_a_late_drop_cannot_vanish() -> None:
    numbers: SequenceMap[str] = SequenceMap(1)
    numbers.restart("a", 10)
    numbers.map(10)
    numbers.map(12)
    numbers.drop(11)
    assert numbers.map(13) == 4


def test_a_switch_follows_on_and_forgets_the_old_sources_stragglers() -> None:
    numbers: SequenceMap[str] = SequenceMap(1)
    numbers.restart("a", 100)
    numbers.map(100)
    numbers.map(101)
    numbers.restart("b", 7)
    assert numbers.map(6) is None
    assert numbers.map(7) == 3
    assert numbers.map(8) == 4


def test_a_restart_before_any_packet_wastes_no_number() -> None:
    numbers: SequenceMap[str] = SequenceMap(1)
    numbers.restart("a", 100)
    numbers.restart("b", 7)
    assert numbers.map(7) == 1
    assert numbers.origin(1) == ("b", 7)


def test_origin_across_drops_switches_and_the_wrap() -> None:
    numbers: SequenceMap[str] = SequenceMap(65534)
    numbers.restart("a", 10)
    numbers.map(10)  # 65534
    numbers.drop(11)
    numbers.map(12)  # 65535
    numbers.restart("b", 500)
    numbers.map(500)  # 65536, sent as 0
    numbers.map(501)
    assert numbers.origin(65534) == ("a", 10)
    assert numbers.origin(65535) == ("a", 12)
    assert numbers.origin(0) == ("b", 500)
    assert numbers.origin(1) == ("b", 501)
    assert numbers.origin(2) is None
    assert numbers.origin(65533) is None


def test_origin_of_a_packet_that_never_came_is_known() -> None:
    numbers: SequenceMap[str] = SequenceMap(1)
    numbers.restart("a", 10)
    numbers.map(10)
    numbers.map(12)
    assert numbers.origin(2) == ("a", 11)


def test_memory_is_bounded() -> None:
    numbers: SequenceMap[str] = SequenceMap(1)
    numbers.restart("a", 0)
    for index in range(0, 10 * MAX_RUNS, 2):
        numbers.map(index)
        numbers.drop(index + 1)
    assert len(numbers._runs) == MAX_RUNS
    assert numbers.origin(1) is None


@st.composite
def _histories(draw: st.DrawFn) -> list[tuple[str, int]]:
    """Forwarded and dropped packets of some sources, locally out of order, some lost."""
    history: list[tuple[str, int]] = []
    for source in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, 70000))
        count = draw(st.integers(1, 12))
        history.append((f"start {source}", start))
        actions = draw(st.lists(st.sampled_from("mmmmdl"), min_size=count, max_size=count))
        packets = [(a, start + at) for at, a in enumerate(actions) if a != "l"]
        for at in range(len(packets) - 1):
            if draw(st.booleans()) and draw(st.booleans()):
                packets[at], packets[at + 1] = packets[at + 1], packets[at]
        history += packets
    return history


@given(_histories(), st.integers(1, 1 << 17))
def test_numbers_are_unique_reversible_and_gaps_are_only_the_networks(
    history: list[tuple[str, int]], first: int
) -> None:
    numbers: SequenceMap[str] = SequenceMap(first)
    feed = ""
    given_out: dict[int, tuple[str, int]] = {}
    for action, index in history:
        if action == "m":
            out = numbers.map(index)
            if out is not None:
                assert out not in given_out
                given_out[out] = (feed, index)
        elif action == "d":
            numbers.drop(index)
        else:
            feed = action
            numbers.restart(feed, index)
    for out, (source, index) in given_out.items():
        assert numbers.origin(out & 0xFFFF) == (source, index)
    # Within one source, order and distance: never more apart than the originals were.
    ordered = sorted(given_out)
    for one, other in pairwise(ordered):
        (source_one, index_one), (source_other, index_other) = given_out[one], given_out[other]
        if source_one == source_other:
            assert index_one < index_other
            assert other - one <= index_other - index_one


@given(st.lists(st.sampled_from("mdr"), max_size=60), st.integers(0, 70000))
def test_without_loss_there_are_no_gaps_at_all(actions: list[str], start: int) -> None:
    numbers: SequenceMap[int] = SequenceMap(1)
    numbers.restart(0, start)
    index, out = start, []
    for at, action in enumerate(actions, 1):
        if action == "m":
            out.append(numbers.map(index))
        elif action == "d":
            numbers.drop(index)
        else:
            index += 1000 * at
            numbers.restart(at, index + 1)
        index += 1
    assert out == list(range(1, len(out) + 1))
