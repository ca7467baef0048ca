"""Forwarding 转报: a request to speak for somebody without a button, put on the list by another."""

from collections.abc import Callable

from sessions.commands import ForwardRequest
from sessions.errors import Refused
from sessions.events import AnyEvent, FloorRequested
from sessions.overrides import overridden
from sessions.roles import SPEAKERS
from sessions.speaking import holders
from sessions.state import Consultation
from sessions.status import require_open
from sessions.types import Actor, Participant


def forward_request(
    state: Consultation, actor: Actor, command: ForwardRequest, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """For a participant, or for a seat by the room of its venue; one place on the list for each."""
    require_open(state)
    if (command.participant_id is None) == (command.seat_id is None):
        raise Refused("name_one")
    who, venue_id = _speaker(state, actor, command)
    _check_may_ask(state, who)
    override = overridden(
        state,
        actor,
        "forward_request",
        command.reason,
        venue_id=venue_id,
        participant_id=command.participant_id,
        seat_id=command.seat_id,
    )
    request = FloorRequested(
        request_id=new_id(),
        participant_id=who.id,
        kind=command.kind,
        note=command.note,
        item_id=state.running_item,
        seat_id=command.seat_id,
        forwarded_by=actor.participant_id or "",
    )
    return [*override, request]


def _speaker(state: Consultation, actor: Actor, command: ForwardRequest) -> tuple[Participant, str]:
    """By whose connection they would speak, and of which venue they are."""
    if command.participant_id is not None:
        who = state.participants.get(command.participant_id)
        if who is None:
            raise Refused("no_such_participant")
        return who, who.venue_id
    seat = state.seats.get(command.seat_id or "")
    if seat is None:
        raise Refused("no_such_seat")
    rooms = [p for p in state.participants.values() if _is_room(p, seat.venue_id)]
    if not rooms:
        raise Refused("venue_has_no_operator", name=state.venues[seat.venue_id].name)
    own = next((room for room in rooms if room.id == actor.participant_id), None)
    here = next((room for room in rooms if room.id in state.joined), None)
    return own or here or rooms[0], seat.venue_id


def _is_room(participant: Participant, venue_id: str) -> bool:
    return participant.role == "venue" and participant.venue_id == venue_id


def _check_may_ask(state: Consultation, who: Participant) -> None:
    if who.role not in SPEAKERS:
        raise Refused("cannot_hold_floor", name=who.name)
    if who.id in holders(state):
        raise Refused("already_holds_floor", name=who.name)
    for place, request in enumerate(state.requests, 1):
        if request.participant_id == who.id:
            raise Refused("waits_already", name=who.name, place=place)
