"""The quorum: who counts, who of them is present, what the rule asks, and opening without it."""

import pytest

from sessions.commands import (
    AdjournConsultation,
    AnyCommand,
    JoinConsultation,
    LeaveConsultation,
    LeaveSeat,
    MarkAttendance,
    OpenConsultation,
    ResumeConsultation,
    SetAttendanceRules,
    TakeSeat,
)
from sessions.events import ConsultationOpened, ConsultationResumed, QuorumWaived
from sessions.minutes_drafting import build
from sessions.quorum import Quorum, counted, entitled, needed, quorum
from sessions.types import AttendanceRules, QuorumRule, Voter
from tests.support.consultation import Scene

PEOPLE = {Voter("participant", id) for id in ("chair", "member", "member2", "dept", "rep")}
SEATS = {Voter("seat", id) for id in ("zz1", "sf1", "lk1")}


def test_who_deliberates_and_attends_is_entitled() -> None:
    # not the clerk, operators and viewers, nor the observers expert and sf2
    assert entitled(Scene().now_state) == PEOPLE | SEATS


@pytest.mark.parametrize(
    ("acts", "who", "present"),
    [
        ([], "participant member", False),
        ([("system", JoinConsultation("member"))], "participant member", True),
        (
            [
                ("system", JoinConsultation("member")),
                ("system", LeaveConsultation("member")),
            ],
            "participant member",
            False,
        ),
        ([("clerk", MarkAttendance("present", participant_id="member"))],
         "participant member", True),
        (
            [
                ("system", JoinConsultation("member")),
                ("clerk", MarkAttendance("excused", participant_id="member")),
            ],
            "participant member",
            False,
        ),
        ([("system", JoinConsultation("expert"))], "participant expert", False),
        ([("system", JoinConsultation("clerk"))], "participant clerk", False),
        ([("system", JoinConsultation("room_sf"))], "seat sf1", False),  # nobody said so
        ([("room_sf", TakeSeat("sf1"))], "seat sf1", False),  # the room has no line
        ([("system", JoinConsultation("room_zz")), ("room_sf", TakeSeat("sf1"))],
         "seat sf1", False),
        ([("system", JoinConsultation("room_sf")), ("room_sf", TakeSeat("sf1"))],
         "seat sf1", True),
        ([("clerk", TakeSeat("sf1"))], "seat sf1", True),  # the word of staff holds by itself
        (
            [
                ("system", JoinConsultation("room_sf")),
                ("room_sf", TakeSeat("sf1")),
                ("system", LeaveConsultation("room_sf")),
            ],
            "seat sf1",
            False,
        ),
        (
            [
                ("system", JoinConsultation("room_sf")),
                ("room_sf", TakeSeat("sf1")),
                ("room_sf", LeaveSeat("sf1")),
            ],
            "seat sf1",
            False,
        ),
        ([("clerk", TakeSeat("sf1", person_id="sf2"))], "seat sf1", False),  # an observer
    ],
)  # fmt: skip
def test_who_is_counted(acts: list[tuple[str, AnyCommand]], who: str, present: bool) -> None:
    scene = Scene()
    for actor, command in acts:
        scene.act(actor, command)
    kind, _, id = who.partition(" ")
    assert ((kind, id) in counted(scene.now_state)) is present


@pytest.mark.parametrize(
    ("rule", "of", "asked"),
    [
        (QuorumRule(), 10, 0),
        (QuorumRule("number", 7), 10, 7),
        (QuorumRule("number", 7), 3, 7),
        (QuorumRule("share", 50), 10, 5),
        (QuorumRule("share", 50), 11, 6),
        (QuorumRule("share", 67), 8, 6),
        (QuorumRule("share", 100), 8, 8),
        (QuorumRule("share", 0), 8, 0),
    ],
)
def test_how_many_are_needed(rule: QuorumRule, of: int, asked: int) -> None:
    assert needed(rule, of) == asked


def ruled(present: int) -> Scene:
    """Three are needed."""
    scene = Scene()
    scene.act("organizer", SetAttendanceRules(AttendanceRules(QuorumRule("number", 3))))
    for id in ("chair", "member", "dept")[:present]:
        scene.act("system", JoinConsultation(id))
    return scene


def test_with_a_quorum_the_sitting_opens() -> None:
    scene = ruled(3)
    assert quorum(scene.now_state) == Quorum(needed=3, present=3, entitled=8)
    assert scene.act("chair", OpenConsultation()) == [ConsultationOpened()]


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_without_one_it_does_not_open_by_itself(reason: str | None) -> None:
    assert ruled(2).refused("chair", OpenConsultation(without_quorum=reason)) == "quorum_not_met"


def test_a_reason_opens_it_and_stands_in_the_record() -> None:
    scene = ruled(2)
    events = scene.act("chair", OpenConsultation(without_quorum="其余在路上"))
    assert events == [QuorumWaived(3, 2, 8, "其余在路上"), ConsultationOpened()]
    line = build(scene.records).attendance.quorum
    assert line is not None
    assert [(one.present, one.reason) for one in line.waived] == [(2, "其余在路上")]


def test_resuming_asks_again() -> None:
    scene = ruled(3)
    scene.act("chair", OpenConsultation())
    scene.act("chair", AdjournConsultation())
    scene.act("system", LeaveConsultation("dept"))
    assert scene.refused("chair", ResumeConsultation()) == "quorum_not_met"
    scene.act("system", JoinConsultation("dept"))
    assert scene.act("chair", ResumeConsultation()) == [ConsultationResumed()]
