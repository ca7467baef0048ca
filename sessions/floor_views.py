"""Readings of the speaking list and of who held the floor."""

from typing import Literal

import msgspec

from sessions.state.floor import Request, Speech
from sessions.types import RequestKind


class RequestView(msgspec.Struct, frozen=True):
    """A waiting request; its place in the list is its index."""

    request_id: str
    participant_id: str
    kind: RequestKind
    note: str
    item_id: str | None
    seat_id: str | None
    requested_at: int
    question_id: str | None
    forwarded_by: str | None = None
    """Who asked on their behalf; "" for an organizer, None where they asked themselves."""


class SpeechView(msgspec.Struct, frozen=True):
    """One holding of the floor. `ended` None while it lasts; in a dialogue two last at once."""

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
    question_id: str | None
    paused_at: int | None = None
    """Since when its clock stands; None while it runs."""
    pause_reason: str = ""
    paused_ms: int = 0
    """For how long it stood before that."""


def request_view(request: Request) -> RequestView:
    return RequestView(
        request_id=request.request_id,
        participant_id=request.participant_id,
        kind=request.kind,
        note=request.note,
        item_id=request.item_id,
        seat_id=request.seat_id,
        requested_at=request.requested_at,
        question_id=request.question_id,
        forwarded_by=request.forwarded_by,
    )


def speech_view(speech: Speech) -> SpeechView:
    return SpeechView(
        speech_id=speech.speech_id,
        participant_id=speech.participant_id,
        kind=speech.kind,
        seconds=speech.seconds,
        item_id=speech.item_id,
        seat_id=speech.seat_id,
        granted_at=speech.granted_at,
        started_at=speech.started_at,
        ended_at=speech.ended_at,
        ended=speech.ended,
        question_id=speech.question_id,
        paused_at=speech.paused_at,
        pause_reason=speech.pause_reason,
        paused_ms=speech.paused_ms,
    )
