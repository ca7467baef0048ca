"""Who is here: connections, marks, seats, roll calls.

Whoever says so in the place of a venue's operator says why: `reason`.
"""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import (
    AttendanceRules,
    AttendanceStatus,
    Connection,
    Id,
    Note,
    RollCallSeconds,
)


class JoinConsultation(Command, frozen=True, tag="join_consultation"):
    """Issued by the service when a participant's connection begins."""

    participant_id: Id
    connection: Connection = "browser"


class LeaveConsultation(Command, frozen=True, tag="leave_consultation"):
    """Issued by the service when a connection has ended and its grace period has passed, or, at
    once, when they went `for_good`.
    """

    participant_id: Id
    for_good: bool = False


class MarkAttendance(Command, frozen=True, tag="mark_attendance"):
    """A clerk's, or for seats their venue operator's, word on one seat or participant."""

    status: AttendanceStatus
    participant_id: Id | None = None
    seat_id: Id | None = None
    reason: Note = ""


class SetAttendanceRules(Command, frozen=True, tag="set_attendance_rules"):
    """The quorum, and from when somebody is late or left early."""

    rules: AttendanceRules


class TakeSeat(Command, frozen=True, tag="take_seat"):
    """就座: somebody is in a seat: its own person, another of the venue (`person_id`, the seat that
    the list gives them), or who came in their place (`substitute` 代出席).
    """

    seat_id: Id
    person_id: Id | None = None
    substitute: Annotated[str, Meta(max_length=60)] = ""
    reason: Note = ""


class LeaveSeat(Command, frozen=True, tag="leave_seat"):
    """离席: whoever sat there has left."""

    seat_id: Id
    reason: Note = ""


class SwapSeats(Command, frozen=True, tag="swap_seats"):
    """换座: who sits in the two seats of a room change places; one of them may be empty."""

    seat_id: Id
    other_id: Id
    reason: Note = ""


class StartRollCall(Command, frozen=True, tag="start_roll_call"):
    """点名签到: everybody on the list is asked to answer within `seconds`."""

    seconds: RollCallSeconds = 120


class AnswerRollCall(Command, frozen=True, tag="answer_roll_call"):
    """到: for oneself where nobody is named, for a seat by its operator, by hand by staff.

    `here` false takes a mistaken answer back.
    """

    roll_call_id: Id
    participant_id: Id | None = None
    seat_id: Id | None = None
    here: bool = True
    reason: Note = ""


class EndRollCall(Command, frozen=True, tag="end_roll_call"):
    """The result stands; by itself once the time is over."""

    roll_call_id: Id
