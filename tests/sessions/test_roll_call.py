"""The roll call: who is called, who may answer, its end by hand and by the clock, the result."""

import pytest

from sessions.commands import (
    AnswerRollCall,
    CloseConsultation,
    EndRollCall,
    JoinConsultation,
    LeaveSeat,
    MarkAttendance,
    OpenConsultation,
    StartRollCall,
    TakeSeat,
)
from sessions.config import ROLL_CALLS_MAX
from sessions.consultation import due, next_due
from sessions.events import (
    AttendanceMarked,
    AuthorityOverridden,
    ConsultationClosed,
    RollCallAnswered,
    RollCallEnded,
    RollCallStarted,
)
from sessions.minutes_drafting import build
from sessions.tally import tally
from sessions.types import SYSTEM, VenueCount
from tests.support.consultation import Scene, joined


def begun() -> Scene:
    scene = joined()
    scene.act("organizer", StartRollCall(60))
    return scene


def test_whoever_calls_has_answered() -> None:
    scene = joined()
    started, answered = scene.act("clerk", StartRollCall(60))
    assert started == RollCallStarted(scene.roll_call, 60)
    assert answered == RollCallAnswered(scene.roll_call, "clerk", None)


def test_the_excused_operators_and_viewers_are_not_called() -> None:
    scene = joined()
    scene.act("clerk", MarkAttendance("excused", participant_id="member"))
    scene.act("clerk", MarkAttendance("excused", seat_id="zz1"))
    scene.act("organizer", StartRollCall())
    for who, command in (
        ("member", AnswerRollCall(scene.roll_call)),
        ("room_sf", AnswerRollCall(scene.roll_call)),
        ("clerk", AnswerRollCall(scene.roll_call, participant_id="guest")),
        ("clerk", AnswerRollCall(scene.roll_call, seat_id="zz1")),
    ):
        assert scene.refused(who, command) == "not_called"


def test_answers_count_once_and_can_be_taken_back() -> None:
    scene = begun()
    answer = AnswerRollCall(scene.roll_call)
    assert len(scene.act("member", answer)) == 1
    assert scene.act("member", answer) == []
    back = AnswerRollCall(scene.roll_call, participant_id="member", here=False)
    assert scene.act("clerk", back) == [
        RollCallAnswered(scene.roll_call, "member", None, here=False)
    ]
    assert scene.act("clerk", back) == []


def test_by_hand_of_staff_somebody_without_a_connection_is_present() -> None:
    scene = Scene()
    scene.act("organizer", StartRollCall(60))
    answer = AnswerRollCall(scene.roll_call, participant_id="member")
    assert scene.act("clerk", answer)[1:] == [AttendanceMarked("present", "member", None)]
    # an operator's hand marks nobody
    above = AnswerRollCall(scene.roll_call, participant_id="rep", reason="下级会场没有操作")
    override, _ = scene.act("room_zz", above)
    assert isinstance(override, AuthorityOverridden)


def test_the_clock_ends_it_with_the_result_by_venue() -> None:
    scene = begun()
    at = scene.now_state.roll_calls[scene.roll_call].started_at
    for who, command in (
        ("member", AnswerRollCall(scene.roll_call)),
        ("room_sf", AnswerRollCall(scene.roll_call, seat_id="sf1")),
        ("room_zz", AnswerRollCall(scene.roll_call, seat_id="zz1")),
    ):
        scene.act(who, command)
    assert next_due(scene.now_state) == at + 60_000
    assert due(scene.now_state, at + 59_999) == []
    (end,) = due(scene.now_state, at + 60_000)
    (ended,) = scene.do(SYSTEM, end)
    assert ended.event == RollCallEnded(
        scene.roll_call,
        [
            VenueCount("cn", "national", 2, 0),
            VenueCount("hn", "provincial", 2, 0),
            VenueCount("zz", "municipal", 2, 1),
            VenueCount("sf", "county", 4, 2),
            VenueCount("lk", "county", 1, 0),
        ],
        by_clock=True,
    )
    assert next_due(scene.now_state) is None
    assert scene.refused("member2", AnswerRollCall(scene.roll_call)) == "roll_call_over"


def test_the_close_ends_it_too() -> None:
    scene = begun()
    scene.act("chair", OpenConsultation())
    *_, ended, closed = scene.act("chair", CloseConsultation())
    assert isinstance(ended, RollCallEnded)
    assert not ended.by_clock
    assert closed == ConsultationClosed()


def test_several_and_who_did_not_answer_which() -> None:
    scene = begun()
    scene.act("member", AnswerRollCall(scene.roll_call))
    scene.act("chair", EndRollCall(scene.roll_call))
    scene.act("chair", StartRollCall(60))
    rows = {r.participant_id: r for r in tally(scene.now_state, scene.records, scene.now)}
    assert rows["member"].roll_calls == (True, False)
    assert rows["chair"].roll_calls == (False, True)
    assert rows["room_sf"].roll_calls == (None, None)
    one, two = build(scene.records).attendance.roll_calls
    assert "区委员" not in one.missing
    assert "区委员" in two.missing


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (StartRollCall(), "roll_call_runs"),
        (AnswerRollCall("xx"), "no_such_roll_call"),
        (EndRollCall("xx"), "no_such_roll_call"),
        (AnswerRollCall("$", participant_id="member", seat_id="sf1"), "name_one"),
        (AnswerRollCall("$", seat_id="xx"), "no_such_seat"),
        (AnswerRollCall("$", participant_id="xx"), "no_such_participant"),
    ],
)
def test_refused(command: StartRollCall | AnswerRollCall | EndRollCall, code: str) -> None:
    scene = begun()
    if isinstance(command, AnswerRollCall) and command.roll_call_id == "$":
        command = AnswerRollCall(scene.roll_call, command.participant_id, command.seat_id)
    assert scene.refused("clerk", command) == code


def test_they_are_not_without_end() -> None:
    scene = Scene()
    for _ in range(ROLL_CALLS_MAX):
        scene.act("organizer", StartRollCall())
        scene.act("organizer", EndRollCall(scene.roll_call))
    assert scene.refused("organizer", StartRollCall()) == "too_many"


@pytest.mark.parametrize(
    ("before", "answers", "seconds"),
    [
        ([], [True], 90),  # was supposed to be here, and is
        ([], [True, False], 90),  # a mistake: nothing was said
        ([TakeSeat("sf1")], [True], 89),  # came a second after the opening
        ([LeaveSeat("sf1")], [True], 1 + 27),  # had left, and is back at the answer
    ],
)
def test_an_answer_for_a_seat_says_that_its_person_is_here(
    before: list[TakeSeat | LeaveSeat], answers: list[bool], seconds: int
) -> None:
    scene = Scene()
    scene.act("system", JoinConsultation("room_sf"))
    scene.act("chair", OpenConsultation())
    start = scene.now
    for command in before:
        scene.act("room_sf", command)
    scene.now = start + 60_000
    scene.act("organizer", StartRollCall(600))
    for n, here in enumerate(answers):
        scene.now = start + 62_000 + n * 1000
        scene.act("room_sf", AnswerRollCall(scene.roll_call, seat_id="sf1", here=here))
    scene.now = start + 90_000
    (row,) = (r for r in tally(scene.now_state, scene.records, scene.now) if r.seat_id == "sf1")
    assert row.seconds == seconds
