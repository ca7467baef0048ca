"""Showing a document: who begins, who turns, who takes over, and what ends it."""

import pytest

from sessions import commands as c
from sessions.events import (
    ConsultationAdjourned,
    ConsultationClosed,
    DocumentPresented,
    FloorRevoked,
    FloorYielded,
    ItemClosed,
    PageTurned,
    PresentationStopped,
)
from sessions.state.stage import Presentation
from tests.support.consultation import Scene, attach, joined, started


def scene_with(*documents: str) -> Scene:
    scene = started()
    for id in documents or ("d1", "d2"):
        scene.act("clerk", attach(id))
    scene.act("clerk", attach("other", "briefing"))
    return scene


def shown(scene: Scene) -> Presentation:
    found = scene.now_state.presentation
    assert found is not None
    return found


def holding(who: str = "dept") -> Scene:
    scene = scene_with()
    scene.act("chair", c.GrantFloor(participant_id=who))
    return scene


@pytest.mark.parametrize(
    ("who", "presenter", "turns"),
    [("chair", None, "chair"), ("clerk", "dept", "dept"), ("organizer", None, None)],
)
def test_staff_show_and_say_who_turns(who: str, presenter: str | None, turns: str | None) -> None:
    scene = scene_with()
    (event,) = scene.act(who, c.PresentDocument("d1", presenter=presenter))
    assert event == DocumentPresented("d1", 1, turns, None)
    assert shown(scene) == Presentation("d1", 1, turns, None, scene.now)


def test_a_holder_shows_documents_of_the_own_item() -> None:
    scene = holding()
    (event,) = scene.act("dept", c.PresentDocument("d1", 3))
    assert event == DocumentPresented("d1", 3, "dept", scene.speech)
    scene.act("dept", c.PresentDocument("d2"))
    assert shown(scene).document_id == "d2"


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("member", c.PresentDocument("d1"), "present_needs_floor"),
        ("dept", c.PresentDocument("other"), "document_of_other_item"),
        ("dept", c.PresentDocument("d1", presenter="member"), "not_authorized"),
        ("dept", c.PresentDocument("xx"), "no_such_document"),
        ("chair", c.PresentDocument("d1", 4), "no_such_document_page"),
        ("chair", c.PresentDocument("d1", presenter="xx"), "no_such_participant"),
        ("chair", c.PresentDocument("d1", presenter="guest"), "cannot_hold_floor"),
        ("chair", c.TurnPage("d1", 2), "nothing_presented"),
        ("chair", c.StopPresenting(), "nothing_presented"),
        ("guest", c.PresentDocument("d1"), "not_authorized"),
    ],
)
def test_what_is_refused(who: str, command: c.AnyCommand, code: str) -> None:
    assert holding().refused(who, command) == code


def test_nobody_is_handed_a_document_who_is_not_there() -> None:
    scene = scene_with()
    scene.act("system", c.LeaveConsultation("dept"))
    command = c.PresentDocument("d1", presenter="dept")
    assert scene.refused("chair", command) == "participant_absent"


def test_it_needs_an_open_sitting() -> None:
    scene = joined()
    scene.act("clerk", attach("d1"))
    assert scene.refused("chair", c.PresentDocument("d1")) == "consultation_not_open"


def test_what_others_show_a_holder_may_not_push_aside() -> None:
    scene = holding()
    scene.act("clerk", c.PresentDocument("d1", presenter="expert"))
    assert scene.refused("dept", c.PresentDocument("d2")) == "presentation_taken"
    assert scene.refused("dept", c.TurnPage("d1", 2)) == "not_authorized"


def test_the_chair_hands_it_over_on_the_page_where_it_stands() -> None:
    scene = scene_with()
    scene.act("chair", c.PresentDocument("d1"))
    scene.act("chair", c.TurnPage("d1", 2))
    (event,) = scene.act("chair", c.PresentDocument("d1", presenter="dept"))
    assert event == DocumentPresented("d1", 2, "dept", None)
    assert scene.act("dept", c.TurnPage("d1", 3)) == [PageTurned(3)]
    assert scene.act("chair", c.TurnPage("d1", 1)) == [PageTurned(1)]  # the chair may all along
    scene.act("chair", c.PresentDocument("d1", presenter="rep"))
    scene.now -= 950  # `act` lets a second pass: whom it is handed to need not wait
    assert scene.act("rep", c.TurnPage("d1", 2)) == [PageTurned(2)]
    scene.act("chair", c.PresentDocument("d1"))
    assert shown(scene).page == 2
    assert scene.refused("dept", c.TurnPage("d1", 1)) == "not_authorized"


def test_what_is_so_already_leaves_no_event() -> None:
    scene = scene_with()
    scene.act("chair", c.PresentDocument("d1", 2))
    assert scene.act("chair", c.PresentDocument("d1")) == []
    assert scene.act("chair", c.TurnPage("d1", 2)) == []


def test_a_turn_of_the_document_before_turns_nothing() -> None:
    scene = scene_with()
    scene.act("chair", c.PresentDocument("d1"))
    scene.act("chair", c.PresentDocument("d2"))
    assert scene.refused("chair", c.TurnPage("d1", 2)) == "nothing_presented"


def test_pages_are_not_turned_faster_than_anybody_sees() -> None:
    scene = scene_with()
    scene.act("chair", c.PresentDocument("d1"))
    scene.act("chair", c.TurnPage("d1", 2))
    scene.now -= 950  # `act` lets a second pass
    assert scene.refused("chair", c.TurnPage("d1", 3)) == "page_turned_too_soon"


@pytest.mark.parametrize(
    ("who", "command", "reason", "cause"),
    [
        ("dept", lambda s: c.YieldFloor(s.speech), "floor_ended", FloorYielded),
        ("chair", lambda s: c.RevokeFloor(s.speech), "floor_ended", FloorRevoked),
        ("chair", lambda s: c.GrantFloor(participant_id="rep"), "floor_ended", FloorRevoked),
        ("system", lambda s: c.LeaveConsultation("dept"), "floor_ended", FloorRevoked),
        ("chair", lambda s: c.CloseItem("statements"), "floor_ended", FloorRevoked),
    ],
)
def test_what_a_holder_shows_ends_with_the_speech(
    who: str, command: object, reason: str, cause: type
) -> None:
    scene = holding()
    scene.act("dept", c.PresentDocument("d1"))
    events = scene.act(who, command(scene))  # type: ignore[operator]
    stop = next(n for n, one in enumerate(events) if isinstance(one, PresentationStopped))
    assert events[stop] == PresentationStopped(reason)  # type: ignore[arg-type]
    assert isinstance(events[stop + 1], cause)
    assert scene.now_state.presentation is None


@pytest.mark.parametrize(
    ("command", "reason", "cause"),
    [
        (c.CloseItem("statements"), "item_closed", ItemClosed),
        (c.AdjournConsultation(), "adjourned", ConsultationAdjourned),
        (c.CloseConsultation(), "item_closed", ItemClosed),
    ],
)
def test_what_staff_show_ends_with_the_item_or_the_sitting(
    command: c.AnyCommand, reason: str, cause: type
) -> None:
    scene = holding()
    scene.act("chair", c.PresentDocument("d1", presenter="dept"))
    scene.act("dept", c.YieldFloor(scene.speech))
    assert shown(scene).presenter_id == "dept"  # handed by the chair, it outlasts the speech
    events = scene.act("chair", command)
    stop = next(n for n, one in enumerate(events) if isinstance(one, PresentationStopped))
    assert events[stop] == PresentationStopped(reason)  # type: ignore[arg-type]
    assert isinstance(events[stop + 1], cause)
    assert sum(isinstance(one, PresentationStopped) for one in events) == 1


def test_a_document_of_no_running_item_ends_with_the_consultation() -> None:
    scene = scene_with()
    scene.act("chair", c.PresentDocument("other"))
    events = scene.act("chair", c.CloseConsultation())
    assert events[-2:] == [PresentationStopped("closed"), ConsultationClosed()]
