"""The events: what happened in a consultation, one frozen struct each; the log holds nothing else.

Events say enough to be read without the commands that caused them. `Record` is an event in its
place in the log: numbered, timed, attributed and chained to the record before it.
"""

import msgspec

from sessions.types import (
    Actor,
    AgendaItem,
    AttendanceStatus,
    Connection,
    Participant,
    RequestKind,
    Source,
    Venue,
)


class Event(msgspec.Struct, frozen=True, gc=False, tag_field="type", forbid_unknown_fields=True):
    """Base of all events. Immutable trees have no cycles, so the collector need not visit them."""


class ConsultationCreated(Event, frozen=True, tag="consultation_created"):
    """Always record 1."""

    id: str
    title: str
    scheduled_at: int


class VenueAdded(Event, frozen=True, tag="venue_added"):
    """A venue takes its place in the tree, after its parent."""

    venue: Venue


class ItemAdded(Event, frozen=True, tag="item_added"):
    """An agenda item, at the end."""

    item: AgendaItem


class ParticipantRegistered(Event, frozen=True, tag="participant_registered"):
    """Somebody is on the roster."""

    participant: Participant


class InvitationIssued(Event, frozen=True, tag="invitation_issued"):
    """A join link exists. Staff only."""

    invitation_id: str
    participant_id: str
    expires_at: int


class InvitationRevoked(Event, frozen=True, tag="invitation_revoked"):
    """A join link no longer works. Staff only."""

    invitation_id: str


class ConsultationOpened(Event, frozen=True, tag="consultation_opened"):
    """开会."""


class ConsultationAdjourned(Event, frozen=True, tag="consultation_adjourned"):
    """休会."""

    reason: str


class ConsultationResumed(Event, frozen=True, tag="consultation_resumed"):
    """复会."""


class ConsultationClosed(Event, frozen=True, tag="consultation_closed"):
    """闭会."""


class ItemStarted(Event, frozen=True, tag="item_started"):
    """An agenda item begins."""

    item_id: str


class ItemClosed(Event, frozen=True, tag="item_closed"):
    """An agenda item ends."""

    item_id: str


class FloorRequested(Event, frozen=True, tag="floor_requested"):
    """A request joins the end of the speaking list."""

    request_id: str
    participant_id: str
    kind: RequestKind
    note: str
    item_id: str | None
    seat_id: str | None


class RequestWithdrawn(Event, frozen=True, tag="request_withdrawn"):
    """A request leaves the speaking list unheard; `lapsed` where its item ended."""

    request_id: str
    lapsed: bool = False


class RequestMoved(Event, frozen=True, tag="request_moved"):
    """A request stands at `position` of the speaking list now, 0 first."""

    request_id: str
    position: int


class FloorGranted(Event, frozen=True, tag="floor_granted"):
    """A participant holds the floor; `request_id` None where called by name."""

    speech_id: str
    participant_id: str
    kind: RequestKind
    seconds: int
    item_id: str | None
    request_id: str | None
    seat_id: str | None


class SpeechStarted(Event, frozen=True, tag="speech_started"):
    """The clock runs; `by_clock` where the holder did not press and 10 s had passed."""

    speech_id: str
    by_clock: bool = False


class SpeechExtended(Event, frozen=True, tag="speech_extended"):
    """`seconds` more."""

    speech_id: str
    seconds: int


class FloorYielded(Event, frozen=True, tag="floor_yielded"):
    """The holder finished."""

    speech_id: str


class FloorRevoked(Event, frozen=True, tag="floor_revoked"):
    """The floor was taken back; `reason` is a `RevokeCode` where a rule did it, else the chair's
    words.
    """

    speech_id: str
    reason: str


class OpinionSubmitted(Event, frozen=True, tag="opinion_submitted"):
    """Waiting to be screened. Staff only."""

    opinion_id: str
    receipt: str
    text: str
    name: str
    region: str


class OpinionPublished(Event, frozen=True, tag="opinion_published"):
    """Public from here on; carries exactly what was published."""

    opinion_id: str
    text: str
    name: str
    region: str


class OpinionRetracted(Event, frozen=True, tag="opinion_retracted"):
    """No longer public; followed by `OpinionWithheld` with the reason."""

    opinion_id: str


class OpinionWithheld(Event, frozen=True, tag="opinion_withheld"):
    """Not public. The reason is for staff and its author. Staff only."""

    opinion_id: str
    reason: str


class OutcomeRecorded(Event, frozen=True, tag="outcome_recorded"):
    """An outcome with its unit and date (ISO)."""

    outcome_id: str
    text: str
    unit: str
    due: str
    source: Source


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


class CaptionAdded(Event, frozen=True, tag="caption_added"):
    """A finished line of what was said, in one language."""

    caption_id: str
    speech_id: str | None
    participant_id: str | None
    language: str
    text: str
    started_at: int
    ended_at: int


class CaptionCorrected(Event, frozen=True, tag="caption_corrected"):
    """A caption reads otherwise from here on."""

    caption_id: str
    text: str


AnyEvent = (
    ConsultationCreated
    | VenueAdded
    | ItemAdded
    | ParticipantRegistered
    | InvitationIssued
    | InvitationRevoked
    | ConsultationOpened
    | ConsultationAdjourned
    | ConsultationResumed
    | ConsultationClosed
    | ItemStarted
    | ItemClosed
    | FloorRequested
    | RequestWithdrawn
    | RequestMoved
    | FloorGranted
    | SpeechStarted
    | SpeechExtended
    | FloorYielded
    | FloorRevoked
    | OpinionSubmitted
    | OpinionPublished
    | OpinionRetracted
    | OpinionWithheld
    | OutcomeRecorded
    | ParticipantJoined
    | ParticipantLeft
    | AttendanceMarked
    | CaptionAdded
    | CaptionCorrected
)

STAFF_ONLY = (InvitationIssued, InvitationRevoked, OpinionSubmitted, OpinionWithheld)
"""Seen by organizer, chair and clerk alone."""


class Record(msgspec.Struct, frozen=True, gc=False):
    """An event in the log. `seq` counts from 1 without gaps; `at` is Unix milliseconds, never
    falling.
    """

    seq: int
    at: int
    actor: Actor
    event: AnyEvent
    prev_hash: str
    """SHA-256 of the record before, 64 hex digits; zeros for the first."""
    hash: str


def tag(kind: type[msgspec.Struct]) -> str:
    """The wire name of a kind of event or command."""
    return str(kind.__struct_config__.tag)
