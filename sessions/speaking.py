"""The speaking list 发言队列 and the floor 发言权: who waits, who holds it, how long."""

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from sessions import questions
from sessions.commands import (
    ExtendSpeech,
    GrantFloor,
    MoveRequest,
    RequestFloor,
    RevokeFloor,
    StartSpeech,
    WithdrawRequest,
    YieldFloor,
)
from sessions.config import FLOOR_HOLDERS_MAX, SPEECH_SECONDS_MAX, SPEECH_START_MS
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    FloorGranted,
    FloorRequested,
    FloorRevoked,
    FloorYielded,
    RequestMoved,
    RequestWithdrawn,
    SpeechExtended,
    SpeechStarted,
)
from sessions.roles import SPEAKERS
from sessions.state import Consultation, Request, Speech
from sessions.status import require_open, require_sitting
from sessions.types import Actor, ItemKind, Participant, RequestKind, RevokeCode
from sessions.venues import within

DEFAULT_SECONDS = 300
"""Speaking time where no item runs; as an item's own default."""

CALLED_FOR: dict[ItemKind, RequestKind] = {
    "briefing": "statement",
    "questions": "question",
    "answers": "answer",
    "statements": "statement",
}
"""What somebody is called by name to do under an item of each kind."""


# --- readings ---------------------------------------------------------------------------------


def held(state: Consultation) -> list[Speech]:
    """The speeches that last, oldest first."""
    return [state.speeches[id] for id in state.floor]


def holders(state: Consultation) -> list[str]:
    """Participants who hold the floor, whoever has held it longest first."""
    return [speech.participant_id for speech in held(state)]


def chair(state: Consultation) -> str | None:
    """The participant who presides, and may speak without the floor."""
    return next((p.id for p in state.participants.values() if p.role == "chair"), None)


def elapsed_ms(speech: Speech, now_ms: int) -> int:
    """Milliseconds spoken; 0 until the clock runs."""
    if speech.started_at is None:
        return 0
    until = now_ms if speech.ended_at is None else speech.ended_at
    return max(0, until - speech.started_at)


def remaining_ms(speech: Speech, now_ms: int) -> int:
    """Milliseconds left; below 0 when the speaker is over time."""
    return speech.seconds * 1000 - elapsed_ms(speech, now_ms)


def next_due(state: Consultation) -> int | None:
    """When the next clock starts by itself, Unix ms; None while none waits."""
    waiting = [s.granted_at for s in held(state) if s.started_at is None]
    return min(waiting) + SPEECH_START_MS if waiting else None


def due_starts(state: Consultation, now_ms: int) -> list[StartSpeech]:
    """Starts of the granted speeches whose holders have let their time to press pass."""
    return [
        StartSpeech(speech_id=speech.speech_id)
        for speech in held(state)
        if speech.started_at is None and now_ms >= speech.granted_at + SPEECH_START_MS
    ]


# --- the list ---------------------------------------------------------------------------------


def request_floor(
    state: Consultation, actor: Actor, command: RequestFloor, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """One waiting request per participant; a seat only by the operator of its venue."""
    require_open(state)
    participant = _participant(state, actor.participant_id)
    if command.seat_id is not None:
        _check_seat(state, participant, command.seat_id)
    if command.question_id is not None:
        questions.require_asked(state, command.question_id, participant)
    if participant.id in holders(state):
        raise Refused("you_hold_floor")
    for place, request in enumerate(state.requests, 1):
        if request.participant_id == participant.id:
            raise Refused("already_waiting", place=place)
    return [
        FloorRequested(
            request_id=new_id(),
            participant_id=participant.id,
            kind="answer" if command.question_id is not None else command.kind,
            note=command.note,
            item_id=state.running_item,
            seat_id=command.seat_id,
            question_id=command.question_id,
        )
    ]


def _check_seat(state: Consultation, operator: Participant, seat_id: str) -> None:
    seat = state.seats.get(seat_id)
    if seat is None:
        raise Refused("no_such_seat")
    if operator.role != "venue" or not within(state, seat.venue_id, operator.venue_id):
        raise Refused("seat_not_yours")


def withdraw_request(state: Consultation, command: WithdrawRequest) -> list[AnyEvent]:
    """Off the list, during an adjournment too."""
    require_sitting(state)
    return [RequestWithdrawn(request_id=_request(state, command.request_id).request_id)]


def move_request(state: Consultation, command: MoveRequest) -> list[AnyEvent]:
    """To a place of the list; beyond its end means last. Nothing happens where it stands there."""
    require_sitting(state)
    request = _request(state, command.request_id)
    position = min(command.position, len(state.requests) - 1)
    if state.requests[position] is request:
        return []
    return [RequestMoved(request_id=request.request_id, position=position)]


def requests_lapsed(requests: Iterable[Request]) -> list[AnyEvent]:
    """The given requests leave the list unheard."""
    return [RequestWithdrawn(request_id=r.request_id, lapsed=True) for r in requests]


def _request(state: Consultation, request_id: str) -> Request:
    for request in state.requests:
        if request.request_id == request_id:
            return request
    raise Refused("no_such_request")


def _participant(state: Consultation, participant_id: str | None) -> Participant:
    participant = state.participants.get(participant_id or "")
    if participant is None:
        raise Refused("no_such_participant")
    return participant


# --- the floor --------------------------------------------------------------------------------


def grant_floor(
    state: Consultation, command: GrantFloor, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """To a request, or by name; whoever held the floor loses it, unless the two are to talk.

    Somebody called by name who waits has their request answered by it.
    """
    require_open(state)
    request = _granted_request(state, command)
    asked = command.participant_id if request is None else request.participant_id
    participant = _participant(state, asked)
    _check_can_hold(state, participant)
    if command.dialogue and len(state.floor) >= FLOOR_HOLDERS_MAX:
        raise Refused("floor_is_taken")
    item = None if state.running_item is None else state.agenda[state.running_item].item
    question_id = questions.answered_by(state, command, request, participant)
    kind = _kind(request, None if item is None else item.kind)
    granted = FloorGranted(
        speech_id=new_id(),
        participant_id=participant.id,
        kind=kind if question_id is None else "answer",
        seconds=command.seconds or (DEFAULT_SECONDS if item is None else item.speech_seconds),
        item_id=state.running_item,
        request_id=None if request is None else request.request_id,
        seat_id=None if request is None else request.seat_id,
        question_id=question_id,
    )
    ended = [] if command.dialogue else floor_taken_back(state, "next_speaker")
    # A room has nobody at a button: its sound is on the table's microphones already.
    started = [SpeechStarted(speech_id=granted.speech_id)] if participant.role == "venue" else []
    return [*ended, granted, *started]


def _granted_request(state: Consultation, command: GrantFloor) -> Request | None:
    if (command.request_id is None) == (command.participant_id is None):
        raise Refused("name_one")
    if command.request_id is not None:
        return _request(state, command.request_id)
    return next((r for r in state.requests if r.participant_id == command.participant_id), None)


def _check_can_hold(state: Consultation, participant: Participant) -> None:
    if participant.role not in SPEAKERS:
        raise Refused("cannot_hold_floor", name=participant.name)
    if participant.id in holders(state):
        raise Refused("already_holds_floor", name=participant.name)
    if participant.id not in state.joined:
        # The record must not say that somebody spoke who was not there.
        raise Refused("participant_absent", name=participant.name)


def _kind(request: Request | None, item: ItemKind | None) -> RequestKind:
    if request is not None:
        return request.kind
    return "statement" if item is None else CALLED_FOR[item]


def start_speech(state: Consultation, actor: Actor, command: StartSpeech) -> list[AnyEvent]:
    """The clock runs from here."""
    if _held(state, command.speech_id).started_at is not None:
        raise Refused("speech_already_started")
    return [SpeechStarted(speech_id=command.speech_id, by_clock=actor.role == "system")]


def extend_speech(state: Consultation, command: ExtendSpeech) -> list[AnyEvent]:
    """More time, up to `SPEECH_SECONDS_MAX` in all."""
    speech = _held(state, command.speech_id)
    if speech.seconds + command.seconds > SPEECH_SECONDS_MAX:
        raise Refused("speech_too_long", hours=SPEECH_SECONDS_MAX // 3600)
    return [SpeechExtended(speech_id=speech.speech_id, seconds=command.seconds)]


def yield_floor(state: Consultation, command: YieldFloor) -> list[AnyEvent]:
    """The holder has finished."""
    return [FloorYielded(speech_id=_held(state, command.speech_id).speech_id)]


def revoke_floor(state: Consultation, command: RevokeFloor) -> list[AnyEvent]:
    """The chair takes the floor back."""
    speech = _held(state, command.speech_id)
    return [FloorRevoked(speech_id=speech.speech_id, reason=command.reason)]


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


def _held(state: Consultation, speech_id: str) -> Speech:
    speech = state.speeches.get(speech_id)
    if speech is None:
        raise Refused("no_such_speech")
    if speech.ended is not None:
        raise Refused("speech_ended")
    return speech


# --- applied ----------------------------------------------------------------------------------


def floor_requested(state: Consultation, event: FloorRequested, at: int) -> Consultation:
    """One more at the end of the list."""
    request = Request(
        request_id=event.request_id,
        participant_id=event.participant_id,
        kind=event.kind,
        note=event.note,
        item_id=event.item_id,
        seat_id=event.seat_id,
        requested_at=at,
        question_id=event.question_id,
        forwarded_by=event.forwarded_by,
    )
    return replace(state, requests=(*state.requests, request))


def request_withdrawn(state: Consultation, event: RequestWithdrawn) -> Consultation:
    """One less on the list."""
    return replace(state, requests=_without(state, event.request_id))


def request_moved(state: Consultation, event: RequestMoved) -> Consultation:
    """The same list in another order."""
    rest = _without(state, event.request_id)
    moved = _request(state, event.request_id)
    return replace(state, requests=(*rest[: event.position], moved, *rest[event.position :]))


def _without(state: Consultation, request_id: str | None) -> tuple[Request, ...]:
    return tuple(r for r in state.requests if r.request_id != request_id)


def floor_granted(state: Consultation, event: FloorGranted, at: int) -> Consultation:
    """A new speech lasts; the request that it answers is off the list."""
    speech = Speech(
        speech_id=event.speech_id,
        participant_id=event.participant_id,
        kind=event.kind,
        seconds=event.seconds,
        item_id=event.item_id,
        seat_id=event.seat_id,
        request_id=event.request_id,
        granted_at=at,
        question_id=event.question_id,
    )
    return replace(
        state,
        requests=_without(state, event.request_id),
        speeches=state.speeches.set(speech.speech_id, speech),
        floor=(*state.floor, speech.speech_id),
    )


def speech_started(state: Consultation, event: SpeechStarted, at: int) -> Consultation:
    """Its clock runs."""
    return _changed(state, replace(state.speeches[event.speech_id], started_at=at))


def speech_extended(state: Consultation, event: SpeechExtended) -> Consultation:
    """It has more time."""
    speech = state.speeches[event.speech_id]
    return _changed(state, replace(speech, seconds=speech.seconds + event.seconds))


def floor_yielded(state: Consultation, event: FloorYielded, at: int) -> Consultation:
    """It is over."""
    speech = replace(state.speeches[event.speech_id], ended_at=at, ended="yielded")
    return _off_the_floor(_changed(state, speech), event.speech_id)


def floor_revoked(state: Consultation, event: FloorRevoked, at: int) -> Consultation:
    """It is over, and not by its speaker."""
    speech = state.speeches[event.speech_id]
    speech = replace(speech, ended_at=at, ended="revoked", reason=event.reason)
    return _off_the_floor(_changed(state, speech), event.speech_id)


def _changed(state: Consultation, speech: Speech) -> Consultation:
    return replace(state, speeches=state.speeches.set(speech.speech_id, speech))


def _off_the_floor(state: Consultation, speech_id: str) -> Consultation:
    return replace(state, floor=tuple(id for id in state.floor if id != speech_id))
