"""Readings of the floor 发言权 and the speaking list 发言队列 that all who rule on them share."""

from msgspec.structs import replace

from sessions.errors import Refused
from sessions.events import AnyEvent, FloorRevoked
from sessions.state import Consultation
from sessions.state.floor import Request, Speech
from sessions.types import Participant, RevokeCode


def held(state: Consultation) -> list[Speech]:
    """The speeches that last, oldest first."""
    return [state.speeches[id] for id in state.floor]


def holders(state: Consultation) -> list[str]:
    """Participants who hold the floor, whoever has held it longest first."""
    return [speech.participant_id for speech in held(state)]


def chair(state: Consultation) -> str | None:
    """The participant who presides, and may speak without the floor."""
    return state.presiding or named_chair(state)


def named_chair(state: Consultation) -> str | None:
    """The chair by the roster, who presides unless a deputy does."""
    return next((p.id for p in state.participants.values() if p.role == "chair"), None)


def waiting_request(state: Consultation, request_id: str) -> Request:
    """A request on the list; raises `Refused`."""
    for request in state.requests:
        if request.request_id == request_id:
            return request
    raise Refused("no_such_request")


def participant_named(state: Consultation, participant_id: str | None) -> Participant:
    """Somebody on the roster; raises `Refused`."""
    participant = state.participants.get(participant_id or "")
    if participant is None:
        raise Refused("no_such_participant")
    return participant


def floor_taken_back(
    state: Consultation,
    reason: RevokeCode,
    *,
    item_id: str | None = None,
    participant_id: str | None = None,
) -> list[AnyEvent]:
    """The end by rule of speeches that last: all, or those of an item or a participant."""
    return [
        FloorRevoked(speech_id=speech.speech_id, reason=reason)
        for speech in held(state)
        if item_id in (None, speech.item_id) and participant_id in (None, speech.participant_id)
    ]


def speech_held(state: Consultation, speech_id: str) -> Speech:
    """A speech that lasts; raises `Refused`."""
    speech = state.speeches.get(speech_id)
    if speech is None:
        raise Refused("no_such_speech")
    if speech.ended is not None:
        raise Refused("speech_ended")
    return speech


def without_request(state: Consultation, request_id: str | None) -> tuple[Request, ...]:
    """The list without one."""
    return tuple(r for r in state.requests if r.request_id != request_id)


def changed(state: Consultation, speech: Speech) -> Consultation:
    """The state with a speech as it is now."""
    return replace(state, speeches=state.speeches.set(speech.speech_id, speech))
