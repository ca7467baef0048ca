"""Interpreting 同声传译."""

from sessions.events.base import Event
from sessions.types import InterpretationCode


class InterpretationStarted(Event, frozen=True, tag="interpretation_started"):
    """An interpreter's sound is the channel of this language from here on."""

    participant_id: str
    language: str


class InterpretationEnded(Event, frozen=True, tag="interpretation_ended"):
    """It is no more."""

    participant_id: str
    language: str
    reason: InterpretationCode
