"""The venue tree: what makes one, and who stands below whom."""

import pytest

from sessions.commands import AddVenue, CreateConsultation
from sessions.config import SEATS_MAX
from sessions.errors import Refused
from sessions.types import Level, Seat, Venue
from sessions.venues import planted, within
from tests.support.consultation import AGENDA, ORGANIZER, Scene
from tests.support.sitting import Sitting


def venue(id: str, level: Level, parent_id: str | None = None, *seats: str) -> Venue:
    return Venue(
        id, f"会场{id}", level, "430000", parent_id, [Seat(seat, "席位") for seat in seats]
    )


@pytest.mark.parametrize(
    ("venues", "order"),
    [
        pytest.param([venue("a", "county")], "a", id="one county alone"),
        pytest.param(
            [venue("c", "county", "m"), venue("m", "municipal", "n"), venue("n", "national")],
            "nmc",
            id="leaves first: parents are put before them",
        ),
        pytest.param(
            [venue("n", "national"), venue("c", "county", "n")], "nc", id="a level left out"
        ),
        pytest.param(
            [venue("n", "national"), venue("b", "national", "n")], "nb", id="the same level below"
        ),
    ],
)
def test_trees(venues: list[Venue], order: str) -> None:
    assert [one.id for one in planted(venues)] == list(order)


@pytest.mark.parametrize(
    ("venues", "code"),
    [
        ([], "venue_tree_needs_one_root"),
        ([venue("a", "county"), venue("b", "county")], "venue_tree_needs_one_root"),
        ([venue("a", "county", "b"), venue("b", "county", "a")], "venue_tree_needs_one_root"),
        (
            [venue("n", "national"), venue("a", "county", "b"), venue("b", "county", "a")],
            "venue_tree_has_cycle",
        ),
        ([venue("n", "national"), venue("a", "county", "a")], "venue_tree_has_cycle"),
        ([venue("n", "national"), venue("a", "county", "x")], "venue_parent_missing"),
        ([venue("c", "county"), venue("m", "municipal", "c")], "venue_level_rises"),
        ([venue("n", "national"), venue("n", "county", "n")], "id_taken"),
        ([venue("n", "national", None, "s"), venue("c", "county", "n", "s")], "id_taken"),
        ([venue("n", "national", None, "s", "s")], "id_taken"),
        ([venue("n", "national", None, *map(str, range(SEATS_MAX + 1)))], "too_many"),
    ],
)
def test_no_trees(venues: list[Venue], code: str) -> None:
    sitting = Sitting(0)
    with pytest.raises(Refused) as refusal:
        sitting.do(ORGANIZER, CreateConsultation("题目", 0, venues, AGENDA))
    assert refusal.value.code == code
    assert sitting.records == []


@pytest.mark.parametrize(
    ("added", "code"),
    [
        (venue("new", "county", "zz", "new1"), None),
        (venue("sf", "county", "zz"), "id_taken"),
        (venue("new", "county", "zz", "sf1"), "id_taken"),
        (venue("new", "national"), "venue_tree_needs_one_root"),
        (venue("new", "county", "xx"), "venue_parent_missing"),
        (venue("new", "municipal", "sf"), "venue_level_rises"),
    ],
)
def test_adding_below(added: Venue, code: str | None) -> None:
    scene = Scene()
    if code is not None:
        assert scene.refused("clerk", AddVenue(added)) == code
        return
    scene.act("clerk", AddVenue(added))
    assert scene.now_state.venues["new"] == added
    assert scene.now_state.seats["new1"].venue_id == "new"


@pytest.mark.parametrize(
    ("venue_id", "root_id", "is_within"),
    [
        ("sf", "sf", True),
        ("sf", "zz", True),
        ("sf", "cn", True),
        ("zz", "sf", False),
        ("lk", "sf", False),
        ("xx", "cn", False),
    ],
)
def test_within(venue_id: str, root_id: str, is_within: bool) -> None:
    assert within(Scene().now_state, venue_id, root_id) is is_within
