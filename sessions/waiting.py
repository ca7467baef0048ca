"""The waiting room 等候: who is held at the door of a venue, and who lets them in."""

from collections.abc import Iterable

from msgspec.structs import replace

from sessions.admission import is_outside
from sessions.commands import AdmitWaiting, SetWaitingRoom, TurnAway
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    ParticipantAdmitted,
    ParticipantJoined,
    ParticipantTurnedAway,
    ParticipantWaiting,
    WaitingEnded,
    WaitingRoomSet,
)
from sessions.overrides import check_not_above, overridden
from sessions.state import Consultation
from sessions.state.attendance import Decision, Joined
from sessions.status import require_unclosed
from sessions.types import Actor, Connection, Participant
from sessions.venues import line_of

# --- decided ----------------------------------------------------------------------------------


def set_waiting_room(state: Consultation, command: SetWaitingRoom) -> list[AnyEvent]:
    """Who is here stays; where nobody waits any more, those who did come in."""
    require_unclosed(state)
    if command.venue_id is not None and command.venue_id not in state.venues:
        raise Refused("no_such_venue")
    event = WaitingRoomSet(on=command.on, venue_id=command.venue_id)
    after = waiting_room_set(state, event)
    if after.waiting_room == state.waiting_room and after.waiting_rooms == state.waiting_rooms:
        return []
    freed = [id for id in state.waiting if not is_outside(after, id)]
    return [event, *_let_in(state, freed)]


def begin_to_wait(state: Consultation, who: Participant, connection: Connection) -> list[AnyEvent]:
    """A connection of somebody outside; nothing happens where they wait already or may not."""
    if who.id in state.waiting or who.id in state.turned_away:
        return []
    venues = line_of(state, who.venue_id)
    return [ParticipantWaiting(participant_id=who.id, connection=connection, venues=venues)]


def stop_waiting(state: Consultation, who: Participant) -> list[AnyEvent]:
    """The connection is gone."""
    return [WaitingEnded(participant_id=who.id, venues=line_of(state, who.venue_id))]


def admit_waiting(state: Consultation, actor: Actor, command: AdmitWaiting) -> list[AnyEvent]:
    """One, also before they come and after they were turned away; or all who wait in one venue."""
    require_unclosed(state)
    if (command.participant_id is None) == (command.venue_id is None):
        raise Refused("name_one")
    if command.venue_id is not None:
        return _admit_venue(state, actor, command.venue_id, command.reason)
    who = _participant(state, command.participant_id)
    if not is_outside(state, who.id):
        return []
    before = state.turned_away.get(who.id)
    check_not_above(state, actor, before)
    override = overridden(
        state,
        actor,
        "admit_waiting",
        command.reason,
        venue_id=who.venue_id,
        participant_id=who.id,
        before=before,
    )
    return [*override, *_let_in(state, [who.id])]


def _admit_venue(state: Consultation, actor: Actor, venue_id: str, reason: str) -> list[AnyEvent]:
    if venue_id not in state.venues:
        raise Refused("no_such_venue")
    override = overridden(state, actor, "admit_waiting", reason, venue_id=venue_id)
    there = [id for id in state.waiting if state.participants[id].venue_id == venue_id]
    return [*override, *_let_in(state, sorted(there))] if there else []


def _let_in(state: Consultation, participant_ids: Iterable[str]) -> list[AnyEvent]:
    events: list[AnyEvent] = []
    for id in participant_ids:
        venues = line_of(state, state.participants[id].venue_id)
        events.append(ParticipantAdmitted(participant_id=id, venues=venues))
        if (joined := state.waiting.get(id)) is not None:
            events.append(ParticipantJoined(participant_id=id, connection=joined.connection))
    return events


def turn_away(state: Consultation, actor: Actor, command: TurnAway) -> list[AnyEvent]:
    """One who waits; until somebody admits them after all, their link leads nowhere."""
    require_unclosed(state)
    who = _participant(state, command.participant_id)
    if who.id not in state.waiting:
        raise Refused("not_waiting", name=who.name)
    override = overridden(
        state, actor, "turn_away", command.reason, venue_id=who.venue_id, participant_id=who.id
    )
    venues = line_of(state, who.venue_id)
    away = ParticipantTurnedAway(participant_id=who.id, reason=command.reason, venues=venues)
    return [*override, away]


def _participant(state: Consultation, participant_id: str | None) -> Participant:
    participant = state.participants.get(participant_id or "")
    if participant is None:
        raise Refused("no_such_participant")
    return participant


# --- applied ----------------------------------------------------------------------------------


def waiting_room_set(state: Consultation, event: WaitingRoomSet) -> Consultation:
    """For all venues, whatever was said of single ones before; or for one."""
    if event.venue_id is None:
        return replace(state, waiting_room=event.on, waiting_rooms=type(state.waiting_rooms)())
    rooms = state.waiting_rooms.set(event.venue_id, event.on)
    return replace(state, waiting_rooms=rooms)


def participant_waiting(state: Consultation, event: ParticipantWaiting, at: int) -> Consultation:
    """At the door."""
    waiting = Joined(at=at, connection=event.connection)
    return replace(state, waiting=state.waiting.set(event.participant_id, waiting))


def waiting_ended(state: Consultation, event: WaitingEnded) -> Consultation:
    """Gone from it."""
    return replace(state, waiting=state.waiting.delete(event.participant_id))


def participant_admitted(state: Consultation, event: ParticipantAdmitted, at: int) -> Consultation:
    """Free to come and go."""
    id = event.participant_id
    return replace(
        state,
        waiting=state.waiting.delete(id) if id in state.waiting else state.waiting,
        turned_away=state.turned_away.delete(id) if id in state.turned_away else state.turned_away,
        admitted=state.admitted.set(id, at),
    )


def participant_turned_away(
    state: Consultation, event: ParticipantTurnedAway, actor: Actor, at: int
) -> Consultation:
    """Kept out, until they are admitted after all."""
    decision = Decision(by=actor, reason=event.reason, at=at)
    return replace(
        state,
        waiting=state.waiting.delete(event.participant_id),
        turned_away=state.turned_away.set(event.participant_id, decision),
    )
