"""Attendance: who was here, from connections and from the word of those who called the roll.

出席 present, 列席 observing, 请假 excused, 缺席 absent. A mark outweighs what connections say; the
last mark holds. A seat has no connection of its own, so without a mark it was there as its room
was.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec
from msgspec.structs import replace

from sessions.clock import clocks_stopped
from sessions.commands import JoinConsultation, LeaveConsultation, MarkAttendance
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    AttendanceMarked,
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationResumed,
    ParticipantJoined,
    ParticipantLeft,
    Record,
)
from sessions.presiding import continued, interrupted
from sessions.speaking import floor_taken_back, held
from sessions.state import Consultation, Joined, SeatAt
from sessions.status import require_unclosed
from sessions.types import AttendanceStatus, Capacity, Connection, Participant, Role

# --- decided ----------------------------------------------------------------------------------


def join_consultation(state: Consultation, command: JoinConsultation) -> list[AnyEvent]:
    """Nothing happens where the participant is joined already, or the consultation is over."""
    if command.participant_id not in state.participants:
        raise Refused("no_such_participant")
    if state.status == "closed" or command.participant_id in state.joined:
        return []
    joined = ParticipantJoined(participant_id=command.participant_id, connection=command.connection)
    return [joined, *continued(state, command.participant_id)]


def leave_consultation(state: Consultation, command: LeaveConsultation) -> list[AnyEvent]:
    """Whoever is away keeps floor and place and their clock stands; whoever left for good, or had
    not begun to speak, keeps the place in the speaking list alone. Without whoever presides the
    sitting is interrupted.
    """
    if command.participant_id not in state.participants:
        raise Refused("no_such_participant")
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


def mark_attendance(state: Consultation, command: MarkAttendance) -> list[AnyEvent]:
    """Before the sitting too, for those who sent word; until it closes."""
    require_unclosed(state)
    if (command.participant_id is None) == (command.seat_id is None):
        raise Refused("name_one")
    if command.participant_id is not None and command.participant_id not in state.participants:
        raise Refused("no_such_participant")
    if command.seat_id is not None and command.seat_id not in state.seats:
        raise Refused("no_such_seat")
    return [
        AttendanceMarked(
            status=command.status,
            participant_id=command.participant_id,
            seat_id=command.seat_id,
        )
    ]


# --- applied ----------------------------------------------------------------------------------


def participant_joined(state: Consultation, event: ParticipantJoined, at: int) -> Consultation:
    """Connected."""
    joined = Joined(at=at, connection=event.connection)
    return replace(state, joined=state.joined.set(event.participant_id, joined))


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


# --- computed ---------------------------------------------------------------------------------

Standing = Literal["present", "observing", "excused", "absent"]
"""出席, 列席, 请假, 缺席."""


class Attendee(msgspec.Struct, frozen=True):
    """One row of the attendance list: a participant, or a seat in a venue's room."""

    participant_id: str | None
    seat_id: str | None
    name: str
    title: str
    organization: str
    venue_id: str
    role: Role | None
    """None for a seat."""
    capacity: Capacity
    standing: Standing
    marked: bool
    """Whether the standing is somebody's word; otherwise it follows from connections."""
    seconds: int
    """Time here while the consultation sat, adjournments left out and reconnects merged."""
    first_here_at: int | None
    """When they first were here while it sat, Unix ms."""
    connections: tuple[Connection, ...]
    """Ways of being connected, in the order of first use; a seat's are its room's."""


def tally(state: Consultation, records: Iterable[Record], now_ms: int) -> list[Attendee]:
    """The attendance list of a log: the roster in order, then the seats.

    `state` is what `records`, complete from the first, amount to. Whoever is still connected counts
    until `now_ms`, or the last record where that is later. Viewers are not listed; a venue's
    operator and the seats of the room are rows of their own.
    """
    sheet = _Sheet(state)
    for record in records:
        sheet.note(record)
    sheet.sit(False, max(now_ms, state.at))
    return [
        *(
            _row(
                participant,
                state.participant_marks.get(participant.id),
                sheet.people[participant.id],
            )
            for participant in state.participants.values()
            if participant.role != "viewer"
        ),
        *(
            _row(at, state.seat_marks.get(at.seat.id), sheet.rooms[at.venue_id])
            for at in state.seats.values()
        ),
    ]


class _Time:
    """How long a participant or a room was here while the consultation sat."""

    def __init__(self) -> None:
        self.connected = set[str]()
        """Participants through whom it is here: a room may have several operators."""
        self.since: int | None = None
        self.first: int | None = None
        self.total_ms = 0
        self.connections: list[Connection] = []

    def update(self, sitting: bool, at: int) -> None:
        """Begin or end an interval, as it is here from now on or not."""
        here = sitting and bool(self.connected)
        if here and self.since is None:
            self.since = at
            self.first = at if self.first is None else self.first
        elif not here and self.since is not None:
            self.total_ms += at - self.since
            self.since = None


class _Sheet:
    """The times of all participants and rooms as they grow, record by record."""

    def __init__(self, state: Consultation) -> None:
        self.participants = state.participants
        self.people = {id: _Time() for id in state.participants}
        self.rooms = {id: _Time() for id in state.venues}
        self.sitting = False

    def note(self, record: Record) -> None:
        """One more record."""
        match record.event:
            case ConsultationOpened() | ConsultationResumed():
                self.sit(True, record.at)
            case ConsultationAdjourned() | ConsultationClosed():
                self.sit(False, record.at)
            case ParticipantJoined(participant_id=id, connection=connection):
                for time in self._times(id):
                    time.connected.add(id)
                    if connection not in time.connections:
                        time.connections.append(connection)
                    time.update(self.sitting, record.at)
            case ParticipantLeft(participant_id=id):
                for time in self._times(id):
                    time.connected.discard(id)
                    time.update(self.sitting, record.at)
            case _:
                pass

    def sit(self, sitting: bool, at: int) -> None:
        """The sitting begins or ends, and everybody's time with it."""
        self.sitting = sitting
        for time in (*self.people.values(), *self.rooms.values()):
            time.update(sitting, at)

    def _times(self, participant_id: str) -> list[_Time]:
        """What a participant's connection brings here: themselves, and an operator's room."""
        participant = self.participants[participant_id]
        own = self.people[participant_id]
        return [own, self.rooms[participant.venue_id]] if participant.role == "venue" else [own]


def _row(who: Participant | SeatAt, mark: AttendanceStatus | None, time: _Time) -> Attendee:
    person = who.seat if isinstance(who, SeatAt) else who
    standing = _standing(mark or ("absent" if time.first is None else "present"), person.capacity)
    here = standing in ("present", "observing")
    return Attendee(
        participant_id=who.id if isinstance(who, Participant) else None,
        seat_id=who.seat.id if isinstance(who, SeatAt) else None,
        name=person.name,
        title=person.title,
        organization=person.organization,
        venue_id=who.venue_id,
        role=who.role if isinstance(who, Participant) else None,
        capacity=person.capacity,
        standing=standing,
        marked=mark is not None,
        seconds=time.total_ms // 1000 if here else 0,
        first_here_at=time.first if here else None,
        connections=tuple(time.connections),
    )


def _standing(status: AttendanceStatus, capacity: Capacity) -> Standing:
    return "observing" if status == "present" and capacity == "observing" else status
