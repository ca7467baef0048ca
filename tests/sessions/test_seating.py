"""Seats: who sits where, refusals by table, and that a person is one wherever they sit."""

import pytest

from sessions.commands import (
    AnyCommand,
    CloseConsultation,
    LeaveSeat,
    MarkAttendance,
    OpenConsultation,
    SwapSeats,
    TakeSeat,
)
from sessions.events import SeatLeft, SeatsSwapped, SeatTaken
from sessions.seating import people_seated
from tests.support.consultation import Scene, joined


def who_sits(scene: Scene) -> dict[str, str]:
    return {seat: sitter.person_id for seat, sitter in scene.now_state.sitters.items()}


def test_taking_and_leaving_are_recorded_once() -> None:
    scene = joined()
    assert scene.act("room_sf", TakeSeat("sf1")) == [SeatTaken("sf1", "sf1", "", by_word=False)]
    assert scene.act("room_sf", TakeSeat("sf1")) == []
    assert people_seated(scene.now_state) == {"sf1"}
    assert scene.act("room_sf", LeaveSeat("sf1")) == [SeatLeft("sf1", "sf1")]
    assert scene.act("room_sf", LeaveSeat("sf1")) == []
    assert people_seated(scene.now_state) == set()


def test_the_word_of_staff_outweighs_the_operators_and_stays() -> None:
    scene = Scene()
    scene.act("room_sf", TakeSeat("sf1"))
    assert people_seated(scene.now_state) == set()
    assert scene.act("clerk", TakeSeat("sf1")) == [SeatTaken("sf1", "sf1", "", by_word=True)]
    assert people_seated(scene.now_state) == {"sf1"}
    assert scene.act("room_sf", TakeSeat("sf1")) == []
    changed = scene.act("room_sf", TakeSeat("sf1", substitute=" 张三 "))
    assert changed == [SeatTaken("sf1", "sf1", "张三", by_word=True)]


def test_somebody_on_another_seat_is_there_once() -> None:
    scene = joined()
    scene.act("room_sf", TakeSeat("sf1"))
    scene.act("room_sf", TakeSeat("sf2", person_id="sf1"))
    assert who_sits(scene) == {"sf2": "sf1"}
    assert scene.refused("room_sf", LeaveSeat("sf1")) == "seat_empty"
    assert scene.act("room_sf", LeaveSeat("sf2")) == [SeatLeft("sf2", "sf1")]


def test_two_change_places_and_one_may_be_empty() -> None:
    scene = joined()
    scene.act("room_sf", TakeSeat("sf1"))
    assert scene.act("room_sf", SwapSeats("sf1", "sf2")) == [SeatsSwapped("sf1", "sf2")]
    assert who_sits(scene) == {"sf2": "sf1"}
    scene.act("room_sf", TakeSeat("sf1", person_id="sf2"))
    scene.act("room_sf", SwapSeats("sf2", "sf1"))
    assert who_sits(scene) == {"sf1": "sf1", "sf2": "sf2"}
    assert scene.act("room_sf", SwapSeats("sf1", "sf1")) == []


def test_whoever_comes_is_no_longer_excused() -> None:
    scene = Scene()
    scene.act("clerk", MarkAttendance("excused", seat_id="sf1"))
    scene.act("clerk", TakeSeat("sf1"))
    assert "sf1" not in scene.now_state.seat_marks


@pytest.mark.parametrize(
    ("before", "command", "code"),
    [
        ([], TakeSeat("xx"), "no_such_seat"),
        ([], TakeSeat("sf1", person_id="xx"), "no_such_seat"),
        ([], TakeSeat("sf1", person_id="zz1"), "not_of_this_room"),
        ([TakeSeat("sf1", person_id="sf2")], TakeSeat("sf1"), "seat_occupied"),
        ([], LeaveSeat("xx"), "no_such_seat"),
        ([], SwapSeats("sf1", "sf2"), "seat_empty"),
        ([TakeSeat("sf1")], SwapSeats("sf1", "zz1"), "not_of_this_room"),
        ([TakeSeat("sf1")], SwapSeats("sf1", "xx"), "no_such_seat"),
        ([OpenConsultation(), CloseConsultation()], TakeSeat("sf1"), "consultation_closed"),
        ([OpenConsultation(), CloseConsultation()], LeaveSeat("sf1"), "consultation_closed"),
    ],
)
def test_refused(before: list[AnyCommand], command: AnyCommand, code: str) -> None:
    scene = Scene()
    for one in before:
        scene.act("chair", one)
    assert scene.refused("clerk", command) == code
