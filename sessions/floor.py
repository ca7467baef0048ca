"""The floor 发言权: who is given it, and how it ends.

An interposed question 插问 and a point of order 程序 interrupt: the holder keeps the floor beside
them and the clock stands until whoever presides, or the holder, has it go on. So the holder's
answer costs no minute of theirs.
"""

from collections.abc import Callable

from msgspec.structs import replace

from sessions import questions
from sessions.clock import clocks_stopped, due, unpaused
from sessions.commands import GrantFloor, RevokeFloor, YieldFloor
from sessions.config import FLOOR_HOLDERS_MAX
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    FloorGranted,
    FloorRevoked,
    FloorYielded,
    SpeechStarted,
)
from sessions.quotas import granted_seconds, usual_seconds
from sessions.roles import SPEAKERS
from sessions.speaking import (
    changed,
    floor_taken_back,
    holders,
    participant_named,
    speech_held,
    waiting_request,
    without_request,
)
from sessions.state import Consultation
from sessions.state.floor import Request, Speech
from sessions.status import require_open
from sessions.types import Actor, ItemKind, Participant, RequestKind

CALLED_FOR: dict[ItemKind, RequestKind] = {
    "briefing": "statement",
    "questions": "question",
    "answers": "answer",
    "statements": "statement",
}
"""What somebody is called by name to do under an item of each kind."""
INTERRUPTING: frozenset[RequestKind] = frozenset({"interposed_question", "point_of_order"})
"""Granted beside whoever speaks, whose clock stands."""


# --- decided ----------------------------------------------------------------------------------


def grant_floor(
    state: Consultation, command: GrantFloor, now_ms: int, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """To a request, or by name; whoever held the floor loses it, unless the two are to talk or the
    new one interrupts.

    Somebody called by name who waits has their request answered by it.
    """
    require_open(state)
    request = _granted_request(state, command)
    asked = command.participant_id if request is None else request.participant_id
    participant = participant_named(state, asked)
    _check_can_hold(state, participant)
    item = None if state.running_item is None else state.agenda[state.running_item].item
    question_id = questions.answered_by(state, command, request, participant)
    kind = _kind(request, command.kind, None if item is None else item.kind)
    if question_id is not None:
        kind = "answer"
    interrupts = kind in INTERRUPTING
    beside = command.dialogue or interrupts
    if beside and len(state.floor) >= FLOOR_HOLDERS_MAX:
        raise Refused("floor_is_taken")
    seconds = command.seconds or usual_seconds(state, participant)
    if not command.beyond_quota:
        seconds = granted_seconds(state, participant, kind, seconds, now_ms)
    granted = FloorGranted(
        speech_id=new_id(),
        participant_id=participant.id,
        kind=kind,
        seconds=seconds,
        item_id=state.running_item,
        request_id=None if request is None else request.request_id,
        seat_id=None if request is None else request.seat_id,
        question_id=question_id,
    )
    before = [] if beside else floor_taken_back(state, "next_speaker")
    if interrupts:
        before = clocks_stopped(state, "interposed")
    # A room has nobody at a button: its sound is on the table's microphones already.
    started = [SpeechStarted(speech_id=granted.speech_id)] if participant.role == "venue" else []
    return [*before, granted, *started]


def _granted_request(state: Consultation, command: GrantFloor) -> Request | None:
    if (command.request_id is None) == (command.participant_id is None):
        raise Refused("name_one")
    if command.request_id is not None:
        return waiting_request(state, command.request_id)
    return next((r for r in state.requests if r.participant_id == command.participant_id), None)


def _check_can_hold(state: Consultation, participant: Participant) -> None:
    if participant.role not in SPEAKERS:
        raise Refused("cannot_hold_floor", name=participant.name)
    if participant.id in holders(state):
        raise Refused("already_holds_floor", name=participant.name)
    if participant.id not in state.joined:
        # The record must not say that somebody spoke who was not there.
        raise Refused("participant_absent", name=participant.name)


def _kind(
    request: Request | None, called_for: RequestKind | None, item: ItemKind | None
) -> RequestKind:
    if request is not None:
        return request.kind
    if called_for is not None:
        return called_for
    return "statement" if item is None else CALLED_FOR[item]


def yield_floor(state: Consultation, command: YieldFloor) -> list[AnyEvent]:
    """The holder has finished."""
    return [FloorYielded(speech_id=speech_held(state, command.speech_id).speech_id)]


def revoke_floor(
    state: Consultation, actor: Actor, command: RevokeFloor, now_ms: int
) -> list[AnyEvent]:
    """The chair takes the floor back, or the clock, unless the chair gave more time meanwhile."""
    speech = speech_held(state, command.speech_id)
    if actor.role == "system" and command not in due(state, now_ms):
        raise Refused("not_due")
    return [FloorRevoked(speech_id=speech.speech_id, reason=command.reason)]


# --- applied ----------------------------------------------------------------------------------


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
        requests=without_request(state, event.request_id),
        speeches=state.speeches.set(speech.speech_id, speech),
        floor=(*state.floor, speech.speech_id),
    )


def floor_yielded(state: Consultation, event: FloorYielded, at: int) -> Consultation:
    """It is over."""
    speech = unpaused(state.speeches[event.speech_id], at)
    speech = replace(speech, ended_at=at, ended="yielded")
    return _off_the_floor(changed(state, speech), event.speech_id)


def floor_revoked(state: Consultation, event: FloorRevoked, at: int) -> Consultation:
    """It is over, and not by its speaker."""
    speech = unpaused(state.speeches[event.speech_id], at)
    speech = replace(speech, ended_at=at, ended="revoked", reason=event.reason)
    return _off_the_floor(changed(state, speech), event.speech_id)


def _off_the_floor(state: Consultation, speech_id: str) -> Consultation:
    return replace(state, floor=tuple(id for id in state.floor if id != speech_id))
