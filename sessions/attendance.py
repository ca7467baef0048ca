"""Attendance as it is recorded: who connects and goes, the word of those who call the roll, rules.

What it amounts to is read by `tally.py`; who sits where is `seating.py`.
"""

from msgspec.structs import replace

from sessions.admission import is_outside
from sessions.clock import clocks_stopped
from sessions.commands import (
    JoinConsultation,
    LeaveConsultation,
    MarkAttendance,
    SetAttendanceRules,
)
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    AttendanceMarked,
    AttendanceRulesSet,
    ParticipantJoined,
    ParticipantLeft,
)
from sessions.overrides import spoken_for
from sessions.presiding import continued, interrupted
from sessions.speaking import floor_taken_back, held
from sessions.state import Consultation
from sessions.state.attendance import Joined
from sessions.status import require_unclosed
from sessions.types import Actor
from sessions.waiting import begin_to_wait, stop_waiting

# --- decided ----------------------------------------------------------------------------------


def join_consultation(state: Consultation, command: JoinConsultation) -> list[AnyEvent]:
    """Nothing happens where the participant is joined already, or the consultation is over."""
    if command.participant_id not in state.participants:
        raise Refused("no_such_participant")
    if state.status == "closed" or command.participant_id in state.joined:
        return []
    if is_outside(state, command.participant_id):
        who = state.participants[command.participant_id]
        return begin_to_wait(state, who, command.connection)
    joined = ParticipantJoined(participant_id=command.participant_id, connection=command.connection)
    return [joined, *continued(state, command.participant_id)]


def leave_consultation(state: Consultation, command: LeaveConsultation) -> list[AnyEvent]:
    """Whoever is away keeps floor and place and their clock stands; whoever left for good, or had
    not begun to speak, keeps the place in the speaking list alone. Without whoever presides the
    sitting is interrupted.
    """
    if command.participant_id not in state.participants:
        raise Refused("no_such_participant")
    if state.status != "closed" and command.participant_id in state.waiting:
        return stop_waiting(state, state.participants[command.participant_id])
    if state.status == "closed" or command.participant_id not in state.joined:
        return []
    who = command.participant_id
    begun = any(s.participant_id == who and s.started_at is not None for s in held(state))
    floor = (
        clocks_stopped(state, "absent", participant_id=who)
        if begun and not command.for_good
        else floor_taken_back(state, "left", participant_id=who)
    )
    return [*floor, ParticipantLeft(participant_id=who), *interrupted(state, who)]


def mark_attendance(state: Consultation, actor: Actor, command: MarkAttendance) -> list[AnyEvent]:
    """Before the sitting too, for those who sent word; until it closes."""
    require_unclosed(state)
    if (command.participant_id is None) == (command.seat_id is None):
        raise Refused("name_one")
    if command.participant_id is not None and command.participant_id not in state.participants:
        raise Refused("no_such_participant")
    if command.seat_id is not None and command.seat_id not in state.seats:
        raise Refused("no_such_seat")
    override = spoken_for(
        state,
        actor,
        "mark_attendance",
        command.reason,
        participant_id=command.participant_id,
        seat_id=command.seat_id,
    )
    return [
        *override,
        AttendanceMarked(
            status=command.status,
            participant_id=command.participant_id,
            seat_id=command.seat_id,
        ),
    ]


def set_attendance_rules(state: Consultation, command: SetAttendanceRules) -> list[AnyEvent]:
    """At any time until the close; the same again changes nothing."""
    require_unclosed(state)
    rules = command.rules
    if rules.quorum.kind == "share" and rules.quorum.amount > 100:
        raise Refused("share_too_large")
    return [] if rules == state.attendance_rules else [AttendanceRulesSet(rules=rules)]


# --- applied ----------------------------------------------------------------------------------


def participant_joined(state: Consultation, event: ParticipantJoined, at: int) -> Consultation:
    """Connected."""
    joined = Joined(at=at, connection=event.connection)
    return replace(
        state,
        joined=state.joined.set(event.participant_id, joined),
        admitted=state.admitted.set(event.participant_id, at),
    )


def participant_left(state: Consultation, event: ParticipantLeft) -> Consultation:
    """Gone."""
    return replace(state, joined=state.joined.delete(event.participant_id))


def attendance_marked(state: Consultation, event: AttendanceMarked) -> Consultation:
    """The last word on a participant or seat."""
    if event.participant_id is not None:
        marks = state.participant_marks.set(event.participant_id, event.status)
        return replace(state, participant_marks=marks)
    assert event.seat_id is not None
    return replace(state, seat_marks=state.seat_marks.set(event.seat_id, event.status))


def attendance_rules_set(state: Consultation, event: AttendanceRulesSet) -> Consultation:
    """They hold from now on."""
    return replace(state, attendance_rules=event.rules)
