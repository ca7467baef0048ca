"""Whom a command is about, and how near that is."""

import pytest

from sessions import commands as c
from sessions.subjects import Relation, relation, subject_of
from sessions.types import Actor
from tests.support.consultation import Scene, opened, started

NOTHING = (None, None)
"""What is about nobody in particular."""


@pytest.mark.parametrize(
    ("who", "subject", "expected"),
    [
        ("room_zz", ("room_zz", "zz"), Relation.SELF),
        ("room_zz", ("dept", "zz"), Relation.OWN),
        ("room_zz", (None, "zz"), Relation.OWN),
        ("room_zz", ("member", "sf"), Relation.BELOW),
        ("room_sf", (None, "lk"), Relation.ELSEWHERE),
        ("room_sf", ("room_zz", "zz"), Relation.ABOVE),
        ("room_sf", ("chair", "cn"), Relation.ABOVE),
        ("chair", NOTHING, Relation.ELSEWHERE),
        ("public", ("member", "sf"), Relation.ELSEWHERE),
        ("public", NOTHING, Relation.ELSEWHERE),
        ("organizer", (None, "cn"), Relation.ELSEWHERE),
    ],
)
def test_how_near(who: str, subject: tuple[str | None, str | None], expected: Relation) -> None:
    scene = Scene()
    assert relation(scene.now_state, scene.actor(who), *subject) is expected


def test_the_roster_says_where_somebody_is_not_they_themselves() -> None:
    state = Scene().now_state
    claims_more = Actor("venue", "room_sf", "cn", "区会场操作员")
    assert relation(state, claims_more, "room_zz", "zz") is Relation.ABOVE


@pytest.mark.parametrize(
    ("who", "command", "subject"),
    [
        ("member", c.RequestFloor(), ("member", "sf")),
        ("public", c.RequestFloor(), None),
        ("room_zz", c.MuteParticipant("member"), ("member", "sf")),
        ("room_zz", c.MuteParticipant("nobody"), None),
        ("room_zz", c.AdmitWaiting(venue_id="sf"), (None, "sf")),
        ("room_zz", c.AdmitWaiting(venue_id="nowhere"), None),
        ("room_zz", c.AdmitWaiting(participant_id="rep"), ("rep", "sf")),
        ("room_zz", c.ForwardRequest(participant_id="rep"), ("rep", "sf")),
        ("room_zz", c.ForwardRequest(seat_id="sf1"), (None, "sf")),
        ("room_zz", c.ForwardRequest(seat_id="none"), None),
        ("dept", c.FileReply("q1", "书面答复"), ("dept", "zz")),
        ("clerk", c.FileReply("q1", "书面答复", participant_id="dept"), ("dept", "zz")),
        ("clerk", c.TurnPage("d1", 2), None),
        ("chair", c.StartItem("answers"), NOTHING),
        ("public", c.SubmitOpinion("o1", "r1", "意见"), NOTHING),
    ],
)
def test_whom_it_is_about(
    who: str, command: c.AnyCommand, subject: tuple[str | None, str | None] | None
) -> None:
    scene = opened()
    assert subject_of(scene.now_state, scene.actor(who), command) == subject


def test_a_request_and_a_speech_are_about_who_has_them() -> None:
    scene = started()
    scene.act("member", c.RequestFloor())
    scene.act("chair", c.GrantFloor(participant_id="rep"))
    state, other = scene.now_state, scene.actor("room_zz")
    withdraw = c.WithdrawRequest(scene.request_of("member"))
    assert subject_of(state, other, withdraw) == ("member", "sf")
    assert subject_of(state, other, c.WithdrawRequest("none")) is None
    assert subject_of(state, other, c.YieldFloor(scene.speech)) == ("rep", "sf")
    assert subject_of(state, other, c.YieldFloor("none")) is None
