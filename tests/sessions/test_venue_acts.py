"""What a venue's operator does beside admitting: muting, naming seats, forwarding requests."""

import pytest

from sessions import commands as c
from sessions import views
from sessions.config import VENUE_SEATS_MAX
from sessions.consultation import replay
from sessions.events import (
    AuthorityOverridden,
    FloorRequested,
    ParticipantMuted,
    ParticipantUnmuted,
    SeatNamed,
)
from sessions.types import Participant, Seat, Venue
from tests.support.consultation import ORGANIZER, Scene, opened, started

NEW = Seat("sf3", "新来的居民")


def test_muted_says_by_whom_and_why_until_unmuted() -> None:
    scene = opened()
    assert scene.act("room_sf", c.MuteParticipant("rep", " 杂音 ")) == [
        ParticipantMuted("rep", "杂音")
    ]
    assert scene.act("room_sf", c.MuteParticipant("rep")) == []
    (mute,) = views.snapshot(scene.now_state, scene.actor("rep")).muted
    assert (mute.participant_id, mute.by.participant_id, mute.reason) == ("rep", "room_sf", "杂音")
    assert scene.act("room_sf", c.UnmuteParticipant("rep")) == [ParticipantUnmuted("rep")]
    assert scene.act("room_sf", c.UnmuteParticipant("rep")) == []
    assert not scene.now_state.muted


def test_a_mute_outlasts_the_floor() -> None:
    scene = started()
    scene.act("room_sf", c.MuteParticipant("rep"))
    scene.act("chair", c.GrantFloor(participant_id="rep"))
    scene.act("rep", c.StartSpeech(scene.speech))
    assert "rep" in scene.now_state.muted


def test_a_seat_gets_another_name_and_keeps_its_place() -> None:
    scene = opened()
    seat = Seat("sf1", "张桂香", "居民代表", "清水塘街道")
    assert scene.act("room_sf", c.NameSeat("sf", seat)) == [SeatNamed("sf", seat)]
    assert [one.name for one in scene.now_state.venues["sf"].seats] == ["张桂香", "区席位二"]
    assert scene.now_state.seats["sf1"].seat == seat
    assert scene.act("room_sf", c.NameSeat("sf", seat)) == []
    scene.act("room_sf", c.NameSeat("sf", NEW))
    assert [one.id for one in scene.now_state.venues["sf"].seats] == ["sf1", "sf2", "sf3"]
    assert scene.now_state.seats["sf3"].venue_id == "sf"
    assert replay(scene.records) == scene.state


def test_a_venue_has_so_many_seats() -> None:
    scene = Scene()
    seats = [Seat(f"s{n}", "席位") for n in range(VENUE_SEATS_MAX)]
    scene.act("clerk", c.AddVenue(Venue("full", "满座", "county", "430281", "zz", seats)))
    more = c.NameSeat("full", Seat("more", "一位"), "加座")
    assert scene.refused("clerk", more) == "too_many"


@pytest.mark.parametrize(
    ("by", "command", "who", "overridden"),
    [
        ("room_sf", c.ForwardRequest("rep", note="拆迁补偿"), "rep", None),
        ("room_sf", c.ForwardRequest(seat_id="sf1"), "room_sf", None),
        ("room_zz", c.ForwardRequest("rep", reason="没有按钮"), "rep", ["room_sf"]),
        ("room_zz", c.ForwardRequest(seat_id="sf2", reason="举手"), "room_sf", ["room_sf"]),
        ("organizer", c.ForwardRequest("rep", reason="没有按钮"), "rep", ["room_sf"]),
    ],
)
def test_forwarded(
    by: str, command: c.ForwardRequest, who: str, overridden: list[str] | None
) -> None:
    scene = started()
    *before, request = scene.act(by, command)
    assert isinstance(request, FloorRequested)
    forwarder = scene.actor(by).participant_id or ""
    assert (request.participant_id, request.seat_id) == (who, command.seat_id)
    assert (request.forwarded_by, request.note) == (forwarder, command.note)
    assert [e.overridden for e in before if isinstance(e, AuthorityOverridden)] == (
        [] if overridden is None else [overridden]
    )
    assert views.snapshot(scene.now_state, scene.actor("rep")).requests[0].forwarded_by == forwarder


def test_a_forwarded_request_is_the_persons_own() -> None:
    scene = started()
    scene.act("room_sf", c.ForwardRequest("rep"))
    assert scene.refused("room_sf", c.ForwardRequest("rep")) == "waits_already"
    scene.act("rep", c.WithdrawRequest(scene.request_of("rep")))
    assert scene.waiting == []


@pytest.mark.parametrize(
    ("by", "command", "code"),
    [
        ("room_sf", c.MuteParticipant("dept"), "not_authorized"),
        ("room_zz", c.MuteParticipant("rep"), "override_needs_reason"),
        ("clerk", c.MuteParticipant("chair", "杂音"), "chair_not_muted"),
        ("clerk", c.MuteParticipant("nobody", "杂音"), "no_such_participant"),
        ("clerk", c.UnmuteParticipant("nobody", "杂音"), "no_such_participant"),
        ("room_sf", c.NameSeat("lk", NEW), "not_authorized"),
        ("room_sf", c.NameSeat("sf", Seat("lk1", "别处的")), "id_taken"),
        ("clerk", c.NameSeat("xx", NEW), "no_such_venue"),
        ("room_sf", c.ForwardRequest(), "name_one"),
        ("room_sf", c.ForwardRequest("rep", "sf1"), "name_one"),
        ("room_sf", c.ForwardRequest(seat_id="xx"), "no_such_seat"),
        ("room_sf", c.ForwardRequest(seat_id="lk1"), "not_authorized"),
        ("room_sf", c.ForwardRequest("xx"), "no_such_participant"),
        ("room_sf", c.ForwardRequest("guest"), "cannot_hold_floor"),
        ("room_zz", c.ForwardRequest(seat_id="lk1", reason="举手"), "venue_has_no_operator"),
        ("rep", c.ForwardRequest("member"), "not_authorized"),
    ],
)
def test_refusals(by: str, command: c.AnyCommand, code: str) -> None:
    assert started().refused(by, command) == code


def test_who_speaks_does_not_ask() -> None:
    scene = started()
    scene.act("chair", c.GrantFloor(participant_id="rep"))
    assert scene.refused("room_sf", c.ForwardRequest("rep")) == "already_holds_floor"


def test_the_room_that_is_connected_speaks_for_a_seat() -> None:
    scene = started()
    scene.do(ORGANIZER, c.RegisterParticipant(Participant("spare", "备用", "venue", "sf")))
    scene.act("system", c.LeaveConsultation("room_sf"))
    scene.act("system", c.JoinConsultation("spare"))
    (_, request) = scene.act("clerk", c.ForwardRequest(seat_id="sf1", reason="举手"))
    assert isinstance(request, FloorRequested)
    assert request.participant_id == "spare"


def test_after_the_close_nothing_of_it() -> None:
    scene = started()
    scene.act("chair", c.CloseConsultation())
    commands: list[c.AnyCommand] = [
        c.MuteParticipant("rep"),
        c.UnmuteParticipant("rep"),
        c.NameSeat("sf", NEW),
        c.ForwardRequest("rep"),
    ]
    assert {scene.refused("room_sf", one) for one in commands} == {"consultation_closed"}
