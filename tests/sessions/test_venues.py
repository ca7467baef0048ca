"""The venue tree: what makes one, and who stands below whom."""

import pytest

from sessions.commands import AddVenue, CreateConsultation
from sessions.config import SEATS_MAX
from sessions.errors import Refused
from sessions.types import Level, Seat, Venue
from sessions.venues import planted, within
from tests.support.consultation import AGENDA, ORGANIZER, Scene
from tests.support.sitting import Sitting

REGIONS: dict[Level, str] = {
    "national": "000000",
    "provincial": "430000",
    "municipal": "430200",
    "county": "430204",
}


def venue(id: str, level: Level, parent_id: str | None = None, *seats: str) -> Venue:
    return Venue(
        id, f"会场{id}", level, REGIONS[level], parent_id, [Seat(seat, "席位") for seat in seats]
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
    ("level", "region", "parent", "code"),
    [
        ("county", "430211", "zz", None),
        ("county", "430271", "hn", None),
        ("county", "429004", "cn", None),  # governed by its province, no municipality between
        ("municipal", "430300", "hn", None),
        ("provincial", "110000", "cn", None),
        ("county", "110101", "cn", None),
        ("county", "430200", "zz", "region_code_not_of_level"),
        ("county", "430000", "hn", "region_code_not_of_level"),
        ("county", "430011", "hn", "region_code_not_of_level"),
        ("municipal", "430000", "hn", "region_code_not_of_level"),
        ("municipal", "430204", "hn", "region_code_not_of_level"),
        ("provincial", "430200", "cn", "region_code_not_of_level"),
        ("provincial", "000000", "cn", "region_code_not_of_level"),
        ("county", "430302", "zz", "region_code_not_of_parent"),
        ("county", "420204", "hn", "region_code_not_of_parent"),
        ("municipal", "420200", "hn", "region_code_not_of_parent"),
        ("county", "430212", "sf", "region_code_not_of_parent"),
        ("county", "430204", "sf", None),
    ],
)
def test_region_codes(level: Level, region: str, parent: str, code: str | None) -> None:
    scene = Scene()
    command = AddVenue(Venue("new", "新会场", level, region, parent))
    if code is None:
        scene.act("clerk", command)
    else:
        assert scene.refused("clerk", command) == code


def test_a_national_venue_has_no_region() -> None:
    with pytest.raises(Refused, match="region_code_not_of_level"):
        planted([Venue("n", "全国会场", "national", "430000")])


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
