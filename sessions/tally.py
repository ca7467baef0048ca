"""The attendance list: who was here and for how long, from the log alone, to the millisecond.

出席 present, 列席 observing, 请假 excused, 缺席 absent. A mark outweighs what connections and seats
say; the last mark holds. Somebody of a seat is here

- from when they were said to be, by the operator while the room is connected, by staff whether it
  is or not, until they were said to have left;
- as long as nothing was said, as their room is. The first word tells what was before it: whoever
  is said to have come was not there, whoever is said to have left or answers a roll call was.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from sessions.events import (
    ConsultationAdjourned,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationResumed,
    ParticipantJoined,
    ParticipantLeft,
    Record,
    RollCallAnswered,
    SeatLeft,
    SeatTaken,
)
from sessions.state import Consultation
from sessions.state.attendance import SeatAt
from sessions.types import AttendanceStatus, Capacity, Connection, Participant, Role, Voter

Standing = Literal["present", "observing", "excused", "absent"]
"""出席, 列席, 请假, 缺席."""


class Stay(msgspec.Struct, frozen=True):
    """Here from `at` until `until`, Unix ms, while the consultation sat all the time."""

    at: int
    until: int


class Attendee(msgspec.Struct, frozen=True):
    """One row of the attendance list: a participant, or the person of a seat in a venue's room."""

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
    """Whether the standing is somebody's word; otherwise it follows from connections and seats."""
    seconds: int
    """Time here while the consultation sat, adjournments left out and reconnects merged."""
    first_here_at: int | None
    """When they first were here while it sat, Unix ms."""
    last_here_at: int | None
    """Until when they were; of somebody still here, until now."""
    connections: tuple[Connection, ...]
    """Ways of being connected, in the order of first use; a seat's are its room's."""
    connected: int = 0
    """How often a connection was made; reconnects within the grace period are none."""
    late_seconds: int = 0
    """迟到: the time of the sitting missed before, where it is more than the rules allow."""
    early_seconds: int = 0
    """早退: the time of the sitting missed after, likewise; once it has closed."""
    substitute: str = ""
    """Who came in their place 代出席."""
    roll_calls: tuple[bool | None, ...] = ()
    """Of each roll call, whether they answered; None where they were not called."""
    stays: tuple[Stay, ...] = ()


def tally(state: Consultation, records: Iterable[Record], now_ms: int) -> list[Attendee]:
    """The attendance list of a log: the roster in order, then the seats.

    `state` is what `records`, complete from the first, amount to. Whoever is still here counts
    until `now_ms`, or the last record where that is later. Viewers and interpreters are not listed;
    a venue's operator and the seats of the room are rows of their own.
    """
    sheet = _Sheet(state, list(records), max(now_ms, state.at))
    return [
        *(
            sheet.row(participant, state.participant_marks.get(participant.id))
            for participant in state.participants.values()
            if participant.role not in ("viewer", "interpreter")
        ),
        *(sheet.row(at, state.seat_marks.get(at.seat.id)) for at in state.seats.values()),
    ]


class _Time:
    """How long somebody or a room was here while the consultation sat."""

    def __init__(self) -> None:
        self.since: int | None = None
        self.stays: list[Stay] = []

    def set(self, here: bool, at: int) -> None:
        """From `at` on it is here, or not."""
        if here and self.since is None:
            self.since = at
        elif not here and self.since is not None:
            if at > self.since:
                self.stays.append(Stay(self.since, at))
            self.since = None


class _Line:
    """The connections of a participant, or of the operators of a room."""

    def __init__(self) -> None:
        self.connected = set[str]()
        self.times = 0
        self.kinds: list[Connection] = []


class _Sheet:
    """The times of all participants, persons of seats and the sitting, from the log."""

    def __init__(self, state: Consultation, records: Sequence[Record], until: int) -> None:
        self.state = state
        self.sitting = False
        self.sat = _Time()
        self.people = {id: _Time() for id in state.participants}
        self.seats = {id: _Time() for id in state.seats}
        self.lines = {id: _Line() for id in state.participants}
        self.rooms = {id: _Line() for id in state.venues}
        self.persons_of: dict[str, list[str]] = {id: [] for id in state.venues}
        for id, at in state.seats.items():
            self.persons_of[at.venue_id].append(id)
        self.mistaken = _mistaken(records)
        self.supposed = set(state.seats) - self._came(records)
        """Persons of whom nothing was said yet, and who are here as their room is."""
        self.said: dict[str, bool] = {}
        """Persons said to be here: whether by the word of staff."""
        self.substitutes: dict[str, str] = {}
        for record in records:
            self._note(record)
        self._all(False, until)

    def _came(self, records: Sequence[Record]) -> set[str]:
        """Persons of whom the first thing said is that they came."""
        first: dict[str, bool] = {}
        for record in records:
            match record.event:
                case SeatTaken(person_id=id):
                    first.setdefault(id, True)
                case SeatLeft(person_id=id):
                    first.setdefault(id, False)
                case RollCallAnswered(seat_id=str(id), here=True) if not self._is_mistake(record):
                    first.setdefault(id, False)
                case _:
                    pass
        return {id for id, came in first.items() if came}

    def _is_mistake(self, record: Record) -> bool:
        return record.seq in self.mistaken

    def _note(self, record: Record) -> None:
        at = record.at
        match record.event:
            case ConsultationOpened() | ConsultationResumed():
                self._all(True, at)
            case ConsultationAdjourned() | ConsultationClosed():
                self._all(False, at)
            case ParticipantJoined(participant_id=id, connection=connection):
                for line in self._lines(id):
                    line.connected.add(id)
                    line.times += 1
                    if connection not in line.kinds:
                        line.kinds.append(connection)
                self._update(id, at)
            case ParticipantLeft(participant_id=id):
                for line in self._lines(id):
                    line.connected.discard(id)
                self._update(id, at)
            case SeatTaken(person_id=id, substitute=substitute, by_word=by_word):
                self.substitutes[id] = substitute
                self._say(id, at, by_word)
            case SeatLeft(person_id=id):
                self._say(id, at, None)
            case RollCallAnswered(seat_id=str(id), here=True) if not self._is_mistake(record):
                if id in self.seats and id not in self.said:
                    self._say(id, at, by_word=False)
            case _:
                pass

    def _say(self, person_id: str, at: int, by_word: bool | None) -> None:
        """Somebody said that a person is here, or, `by_word` None, has left."""
        self.supposed.discard(person_id)
        if by_word is None:
            self.said.pop(person_id, None)
        else:
            self.said[person_id] = by_word
        self.seats[person_id].set(self._sits(person_id), at)

    def _all(self, sitting: bool, at: int) -> None:
        """The sitting begins or ends, and everybody's time with it."""
        self.sitting = sitting
        self.sat.set(sitting, at)
        for id, time in self.people.items():
            time.set(sitting and bool(self.lines[id].connected), at)
        for id, time in self.seats.items():
            time.set(self._sits(id), at)

    def _update(self, participant_id: str, at: int) -> None:
        """A participant came or went, and with an operator the room."""
        here = self.sitting and bool(self.lines[participant_id].connected)
        self.people[participant_id].set(here, at)
        participant = self.state.participants[participant_id]
        if participant.role == "venue":
            for id in self.persons_of[participant.venue_id]:
                self.seats[id].set(self._sits(id), at)

    def _sits(self, person_id: str) -> bool:
        room = bool(self.rooms[self.state.seats[person_id].venue_id].connected)
        by_word = self.said.get(person_id, False)
        known = person_id in self.said or person_id in self.supposed
        return self.sitting and (by_word or (known and room))

    def _lines(self, participant_id: str) -> list[_Line]:
        """What a participant's connection brings here: themselves, and an operator's room."""
        participant = self.state.participants[participant_id]
        own = self.lines[participant_id]
        return [own, self.rooms[participant.venue_id]] if participant.role == "venue" else [own]

    # --- rows ---------------------------------------------------------------------------------

    def row(self, who: Participant | SeatAt, mark: AttendanceStatus | None) -> Attendee:
        """One line of the list."""
        seated = isinstance(who, SeatAt)
        person = who.seat if isinstance(who, SeatAt) else who
        line = self.rooms[who.venue_id] if seated else self.lines[person.id]
        stays = (self.seats if seated else self.people)[person.id].stays
        status = mark or ("present" if stays else "absent")
        standing = _standing(status, person.capacity)
        here = standing in ("present", "observing")
        stays = stays if here else []
        return Attendee(
            participant_id=None if seated else person.id,
            seat_id=person.id if seated else None,
            name=person.name,
            title=person.title,
            organization=person.organization,
            venue_id=who.venue_id,
            role=who.role if isinstance(who, Participant) else None,
            capacity=person.capacity,
            standing=standing,
            marked=mark is not None,
            seconds=sum(stay.until - stay.at for stay in stays) // 1000,
            first_here_at=stays[0].at if stays else None,
            last_here_at=stays[-1].until if stays else None,
            connections=tuple(line.kinds),
            connected=line.times,
            late_seconds=self._late(stays),
            early_seconds=self._early(stays),
            substitute=self.substitutes.get(person.id, "") if seated and here else "",
            roll_calls=self._answers(Voter("seat" if seated else "participant", person.id)),
            stays=tuple(stays),
        )

    def _late(self, stays: Sequence[Stay]) -> int:
        if not stays:
            return 0
        missed = sum(max(0, min(one.until, stays[0].at) - one.at) for one in self.sat.stays)
        return _beyond(missed, self.state.attendance_rules.late_minutes)

    def _early(self, stays: Sequence[Stay]) -> int:
        if not stays or self.state.closed_at is None:
            return 0
        missed = sum(max(0, one.until - max(one.at, stays[-1].until)) for one in self.sat.stays)
        return _beyond(missed, self.state.attendance_rules.early_minutes)

    def _answers(self, voter: Voter) -> tuple[bool | None, ...]:
        return tuple(
            voter in roll_call.answers if voter in roll_call.called else None
            for roll_call in self.state.roll_calls.values()
        )


def _mistaken(records: Sequence[Record]) -> set[int]:
    """Numbers of the answers to roll calls that were taken back."""
    last: dict[tuple[str, str], int] = {}
    mistaken = set[int]()
    for record in records:
        match record.event:
            case RollCallAnswered(roll_call_id=roll_call, seat_id=str(id), here=True):
                last[roll_call, id] = record.seq
            case RollCallAnswered(roll_call_id=roll_call, seat_id=str(id), here=False):
                mistaken.add(last[roll_call, id])
            case _:
                pass
    return mistaken


def _beyond(missed_ms: int, minutes: int) -> int:
    return missed_ms // 1000 if missed_ms > minutes * 60_000 else 0


def _standing(status: AttendanceStatus, capacity: Capacity) -> Standing:
    return "observing" if status == "present" and capacity == "observing" else status
