"""Muting 静音: whom nobody hears, with the floor or without, and by whose decision."""

from msgspec.structs import replace

from sessions.commands import MuteParticipant, UnmuteParticipant
from sessions.errors import Refused
from sessions.events import AnyEvent, ParticipantMuted, ParticipantUnmuted
from sessions.overrides import check_not_above, overridden
from sessions.speaking import chair
from sessions.state import Consultation
from sessions.state.attendance import Decision
from sessions.status import require_unclosed
from sessions.types import Actor, Participant


def mute_participant(state: Consultation, actor: Actor, command: MuteParticipant) -> list[AnyEvent]:
    """Nothing happens where they are muted already; whoever presides cannot be."""
    require_unclosed(state)
    who = _participant(state, command.participant_id)
    if who.role == "chair" or who.id == chair(state):
        raise Refused("chair_not_muted")
    if who.id in state.muted:
        return []
    override = overridden(
        state,
        actor,
        "mute_participant",
        command.reason,
        venue_id=who.venue_id,
        participant_id=who.id,
    )
    return [*override, ParticipantMuted(participant_id=who.id, reason=command.reason.strip())]


def unmute_participant(
    state: Consultation, actor: Actor, command: UnmuteParticipant
) -> list[AnyEvent]:
    """By whoever muted them, or somebody above; nothing happens where they are not muted."""
    require_unclosed(state)
    who = _participant(state, command.participant_id)
    before = state.muted.get(who.id)
    if before is None:
        return []
    check_not_above(state, actor, before)
    override = overridden(
        state,
        actor,
        "unmute_participant",
        command.reason,
        venue_id=who.venue_id,
        participant_id=who.id,
        before=before,
    )
    return [*override, ParticipantUnmuted(participant_id=who.id)]


def _participant(state: Consultation, participant_id: str) -> Participant:
    participant = state.participants.get(participant_id)
    if participant is None:
        raise Refused("no_such_participant")
    return participant


def participant_muted(
    state: Consultation, event: ParticipantMuted, actor: Actor, at: int
) -> Consultation:
    """Not heard."""
    decision = Decision(by=actor, reason=event.reason, at=at)
    return replace(state, muted=state.muted.set(event.participant_id, decision))


def participant_unmuted(state: Consultation, event: ParticipantUnmuted) -> Consultation:
    """Heard again, when it is their turn."""
    return replace(state, muted=state.muted.delete(event.participant_id))
