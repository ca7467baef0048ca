"""The state of one consultation: what its log amounts to, immutable, every change a new value.

Collections that grow with the public or the length of a sitting are persistent maps, so that
applying one event costs O(log n) and the state before it stays valid for whoever is reading it.
Times are Unix milliseconds.
"""

from typing import Literal

import msgspec
from immutables import Map

from sessions.ordered import Ordered
from sessions.types import (
    AgendaItem,
    AttendanceStatus,
    Connection,
    Participant,
    RequestKind,
    Seat,
    Source,
    Venue,
)

Status = Literal["planned", "open", "adjourned", "closed"]
OpinionState = Literal["submitted", "published", "withheld"]

NO_HASH = "0" * 64
"""What stands before the first record of a log."""


class Item(msgspec.Struct, frozen=True):
    """An agenda item and when it ran."""

    item: AgendaItem
    started_at: int | None = None
    closed_at: int | None = None


class Request(msgspec.Struct, frozen=True):
    """A waiting request; its place is its index in `Consultation.requests`."""

    request_id: str
    participant_id: str
    kind: RequestKind
    note: str
    item_id: str | None
    seat_id: str | None
    requested_at: int


class Speech(msgspec.Struct, frozen=True):
    """One holding of the floor; its clock follows from `granted_at`, `started_at` and `seconds`."""

    speech_id: str
    participant_id: str
    kind: RequestKind
    seconds: int
    item_id: str | None
    seat_id: str | None
    request_id: str | None
    """The request it answered; None where called by name."""
    granted_at: int
    started_at: int | None = None
    ended_at: int | None = None
    ended: Literal["yielded", "revoked"] | None = None
    reason: str = ""
    """Why it was revoked: a `RevokeCode`, or the chair's own words."""


class Opinion(msgspec.Struct, frozen=True, gc=False):
    """An opinion from the public and how it stands.

    Without the garbage collector, which has no cycles to find here and with 90,000 of them stopped
    the process for 0.4 s at a time.
    """

    opinion_id: str
    receipt: str
    text: str
    name: str
    region: str
    submitted_at: int
    state: OpinionState = "submitted"
    published_at: int | None = None
    """When it became public; None while it is not."""
    reason: str | None = None
    """Why it was withheld."""


class Outcome(msgspec.Struct, frozen=True):
    """An outcome as recorded."""

    outcome_id: str
    text: str
    unit: str
    due: str
    source: Source
    recorded_at: int


class Caption(msgspec.Struct, frozen=True, gc=False):
    """A caption as it reads now."""

    caption_id: str
    speech_id: str | None
    participant_id: str | None
    language: str
    text: str
    started_at: int
    ended_at: int


class Invitation(msgspec.Struct, frozen=True):
    """A signed join link that was made."""

    participant_id: str
    expires_at: int
    revoked: bool = False


class Joined(msgspec.Struct, frozen=True):
    """A connection by the log's word."""

    at: int
    connection: Connection


class SeatAt(msgspec.Struct, frozen=True):
    """A seat and the venue it stands in."""

    seat: Seat
    venue_id: str


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

    venues: Ordered[Venue] = msgspec.field(default_factory=Ordered)
    """Parents before children; the first is the root."""
    seats: Ordered[SeatAt] = msgspec.field(default_factory=Ordered)
    agenda: Ordered[Item] = msgspec.field(default_factory=Ordered)
    participants: Ordered[Participant] = msgspec.field(default_factory=Ordered)
    invitations: Ordered[Invitation] = msgspec.field(default_factory=Ordered)
    joined: Map[str, Joined] = Map()

    running_item: str | None = None
    requests: tuple[Request, ...] = ()
    """The speaking list, next first; at most one of each participant."""
    floor: tuple[str, ...] = ()
    """Ids of the speeches that last, oldest first; at most `FLOOR_HOLDERS_MAX`."""
    speeches: Ordered[Speech] = msgspec.field(default_factory=Ordered)

    opinions: Ordered[Opinion] = msgspec.field(default_factory=Ordered)
    receipts: Map[str, str] = Map()
    """Opinion ids by receipt."""
    published: Map[str, int] = Map()
    """Record number of the publication of each opinion that is public now."""
    wall_seq: int = 0
    """The record that last changed what is public: the version of the wall."""
    outcomes: Ordered[Outcome] = msgspec.field(default_factory=Ordered)
    participant_marks: Map[str, AttendanceStatus] = Map()
    seat_marks: Map[str, AttendanceStatus] = Map()
    captions: tuple[Caption, ...] = ()
    """The latest, oldest first; the log keeps the others."""
    caption_count: int = 0
    caption_languages: tuple[str, ...] = ()
    """In the order in which each was first used."""
