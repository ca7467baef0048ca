"""Attendance as recorded: joining and leaving once each, marks, rules."""

import pytest

from sessions.commands import (
    CloseConsultation,
    JoinConsultation,
    LeaveConsultation,
    MarkAttendance,
    OpenConsultation,
    SetAttendanceRules,
)
from sessions.events import (
    AttendanceMarked,
    AttendanceRulesSet,
    ParticipantJoined,
    ParticipantLeft,
)
from sessions.types import AttendanceRules, QuorumRule
from tests.support.consultation import Scene, joined


def test_joining_and_leaving_are_recorded_once() -> None:
    scene = Scene()
    join, leave = JoinConsultation("member", "bot"), LeaveConsultation("member")
    assert scene.act("system", leave) == []
    assert scene.act("system", join) == [ParticipantJoined("member", "bot")]
    assert scene.act("member", JoinConsultation("member")) == []
    assert scene.now_state.joined["member"].connection == "bot"
    assert scene.act("system", leave) == [ParticipantLeft("member")]
    assert scene.act("system", leave) == []
    assert scene.refused("system", JoinConsultation("xx")) == "no_such_participant"
    assert scene.refused("system", LeaveConsultation("xx")) == "no_such_participant"


def test_nobody_comes_or_goes_after_the_close() -> None:
    scene = joined()
    scene.act("chair", OpenConsultation())
    scene.act("chair", CloseConsultation())
    assert scene.act("system", LeaveConsultation("member")) == []
    assert scene.act("system", JoinConsultation("guest")) == []


def test_marks_are_taken_before_the_sitting() -> None:
    scene = Scene()
    assert scene.act("clerk", MarkAttendance("excused", participant_id="dept")) == [
        AttendanceMarked("excused", "dept", None)
    ]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (MarkAttendance("present"), "name_one"),
        (MarkAttendance("present", participant_id="member", seat_id="sf1"), "name_one"),
        (MarkAttendance("present", participant_id="xx"), "no_such_participant"),
        (MarkAttendance("present", seat_id="xx"), "no_such_seat"),
    ],
)
def test_marks_refused(command: MarkAttendance, code: str) -> None:
    assert Scene().refused("clerk", command) == code


def test_rules_are_set_once_and_within_bounds() -> None:
    scene = Scene()
    rules = AttendanceRules(QuorumRule("share", 67), late_minutes=0)
    assert scene.act("clerk", SetAttendanceRules(rules)) == [AttendanceRulesSet(rules)]
    assert scene.act("clerk", SetAttendanceRules(rules)) == []
    assert scene.now_state.attendance_rules == rules
    over = AttendanceRules(QuorumRule("share", 101))
    assert scene.refused("clerk", SetAttendanceRules(over)) == "share_too_large"
