"""Lanes of the list, pauses, cuts, quotas and who presides."""

import pytest

from sessions.clock import due, elapsed_ms, next_due
from sessions.commands import (
    ExtendSpeech,
    GrantFloor,
    JoinConsultation,
    LeaveConsultation,
    NameDeputies,
    PauseSpeech,
    RequestFloor,
    ResumeSpeech,
    RevokeFloor,
    SetFloorRules,
    StartSpeech,
    TakeChair,
    YieldFloor,
)
from sessions.config import ABSENCE_MS
from sessions.consultation import chair, held
from sessions.events import FloorRevoked, PresidingContinued, SpeechPaused
from sessions.speaking_list import place_for
from sessions.types import FloorRules, Quota, RequestKind, RoleSeconds
from tests.support.consultation import Scene, started

P: RequestKind = "point_of_order"
Q: RequestKind = "interposed_question"
S: RequestKind = "statement"


@pytest.mark.parametrize(
    ("kind", "waiting", "place"),
    [
        (S, [], 0),
        (S, [P, Q, S], 3),
        (P, [S, S], 0),
        (P, [P, S], 1),
        (P, [Q, S], 0),
        (Q, [P, S], 1),
        (Q, [P, Q, S], 2),
        (P, [S, P], 0),
    ],
)
def test_places(kind: RequestKind, waiting: list[RequestKind], place: int) -> None:
    assert place_for(kind, waiting) == place


def speaking() -> Scene:
    """A member speaks for the fifth second; their time is 300 s."""
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("member", StartSpeech(scene.speech))
    scene.wait(4)
    return scene


def test_a_point_of_order_stands_beside_a_waiting_request_on_top() -> None:
    scene = speaking()
    scene.act("rep", RequestFloor())
    scene.act("dept", RequestFloor())
    scene.act("dept", RequestFloor("point_of_order"))
    assert scene.waiting == ["dept", "rep", "dept"]
    assert scene.refused("dept", RequestFloor("point_of_order")) == "already_waiting"


def test_an_interposition_stops_the_holders_clock_until_it_is_resumed() -> None:
    scene = speaking()
    first = scene.speech
    scene.act("dept", RequestFloor("interposed_question"))
    events = scene.act("chair", GrantFloor(request_id=scene.request_of("dept")))
    assert events[0] == SpeechPaused(first, "interposed")
    assert scene.holders == ["member", "dept"]
    scene.wait(60)
    scene.act("dept", YieldFloor(scene.speech))
    before = elapsed_ms(scene.now_state.speeches[first], scene.now)
    scene.act("member", ResumeSpeech(first))
    assert elapsed_ms(scene.now_state.speeches[first], scene.now) == before
    scene.wait(3)
    assert elapsed_ms(scene.now_state.speeches[first], scene.now) == before + 3000
    assert started().refused("dept", RequestFloor("interposed_question")) == "nobody_speaks"


def test_a_pause_ends_with_the_speech_and_is_not_counted() -> None:
    scene = speaking()
    scene.act("chair", PauseSpeech(scene.speech, "调试话筒"))
    assert scene.refused("chair", PauseSpeech(scene.speech)) == "speech_not_running"
    spoken = elapsed_ms(scene.now_state.speeches[scene.speech], scene.now)
    scene.wait(100)
    scene.act("member", YieldFloor(scene.speech))
    assert elapsed_ms(scene.now_state.speeches[scene.speech], scene.now + 10**6) == spoken


def test_the_clock_cuts_unless_more_time_was_given() -> None:
    scene = speaking()
    scene.act("chair", SetFloorRules(FloorRules("automatic")))
    at = next_due(scene.now_state)
    assert at is not None
    assert due(scene.now_state, at - 1) == []
    cut = RevokeFloor(scene.speech, "time_up")
    assert due(scene.now_state, at) == [cut]
    scene.act("chair", ExtendSpeech(scene.speech, 60))
    scene.wait((at - scene.now) / 1000)
    assert scene.refused("system", cut) == "not_due"
    scene.wait(60)
    assert scene.act("system", cut) == [FloorRevoked(scene.speech, "time_up")]


def test_who_is_away_keeps_floor_and_clock_for_a_while() -> None:
    scene = speaking()
    assert scene.act("system", LeaveConsultation("member"))[0] == SpeechPaused(
        scene.speech, "absent"
    )
    paused_at = scene.now
    assert next_due(scene.now_state) == paused_at + ABSENCE_MS
    scene.act("system", JoinConsultation("member"))
    assert next_due(scene.now_state) is None
    assert scene.holders == ["member"]
    scene.act("system", LeaveConsultation("member", for_good=True))
    assert scene.holders == []


def test_time_by_role_and_quota() -> None:
    scene = started()
    rules = FloorRules(by_role=[RoleSeconds("member", 90)], quotas=[Quota(100, venue_id="zz")])
    scene.act("chair", SetFloorRules(rules))
    scene.act("chair", GrantFloor(participant_id="member"))
    assert held(scene.now_state)[0].seconds == 90
    scene.act("member", StartSpeech(scene.speech))
    scene.wait(80)
    scene.act("member", YieldFloor(scene.speech))
    scene.act("chair", GrantFloor(participant_id="dept"))
    assert held(scene.now_state)[0].seconds == 19
    scene.act("dept", StartSpeech(scene.speech))
    scene.wait(30)
    scene.act("dept", YieldFloor(scene.speech))
    assert scene.refused("chair", GrantFloor(participant_id="rep")) == "quota_used_up"
    scene.act("chair", GrantFloor(participant_id="rep", beyond_quota=True))
    assert held(scene.now_state)[0].seconds == 300


def test_a_deputy_presides_while_the_chair_is_away() -> None:
    scene = speaking()
    scene.act("chair", NameDeputies(["member2", "expert"]))
    assert scene.refused("member2", TakeChair()) == "chair_presides"
    scene.act("system", LeaveConsultation("chair"))
    since = scene.now
    assert held(scene.now_state)[0].pause_reason == "chair_absent"
    assert scene.refused("member2", PauseSpeech(scene.speech)) == "not_authorized"
    assert scene.refused("expert", TakeChair()) == "deputy_before_you"
    assert scene.refused("dept", TakeChair()) == "not_authorized"
    assert PresidingContinued(since) in scene.act("member2", TakeChair())
    assert chair(scene.now_state) == "member2"
    scene.act("member2", ResumeSpeech(scene.speech))
    scene.act("system", JoinConsultation("chair"))
    assert scene.refused("chair", PauseSpeech(scene.speech)) == "not_authorized"
    scene.act("chair", TakeChair())
    scene.act("chair", PauseSpeech(scene.speech))
    assert scene.refused("member2", ResumeSpeech(scene.speech)) == "not_authorized"
