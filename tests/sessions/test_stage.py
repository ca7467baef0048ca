"""The stage by tables: which layout shows whom where, who may choose it, and what cannot be."""

import pytest

from sessions.commands import (
    AdjournConsultation,
    AnyCommand,
    CloseConsultation,
    FollowFloor,
    GrantFloor,
    JoinConsultation,
    LeaveConsultation,
    RegisterParticipant,
    SetLayout,
)
from sessions.events import FloorFollowed, LayoutSet
from sessions.stage import GRID_SHOWN, Slot, lead, may_show_screen, slots
from sessions.types import SYSTEM, Actor, Layout, Participant
from sessions.views import snapshot
from tests.support.consultation import Scene, joined, opened

GRANT = GrantFloor(participant_id="member")
TALK = GrantFloor(participant_id="dept", dialogue=True)


def after(*steps: AnyCommand) -> Scene:
    scene = opened()
    for step in steps:
        system = isinstance(step, LeaveConsultation | JoinConsultation)
        scene.act("system" if system else "chair", step)
    return scene


def drawn(found: tuple[Slot, ...]) -> str:
    """`member+ dept- hall.`: main, side and small; a document is `member#`."""
    marks = {"main": "+", "side": "-", "small": "."}
    return " ".join(
        f"{one.participant_id}{'#' if one.source == 'screen' else marks[one.size]}" for one in found
    )


def layout(name: Layout, who: str | None = None) -> SetLayout:
    return SetLayout(layout=name, participant_id=who)


@pytest.mark.parametrize(
    ("steps", "sharing", "places"),
    [
        # nothing chosen: the floor
        ([], "", "chair+"),
        ([GRANT], "", "member+ chair+"),
        ([GRANT, TALK], "", "member+ dept+"),
        ([GRANT], "member", "member# member-"),
        ([GRANT], "chair", "chair# member-"),
        ([GRANT], "dept", "member+ chair+"),
        ([], "clerk", "clerk# chair-"),
        # one speaker
        ([layout("single")], "", "chair+"),
        ([layout("single"), GRANT], "", "member+"),
        ([layout("single", "room_zz"), GRANT], "", "room_zz+"),
        ([GRANT, layout("single", "room_zz"), LeaveConsultation("room_zz")], "", "member+"),
        # speaker and department
        ([layout("dialogue", "dept")], "", "chair+ dept+"),
        ([GRANT, layout("dialogue", "dept")], "", "member+ dept+"),
        ([GRANT, layout("dialogue", "member")], "", "chair+ member+"),
        ([GRANT, layout("dialogue")], "", "member+ chair+"),
        # main venue and sub-venues by level: one picture each, the room's before anybody else's
        ([layout("venues")], "", "chair+ member2. room_zz. room_sf."),
        ([layout("venues", "room_sf")], "", "room_sf+ chair. member2. room_zz."),
        ([layout("venues"), LeaveConsultation("room_zz")], "", "chair+ member2. dept. room_sf."),
        # a grid, who leads first
        (
            [layout("grid")],
            "",
            "chair. member2. expert. dept. room_zz. member. rep. room_sf.",
        ),
        (
            [GRANT, layout("grid", "room_sf")],
            "",
            "room_sf. chair. member2. expert. dept. room_zz. member. rep.",
        ),
        # a document and whoever speaks
        ([layout("shared", "dept"), GRANT], "dept member", "dept# member-"),
        ([layout("shared"), GRANT], "dept member", "member# member-"),
        ([layout("shared"), GRANT], "", "member+"),
        # the floor again, and the end
        ([layout("single", "room_zz"), FollowFloor()], "", "chair+"),
        ([layout("single", "room_zz"), AdjournConsultation()], "", "room_zz+"),
        ([layout("single", "room_zz"), CloseConsultation()], "", ""),
    ],
)
def test_places_by_layout_and_floor(steps: list[AnyCommand], sharing: str, places: str) -> None:
    state = after(*steps).now_state
    assert drawn(slots(state, frozenset(sharing.split()))) == places


def test_a_grid_is_bounded() -> None:
    scene = after(layout("grid"))
    for number in range(20):
        person = Participant(f"m{number}", f"委员{number}", "member", "hn")
        scene.act("organizer", RegisterParticipant(person))
        scene.act("system", JoinConsultation(person.id))
    assert len(slots(scene.now_state)) == GRID_SHOWN


@pytest.mark.parametrize(
    ("by", "allowed"),
    [
        ("chair", True), ("clerk", True), ("organizer", True), ("member", False), ("dept", False),
        ("room_zz", False), ("rep", False), ("guest", False), ("public", False),
    ],
)  # fmt: skip
def test_who_directs(by: str, allowed: bool) -> None:
    scene = opened()
    if allowed:
        assert scene.act(by, layout("grid")) == [LayoutSet("grid", None)]
        assert scene.act(by, FollowFloor()) == [FloorFollowed()]
    else:
        assert scene.refused(by, layout("grid")) == "not_authorized"
        assert scene.refused(by, FollowFloor()) == "not_authorized"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("nobody", "no_such_participant"),
        ("guest", "cannot_be_shown"),
        ("room_zz", "not_there_to_show"),
    ],
)
def test_whom_nobody_can_see_is_not_chosen(who: str, code: str) -> None:
    scene = after(LeaveConsultation("room_zz"))
    assert scene.refused("chair", layout("single", who)) == code


def test_what_is_so_already_leaves_no_event() -> None:
    scene = opened()
    assert scene.act("chair", FollowFloor()) == []
    scene.act("chair", layout("grid"))
    assert scene.act("chair", layout("grid")) == []


def test_not_before_the_opening_nor_after_the_closing() -> None:
    assert joined().refused("chair", layout("grid")) == "consultation_not_open"
    assert after(CloseConsultation()).refused("chair", layout("grid")) == "consultation_closed"


def test_somebody_chosen_who_comes_back_is_shown_again() -> None:
    scene = after(layout("single", "room_zz"), LeaveConsultation("room_zz"))
    assert lead(scene.now_state) == "chair"
    scene.act("system", JoinConsultation("room_zz"))
    assert lead(scene.now_state) == "room_zz"


def test_a_document_is_seen_by_the_floor_or_by_choice() -> None:
    assert may_show_screen(opened().now_state) == ("chair", "clerk")
    chosen = after(layout("shared", "dept"))
    assert may_show_screen(chosen.now_state) == ("dept", "chair", "clerk")
    assert "dept" not in may_show_screen(after(layout("single", "dept")).now_state)


def test_the_choice_is_in_everybodys_snapshot() -> None:
    state = after(layout("dialogue", "dept")).now_state
    for actor in (SYSTEM, Actor(role="viewer")):
        assert snapshot(state, actor).stage == state.stage is not None
