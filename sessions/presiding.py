"""Who presides: the chair, or a deputy while the chair is away; and when nobody does.

When whoever presides is gone, the sitting is interrupted: clocks stand and the stream shows the
slate. It goes on when they are back, or a deputy takes the chair. The chair takes it back by
command. Clocks go on when whoever presides says so.
"""

from msgspec.structs import replace

from sessions.clock import clocks_stopped
from sessions.commands import NameDeputies
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    ChairTaken,
    DeputiesNamed,
    PresidingContinued,
    PresidingInterrupted,
)
from sessions.roles import SPEAKERS
from sessions.speaking import chair, named_chair
from sessions.state import Consultation
from sessions.status import require_unclosed
from sessions.types import Actor


def name_deputies(state: Consultation, command: NameDeputies) -> list[AnyEvent]:
    """In the order in which they stand in; nothing happens where it is so already."""
    require_unclosed(state)
    ids = list(dict.fromkeys(command.participant_ids))
    for id in ids:
        participant = state.participants.get(id)
        if participant is None:
            raise Refused("no_such_participant")
        if participant.role not in SPEAKERS - {"chair", "venue"}:
            raise Refused("deputy_cannot_preside", name=participant.name)
    return [] if tuple(ids) == state.deputies else [DeputiesNamed(participant_ids=ids)]


def take_chair(state: Consultation, actor: Actor) -> list[AnyEvent]:
    """The chair at any time; a deputy while whoever presides is away, the first who is here."""
    require_unclosed(state)
    who, presiding = actor.participant_id, chair(state)
    assert who is not None, "the table of roles lets participants alone"
    if who == presiding:
        return continued(state, who)
    if who != named_chair(state):
        _check_stands_in(state, who)
    taken = ChairTaken(participant_id=who)
    if state.interrupted_at is None:
        return [taken]
    return [taken, PresidingContinued(since=state.interrupted_at)]


def _check_stands_in(state: Consultation, who: str) -> None:
    if who not in state.deputies:
        raise Refused("not_authorized")
    presiding = chair(state)
    if presiding in state.joined:
        raise Refused("chair_presides", name=state.participants[presiding or ""].name)
    first = next(id for id in state.deputies if id in state.joined or id == who)
    if first != who:
        raise Refused("deputy_before_you", name=state.participants[first].name)


def interrupted(state: Consultation, left: str) -> list[AnyEvent]:
    """What follows where `left` is gone: nothing unless they presided over a sitting."""
    if state.status != "open" or left != chair(state) or state.interrupted_at is not None:
        return []
    return [*clocks_stopped(state, "chair_absent"), PresidingInterrupted(participant_id=left)]


def continued(state: Consultation, joined: str) -> list[AnyEvent]:
    """What follows where `joined` is here again: nothing unless they are who was missed."""
    if state.interrupted_at is None or joined != chair(state):
        return []
    return [PresidingContinued(since=state.interrupted_at)]


def deputies_named(state: Consultation, event: DeputiesNamed) -> Consultation:
    """They may stand in."""
    return replace(state, deputies=tuple(event.participant_ids))


def presiding_interrupted(state: Consultation, at: int) -> Consultation:
    """Nobody presides."""
    return replace(state, interrupted_at=at)


def presiding_continued(state: Consultation) -> Consultation:
    """Somebody does again."""
    return replace(state, interrupted_at=None)


def chair_taken(state: Consultation, event: ChairTaken) -> Consultation:
    """They preside: a deputy, or the chair again."""
    own = event.participant_id == named_chair(state)
    return replace(state, presiding=None if own else event.participant_id)
