"""The speaking list and the floor: who asks to speak, and who spoke."""

from typing import Literal

import msgspec

from sessions.types import RequestKind


class Request(msgspec.Struct, frozen=True):
    """A waiting request; its place is its index in `Consultation.requests`."""

    request_id: str
    participant_id: str
    kind: RequestKind
    note: str
    item_id: str | None
    seat_id: str | None
    requested_at: int
    question_id: str | None = None
    """The question that a department asks to answer."""
    forwarded_by: str | None = None
    """Who asked on their behalf; "" for an organizer, None where they asked themselves."""


class Speech(msgspec.Struct, frozen=True):
    """One holding of the floor; its clock follows from its times, `seconds` and `paused_ms`."""

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
    question_id: str | None = None
    """The question that it answers."""
    paused_at: int | None = None
    """Since when its clock stands; None while it runs."""
    pause_reason: str = ""
    """A `PauseCode`, or the chair's own words."""
    paused_ms: int = 0
    """For how long it stood before that."""
