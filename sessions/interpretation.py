"""Interpretation 同声传译: who interprets into which language now, one at a time of each.

Interpreters serve the meeting: they never hold the floor, count for nothing, and are heard on the
channel of their language alone (`signaling/access.py`). The log names who interpreted and when.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    ConsultationAdjourned,
    ConsultationClosed,
    InterpretationEnded,
    InterpretationStarted,
    ParticipantLeft,
    ParticipantMuted,
)
from sessions.speaking import participant_named
from sessions.state import Consultation
from sessions.state.stage import Interpreting
from sessions.status import require_open
from sessions.types import Actor, InterpretationCode, Participant

# --- the roster -------------------------------------------------------------------------------


def with_language(participant: Participant) -> Participant:
    """Somebody as they go onto the roster, their language as tags are usually written.

    Raises `Refused` for an interpreter without a language, and for anybody else with one.
    """
    if (participant.role == "interpreter") != (participant.interprets_into is not None):
        raise Refused("interpreter_language")
    if participant.interprets_into is None:
        return participant
    return replace(participant, interprets_into=canonical(participant.interprets_into))


def canonical(tag: str) -> str:
    """A language tag in the usual case (RFC 5646 section 2.1.1), so that one language is one."""
    language, *rest = tag.lower().split("-")
    return "-".join([language, *_cased(rest)])


def _cased(subtags: list[str]) -> Iterator[str]:
    after_singleton = False
    for subtag in subtags:
        if after_singleton:
            yield subtag
        else:
            yield {2: subtag.upper(), 4: subtag.title()}.get(len(subtag), subtag)
        after_singleton = after_singleton or len(subtag) == 1


# --- decided ----------------------------------------------------------------------------------


def start_interpreting(state: Consultation, actor: Actor) -> list[AnyEvent]:
    """While the consultation sits; the other of the booth is relieved."""
    require_open(state)
    who = participant_named(state, actor.participant_id)
    assert who.interprets_into is not None, "the roster takes no interpreter without"
    if who.id not in state.joined:
        raise Refused("interpreter_absent")
    if who.id in state.muted:
        raise Refused("interpreter_muted")
    before = state.interpreting.get(who.interprets_into)
    if before is not None and before.participant_id == who.id:
        return []
    started = InterpretationStarted(participant_id=who.id, language=who.interprets_into)
    relieved = [] if before is None else [_ended(state, before.participant_id, "relieved")]
    return [*relieved, started]


def stop_interpreting(state: Consultation, actor: Actor) -> list[AnyEvent]:
    """Nothing happens where they do not interpret."""
    who = participant_named(state, actor.participant_id)
    return [_ended(state, who.id, "stopped")] if who.id in interpreters_on(state) else []


def _ended(
    state: Consultation, participant_id: str, reason: InterpretationCode
) -> InterpretationEnded:
    language = state.participants[participant_id].interprets_into
    assert language is not None
    return InterpretationEnded(participant_id=participant_id, language=language, reason=reason)


# --- by rule ----------------------------------------------------------------------------------


def ended_with(state: Consultation, events: list[AnyEvent]) -> list[AnyEvent]:
    """`events`, and before each the end of the interpreting that it ends."""
    on = interpreters_on(state)
    out: list[AnyEvent] = []
    for event in events:
        ended = ((who, _ends(event, who)) for who in on)
        out += [_ended(state, who, reason) for who, reason in ended if reason is not None]
        out.append(event)
    return out


def _ends(event: AnyEvent, who: str) -> InterpretationCode | None:
    match event:
        case ParticipantMuted(participant_id=id):
            return "muted" if id == who else None
        case ParticipantLeft(participant_id=id):
            return "left" if id == who else None
        case ConsultationAdjourned():
            return "adjourned"
        case ConsultationClosed():
            return "closed"
        case _:
            return None


# --- applied ----------------------------------------------------------------------------------


def interpretation_started(
    state: Consultation, event: InterpretationStarted, at: int
) -> Consultation:
    """On."""
    on = Interpreting(participant_id=event.participant_id, since=at)
    return replace(state, interpreting=state.interpreting.set(event.language, on))


def interpretation_ended(state: Consultation, event: InterpretationEnded) -> Consultation:
    """Off."""
    return replace(state, interpreting=state.interpreting.delete(event.language))


# --- read -------------------------------------------------------------------------------------


def interpreters_on(state: Consultation) -> dict[str, str]:
    """Who interprets now, and into which language."""
    return {one.participant_id: language for language, one in state.interpreting.items()}


def channel_of(state: Consultation, participant_id: str) -> str | None:
    """The language on whose channel alone somebody may be heard; None for all but interpreters."""
    participant = state.participants.get(participant_id)
    return None if participant is None else participant.interprets_into
