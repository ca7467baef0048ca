"""Readings of the state for clients: what one role may see, as the snapshot that starts a client off."""

from typing import Literal

import msgspec

from sessions.types import (
    AgendaItem,
    AttendanceStatus,
    Participant,
    RequestKind,
    Source,
    Venue,
)

Status = Literal["planned", "open", "adjourned", "closed"]


class ItemView(msgspec.Struct, frozen=True):
    """An agenda item and when it ran (Unix ms)."""

    item: AgendaItem
    started_at: int | None
    closed_at: int | None


class RequestView(msgspec.Struct, frozen=True):
    """A waiting request; its place in the list is its index."""

    request_id: str
    participant_id: str
    kind: RequestKind
    note: str
    item_id: str | None
    seat_id: str | None
    requested_at: int


class SpeechView(msgspec.Struct, frozen=True):
    """One holding of the floor. `ended` None while it lasts; several may last at once (dialogue)."""

    speech_id: str
    participant_id: str
    kind: RequestKind
    seconds: int
    item_id: str | None
    seat_id: str | None
    granted_at: int
    started_at: int | None
    ended_at: int | None
    ended: Literal["yielded", "revoked"] | None


class OpinionView(msgspec.Struct, frozen=True):
    """An opinion; `receipt` and `reason` are filled for staff alone."""

    opinion_id: str
    text: str
    name: str
    region: str
    state: Literal["submitted", "published", "withheld"]
    submitted_at: int
    published_at: int | None
    receipt: str | None = None
    reason: str | None = None


class OutcomeView(msgspec.Struct, frozen=True):
    """An outcome as recorded."""

    outcome_id: str
    text: str
    unit: str
    due: str
    source: Source
    recorded_at: int


class AttendanceView(msgspec.Struct, frozen=True):
    """A mark on a participant or a seat."""

    status: AttendanceStatus
    participant_id: str | None
    seat_id: str | None


class Snapshot(msgspec.Struct, frozen=True):
    """Everything that one role may see of a consultation after record `seq`. Times are Unix ms."""

    id: str
    title: str
    status: Status
    scheduled_at: int
    opened_at: int | None
    closed_at: int | None
    seq: int
    hash: str
    venues: list[Venue]
    agenda: list[ItemView]
    participants: list[Participant]
    joined: list[str]
    """Participants connected by the log's word; momentary presence is signaling's."""
    requests: list[RequestView]
    speeches: list[SpeechView]
    opinions: list[OpinionView]
    outcomes: list[OutcomeView]
    attendance: list[AttendanceView]
