"""The speaking list and the floor: who waits, who holds it, and how long."""

import pytest

from sessions.clock import elapsed_ms
from sessions.commands import (
    AnyCommand,
    ExtendSpeech,
    GrantFloor,
    LeaveConsultation,
    MoveRequest,
    RequestFloor,
    RevokeFloor,
    StartSpeech,
    WithdrawRequest,
    YieldFloor,
)
from sessions.consultation import chair, due, held, next_due
from sessions.events import (
    FloorGranted,
    FloorRequested,
    FloorRevoked,
    FloorYielded,
    ParticipantLeft,
    RequestMoved,
    RequestWithdrawn,
    SpeechExtended,
    SpeechStarted,
)
from sessions.types import RequestKind
from tests.support.consultation import Scene, opened, started

# --- the list 发言队列 --------------------------------------------------------------------------


def test_request() -> None:
    scene = started("questions")
    (requested,) = scene.act("member", RequestFloor("question", "关于搬迁"))
    assert requested == FloorRequested(
        scene.request_of("member"), "member", "question", "关于搬迁", "questions", None
    )
    assert scene.now_state.requests[0].requested_at == scene.now


def test_first_come_first_in_the_list() -> None:
    scene = started()
    for who in ("member", "dept", "rep"):
        scene.act(who, RequestFloor())
    assert scene.waiting == ["member", "dept", "rep"]


def test_one_waiting_request_each() -> None:
    scene = started()
    scene.act("member", RequestFloor())
    assert scene.refused("member", RequestFloor("question")) == "already_waiting"
    scene.act("member", WithdrawRequest(scene.request_of("member")))
    scene.act("member", RequestFloor("question"))


def test_who_holds_the_floor_need_not_ask() -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    assert scene.refused("member", RequestFloor()) == "you_hold_floor"


@pytest.mark.parametrize(
    ("who", "seat_id", "code"),
    [
        ("room_sf", "sf1", None),
        ("room_zz", "sf1", None),  # an ancestor acts for the seats below
        ("room_sf", "zz1", "seat_not_yours"),
        ("room_sf", "lk1", "seat_not_yours"),
        ("room_sf", "xx", "no_such_seat"),
        ("member", "sf1", "seat_not_yours"),
    ],
)
def test_request_for_a_seat(who: str, seat_id: str, code: str | None) -> None:
    scene = started()
    if code is not None:
        assert scene.refused(who, RequestFloor(seat_id=seat_id)) == code
        return
    scene.act(who, RequestFloor(seat_id=seat_id))
    scene.act("chair", GrantFloor(request_id=scene.request_of(who)))
    assert held(scene.now_state)[0].seat_id == seat_id


@pytest.mark.parametrize(
    ("moved", "position", "order", "at"),
    [
        ("c", 0, "cabd", 0),
        ("a", 2, "bcad", 2),
        ("a", 99, "bcda", 3),
        ("d", 1, "adbc", 1),
        ("b", 1, "abcd", None),
    ],
)
def test_move(moved: str, position: int, order: str, at: int | None) -> None:
    names = {"a": "member", "b": "dept", "c": "rep", "d": "expert"}
    scene = started()
    for who in names.values():
        scene.act(who, RequestFloor())
    request_id = scene.request_of(names[moved])
    events = scene.act("chair", MoveRequest(request_id, position))
    assert events == ([] if at is None else [RequestMoved(request_id, at)])
    assert scene.waiting == [names[letter] for letter in order]


def test_withdraw() -> None:
    scene = started()
    scene.act("member", RequestFloor())
    request_id = scene.request_of("member")
    assert scene.act("member", WithdrawRequest(request_id)) == [RequestWithdrawn(request_id)]
    assert scene.waiting == []
    assert scene.refused("member", WithdrawRequest(request_id)) == "no_such_request"
    assert scene.refused("chair", MoveRequest(request_id, 0)) == "no_such_request"
    assert scene.refused("chair", GrantFloor(request_id=request_id)) == "no_such_request"


def test_a_place_survives_leaving() -> None:
    scene = started()
    scene.act("member", RequestFloor())
    scene.act("dept", RequestFloor())
    assert scene.act("system", LeaveConsultation("member")) == [ParticipantLeft("member")]
    assert scene.waiting == ["member", "dept"]


# --- the floor 发言权 ---------------------------------------------------------------------------


def test_grant_a_request() -> None:
    scene = started("questions")
    scene.act("member", RequestFloor("statement"))
    request_id = scene.request_of("member")
    (granted,) = scene.act("chair", GrantFloor(request_id=request_id))
    assert granted == FloorGranted(
        scene.speech, "member", "statement", 120, "questions", request_id, None
    )
    assert scene.waiting == []
    assert scene.holders == ["member"]


@pytest.mark.parametrize(
    ("item_id", "kind"),
    [
        ("briefing", "statement"),
        ("questions", "question"),
        ("answers", "answer"),
        ("statements", "statement"),
    ],
)
def test_call_by_name_takes_its_kind_from_the_item(item_id: str, kind: RequestKind) -> None:
    scene = started(item_id)
    (granted,) = scene.act("chair", GrantFloor(participant_id="dept"))
    assert isinstance(granted, FloorGranted)
    assert (granted.kind, granted.request_id) == (kind, None)


def test_call_by_name_answers_the_request_of_who_waits() -> None:
    scene = started("questions")
    scene.act("dept", RequestFloor("answer"))
    request_id = scene.request_of("dept")
    (granted,) = scene.act("chair", GrantFloor(participant_id="dept"))
    assert isinstance(granted, FloorGranted)
    assert (granted.kind, granted.request_id) == ("answer", request_id)
    assert scene.waiting == []


@pytest.mark.parametrize(
    ("seconds", "item_id", "expected"),
    [(None, "briefing", 600), (None, None, 300), (45, "briefing", 45)],
)
def test_time_given(seconds: int | None, item_id: str | None, expected: int) -> None:
    scene = started(item_id) if item_id else opened()
    scene.act("chair", GrantFloor(participant_id="dept", seconds=seconds))
    assert held(scene.now_state)[0].seconds == expected


def test_the_next_speaker_ends_the_one_before() -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    first = scene.speech
    revoked, granted = scene.act("chair", GrantFloor(participant_id="dept"))
    assert revoked == FloorRevoked(first, "next_speaker")
    assert isinstance(granted, FloorGranted)
    assert scene.holders == ["dept"]
    speech = scene.now_state.speeches[first]
    assert (speech.ended, speech.ended_at, speech.reason) == ("revoked", scene.now, "next_speaker")


def test_a_dialogue_is_between_two() -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("chair", GrantFloor(participant_id="dept", dialogue=True))
    assert scene.holders == ["member", "dept"]
    third = GrantFloor(participant_id="rep", dialogue=True)
    assert scene.refused("chair", third) == "floor_is_taken"
    scene.act("member", YieldFloor(held(scene.now_state)[0].speech_id))
    scene.act("chair", third)
    assert scene.holders == ["dept", "rep"]
    scene.act("chair", GrantFloor(participant_id="expert"))
    assert scene.holders == ["expert"]


def test_a_dialogue_without_a_holder_is_a_grant() -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member", dialogue=True))
    assert scene.holders == ["member"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (GrantFloor(), "name_one"),
        (GrantFloor(request_id="x", participant_id="member"), "name_one"),
        (GrantFloor(request_id="x"), "no_such_request"),
        (GrantFloor(participant_id="x"), "no_such_participant"),
        (GrantFloor(participant_id="guest"), "cannot_hold_floor"),
        (GrantFloor(participant_id="member"), "already_holds_floor"),
        (GrantFloor(participant_id="member", dialogue=True), "already_holds_floor"),
        (GrantFloor(participant_id="expert"), "participant_absent"),
    ],
)
def test_grants_refused(command: GrantFloor, code: str) -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("system", LeaveConsultation("expert"))
    assert scene.refused("chair", command) == code


def test_the_chair_and_the_clerk_may_be_given_the_floor() -> None:
    scene = started()
    for who in ("chair", "clerk"):
        scene.act("clerk", GrantFloor(participant_id=who))
        assert scene.holders == [who]
    assert chair(scene.now_state) == "chair"


def test_who_is_gone_loses_the_floor() -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("chair", GrantFloor(participant_id="dept", dialogue=True))
    member = held(scene.now_state)[0].speech_id
    assert scene.act("system", LeaveConsultation("member")) == [
        FloorRevoked(member, "left"),
        ParticipantLeft("member"),
    ]
    assert scene.holders == ["dept"]


@pytest.mark.parametrize("reason", ["", "请留给下一位"])
def test_revoke(reason: str) -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    assert scene.act("chair", RevokeFloor(scene.speech, reason)) == [
        FloorRevoked(scene.speech, reason)
    ]
    assert scene.holders == []


def test_yield() -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    assert scene.act("member", YieldFloor(scene.speech)) == [FloorYielded(scene.speech)]
    assert scene.holders == []
    assert scene.now_state.speeches[scene.speech].ended == "yielded"


@pytest.mark.parametrize(
    ("who", "command"),
    [
        ("member", StartSpeech),
        ("member", YieldFloor),
        ("chair", RevokeFloor),
        ("chair", lambda id: ExtendSpeech(id, 60)),
    ],
    ids=["start", "yield", "revoke", "extend"],
)
def test_a_speech_ends_once(who: str, command: type[StartSpeech]) -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("member", YieldFloor(scene.speech))
    assert scene.refused(who, command(scene.speech)) == "speech_ended"
    assert scene.refused(who, command("xx")) == "no_such_speech"


# --- the clock --------------------------------------------------------------------------------


def granted() -> Scene:
    scene = started("questions")  # 120 seconds each
    scene.act("chair", GrantFloor(participant_id="member"))
    return scene


def test_the_clock_stands_until_the_holder_starts() -> None:
    scene = granted()
    scene.wait(4)
    speech = held(scene.now_state)[0]
    assert elapsed_ms(speech, scene.now) == 0
    assert scene.act("member", StartSpeech(scene.speech)) == [SpeechStarted(scene.speech)]
    scene.wait(50)
    speech = held(scene.now_state)[0]
    assert elapsed_ms(speech, scene.now) == 50_000
    assert scene.refused("member", StartSpeech(scene.speech)) == "speech_already_started"


def test_the_clock_runs_on_over_time_and_stops_at_the_end() -> None:
    scene = granted()
    scene.act("member", StartSpeech(scene.speech))
    scene.wait(130)
    assert elapsed_ms(held(scene.now_state)[0], scene.now) == 130_000
    scene.act("member", YieldFloor(scene.speech))
    scene.wait(1000)
    assert elapsed_ms(scene.now_state.speeches[scene.speech], scene.now) == 131_000


def test_extend() -> None:
    scene = granted()
    assert scene.act("chair", ExtendSpeech(scene.speech, 60)) == [SpeechExtended(scene.speech, 60)]
    assert held(scene.now_state)[0].seconds == 180
    too_long = ExtendSpeech(scene.speech, 6 * 3600 - 179)
    assert scene.refused("chair", too_long) == "speech_too_long"


@pytest.mark.parametrize(
    ("after_ms", "is_due"), [(0, False), (9_999, False), (10_000, True), (60_000, True)]
)
def test_the_clock_starts_by_itself(after_ms: int, is_due: bool) -> None:
    scene = granted()
    commands: list[AnyCommand] = [StartSpeech(scene.speech)] if is_due else []
    assert due(scene.now_state, scene.now + after_ms) == commands
    assert next_due(scene.now_state) == scene.now + 10_000


def test_what_the_clock_started_says_so_and_is_not_due_again() -> None:
    scene = granted()
    scene.wait(10)
    (command,) = due(scene.now_state, scene.now)
    assert scene.act("system", command) == [SpeechStarted(scene.speech, by_clock=True)]
    assert due(scene.now_state, scene.now + 60_000) == []
    assert next_due(scene.now_state) is None


def test_both_of_a_dialogue_are_started_by_the_clock() -> None:
    scene = granted()
    first = scene.speech
    scene.wait(5)
    scene.act("chair", GrantFloor(participant_id="dept", dialogue=True))
    assert due(scene.now_state, scene.now + 4_000) == [StartSpeech(first)]
    assert due(scene.now_state, scene.now + 10_000) == [
        StartSpeech(first),
        StartSpeech(scene.speech),
    ]


def test_a_room_starts_at_once() -> None:
    scene = started()
    events = scene.act("chair", GrantFloor(participant_id="room_sf"))
    assert [type(event) for event in events] == [FloorGranted, SpeechStarted]
    speech = held(scene.now_state)[0]
    assert speech.started_at == speech.granted_at
    assert next_due(scene.now_state) is None
