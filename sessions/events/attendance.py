"""Who is here: connections, marks, seats, roll calls."""

from sessions.events.base import Event
from sessions.types import AttendanceRules, AttendanceStatus, Connection, VenueCount


class ParticipantJoined(Event, frozen=True, tag="participant_joined"):
    """A participant is connected."""

    participant_id: str
    connection: Connection


class ParticipantLeft(Event, frozen=True, tag="participant_left"):
    """A participant is gone, grace period over."""

    participant_id: str


class AttendanceMarked(Event, frozen=True, tag="attendance_marked"):
    """Somebody's word on a participant or seat; it outweighs what connections say."""

    status: AttendanceStatus
    participant_id: str | None
    seat_id: str | None


class AttendanceRulesSet(Event, frozen=True, tag="attendance_rules_set"):
    """What holds from here on."""

    rules: AttendanceRules


class SeatTaken(Event, frozen=True, tag="seat_taken"):
    """Somebody sits there. `by_word` where staff said so: it holds without a line to the room."""

    seat_id: str
    person_id: str
    substitute: str
    by_word: bool


class SeatLeft(Event, frozen=True, tag="seat_left"):
    """Whoever sat there has left."""

    seat_id: str
    person_id: str


class SeatsSwapped(Event, frozen=True, tag="seats_swapped"):
    """Who sat in these two seats changed places."""

    seat_id: str
    other_id: str


class RollCallStarted(Event, frozen=True, tag="roll_call_started"):
    """Everybody on the list is called."""

    roll_call_id: str
    seconds: int


class RollCallAnswered(Event, frozen=True, tag="roll_call_answered"):
    """Somebody is here; `here` false takes that back."""

    roll_call_id: str
    participant_id: str | None
    seat_id: str | None
    here: bool = True


class RollCallEnded(Event, frozen=True, tag="roll_call_ended"):
    """The result by venue; `by_clock` where its time was over."""

    roll_call_id: str
    counts: list[VenueCount]
    by_clock: bool = False
