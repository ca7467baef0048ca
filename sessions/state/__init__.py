"""The state of one consultation: what its log amounts to, immutable, every change a new value.

Collections that grow with the public or the length of a sitting are persistent maps, so that
applying one event costs O(log n) and the state before it stays valid for whoever is reading it.
Times are Unix milliseconds.
"""

from typing import Literal

import msgspec
from immutables import Map

from sessions.minutes_types import MinutesWork
from sessions.ordered import Ordered
from sessions.state.agenda import Document, Item, Question
from sessions.state.attendance import Decision, Invitation, Joined, RollCall, SeatAt, Sitter
from sessions.state.ballots import Ballot, StanceOf
from sessions.state.captions import Caption, LiveNote, Note, PictureSize
from sessions.state.floor import Request, Speech
from sessions.state.opinions import Opinion
from sessions.state.outcomes import Outcome
from sessions.state.stage import Direction, Interpreting, Presentation, Recording, Stage
from sessions.types import (
    AttendanceRules,
    AttendanceStatus,
    FloorRules,
    Moderation,
    Participant,
    Venue,
)

Status = Literal["planned", "open", "adjourned", "closed"]

NO_HASH = "0" * 64
"""What stands before the first record of a log."""


class Rehearsing(msgspec.Struct, frozen=True):
    """A rehearsal that runs: since when, and when it ends by itself."""

    since: int
    until: int


class Consultation(msgspec.Struct, frozen=True):
    """One consultation after record `seq`."""

    id: str
    title: str
    scheduled_at: int
    status: Status = "planned"
    opened_at: int | None = None
    closed_at: int | None = None

    seq: int = 0
    at: int = 0
    """Time of the last record."""
    hash: str = NO_HASH
    """Hash of the last record."""

    rehearsal: Rehearsing | None = None
    """None in every state that a log amounts to: what is rehearsed is in none."""

    venues: Ordered[Venue] = msgspec.field(default_factory=Ordered)
    """Parents before children; the first is the root."""
    seats: Ordered[SeatAt] = msgspec.field(default_factory=Ordered)
    agenda: Ordered[Item] = msgspec.field(default_factory=Ordered)
    participants: Ordered[Participant] = msgspec.field(default_factory=Ordered)
    invitations: Ordered[Invitation] = msgspec.field(default_factory=Ordered)
    joined: Map[str, Joined] = Map()

    waiting_room: bool = False
    """Whether those who join wait to be admitted, but for the venues in `waiting_rooms`."""
    waiting_rooms: Map[str, bool] = Map()
    """The same by venue, where it was said since."""
    waiting: Map[str, Joined] = Map()
    """Who waits to be admitted, since when and how connected."""
    admitted: Map[str, int] = Map()
    """Who was let in or ever was here, and when: they do not wait again."""
    turned_away: Map[str, Decision] = Map()
    muted: Map[str, Decision] = Map()

    running_item: str | None = None
    requests: tuple[Request, ...] = ()
    """The speaking list, next first; at most one of each participant in each lane."""
    floor: tuple[str, ...] = ()
    """Ids of the speeches that last, oldest first; at most `FLOOR_HOLDERS_MAX`."""
    speeches: Ordered[Speech] = msgspec.field(default_factory=Ordered)
    stage: Stage | None = None
    """None while it follows the floor."""
    direction: Direction = Direction()
    interpreting: Map[str, Interpreting] = Map()
    """By language; empty unless it sits."""

    documents: Ordered[Document] = msgspec.field(default_factory=Ordered)
    item_documents: Map[str, tuple[str, ...]] = Map()
    """Ids of the documents attached to each item now, in order."""
    presentation: Presentation | None = None

    floor_rules: FloorRules = FloorRules()

    deputies: tuple[str, ...] = ()
    """Who stands in for the chair, in this order."""
    presiding: str | None = None
    """The deputy who presides; None: the chair."""
    interrupted_at: int | None = None
    """Since when nobody presides, though it sits."""

    opinions: Ordered[Opinion] = msgspec.field(default_factory=Ordered)
    receipts: Map[str, str] = Map()
    """Opinion ids by receipt."""
    published: Map[str, int] = Map()
    """Record number of the publication of each opinion that is public now."""
    wall_seq: int = 0
    """The record that last changed what is public: the version of the wall."""
    moderation: Moderation = "before"
    sensitive_words: tuple[str, ...] = ()
    """Of this consultation, beside those of the installation."""
    shown_opinion: str | None = None
    """The public opinion that is on the screens."""
    outcomes: Ordered[Outcome] = msgspec.field(default_factory=Ordered)
    outcomes_seq: int = 0
    """The record that last changed one of them."""
    outcome_due: int | None = None
    """When the clock next does something about one of them (Unix ms)."""
    ballots: Ordered[Ballot] = msgspec.field(default_factory=Ordered)
    open_ballot: str | None = None
    """At most one is."""
    stances: Ordered[StanceOf] = msgspec.field(default_factory=Ordered)
    """By subject and voter."""
    participant_marks: Map[str, AttendanceStatus] = Map()
    seat_marks: Map[str, AttendanceStatus] = Map()
    attendance_rules: AttendanceRules = AttendanceRules()
    sitters: Map[str, Sitter] = Map()
    """Who sits where, by seat."""
    left_seats: Map[str, int] = Map()
    """When somebody was said to have left, by person; not those who came back."""
    roll_calls: Ordered[RollCall] = msgspec.field(default_factory=Ordered)
    questions: Ordered[Question] = msgspec.field(default_factory=Ordered)
    captions: tuple[Caption, ...] = ()
    """The latest, oldest first; the log keeps the others."""
    caption_count: int = 0
    caption_languages: tuple[str, ...] = ()
    """In the order in which each was first used."""
    live_pictures: Map[str, PictureSize] = Map()
    """All that may be used in live notes, by hash."""
    live_notes: Ordered[LiveNote] = msgspec.field(default_factory=Ordered)
    minutes: MinutesWork = MinutesWork()
    recording: Recording = Recording()
    notes: Ordered[Note] = msgspec.field(default_factory=Ordered)
    note_changes: int = 0
    """How many were ever written or corrected."""
