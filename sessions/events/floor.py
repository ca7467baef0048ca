"""The speaking list, the floor and its clocks."""

from sessions.events.base import Event
from sessions.types import FloorRules, RequestKind


class FloorRequested(Event, frozen=True, tag="floor_requested"):
    """A request joins the speaking list at `position`, 0 first; None: at its end."""

    request_id: str
    participant_id: str
    kind: RequestKind
    note: str
    item_id: str | None
    seat_id: str | None
    question_id: str | None = None
    forwarded_by: str | None = None
    """The participant who asked on somebody's behalf; "" for an organizer."""
    position: int | None = None


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
    question_id: str | None = None


class SpeechStarted(Event, frozen=True, tag="speech_started"):
    """The clock runs; `by_clock` where the holder did not press and 10 s had passed."""

    speech_id: str
    by_clock: bool = False


class SpeechExtended(Event, frozen=True, tag="speech_extended"):
    """`seconds` more."""

    speech_id: str
    seconds: int


class SpeechPaused(Event, frozen=True, tag="speech_paused"):
    """Its clock stands; `reason` is a `PauseCode` where a rule did it, else the chair's words."""

    speech_id: str
    reason: str


class SpeechResumed(Event, frozen=True, tag="speech_resumed"):
    """Its clock runs again."""

    speech_id: str


class FloorRulesSet(Event, frozen=True, tag="floor_rules_set"):
    """Speaking times by role and quota, and whether the clock cuts, from here on."""

    rules: FloorRules


class FloorYielded(Event, frozen=True, tag="floor_yielded"):
    """The holder finished."""

    speech_id: str


class FloorRevoked(Event, frozen=True, tag="floor_revoked"):
    """The floor was taken back; `reason` is a `RevokeCode` where a rule did it, else the chair's
    words.
    """

    speech_id: str
    reason: str
