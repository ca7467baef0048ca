"""Seats 席位 during the meeting: who sits where, by the word of those who can see the room.

A person is known by the seat that the list gives them, wherever they sit. Somebody said to be there
is there while the room is connected; the word of staff holds without a line to the room.
"""

from typing import TypeVar

from immutables import Map
from msgspec.structs import replace

from sessions.commands import LeaveSeat, SwapSeats, TakeSeat
from sessions.errors import Refused
from sessions.events import AnyEvent, AuthorityOverridden, SeatLeft, SeatsSwapped, SeatTaken
from sessions.overrides import spoken_for
from sessions.roles import is_staff
from sessions.state import Consultation
from sessions.state.attendance import SeatAt, Sitter
from sessions.status import require_unclosed
from sessions.types import Actor
from sessions.venues import rooms_here

T = TypeVar("T")

# --- readings ---------------------------------------------------------------------------------


def people_seated(state: Consultation) -> frozenset[str]:
    """Persons of the seating list who are known to be in their rooms now."""
    rooms = rooms_here(state)
    return frozenset(
        sitter.person_id
        for seat_id, sitter in state.sitters.items()
        if sitter.by_word or state.seats[seat_id].venue_id in rooms
    )


def seat_of(state: Consultation, person_id: str) -> str | None:
    """Where somebody sits by somebody's word; None where nobody said so."""
    return next((id for id, s in state.sitters.items() if s.person_id == person_id), None)


def name_of(state: Consultation, sitter: Sitter) -> str:
    """Whom one sees there."""
    return sitter.substitute or state.seats[sitter.person_id].seat.name


# --- decided ----------------------------------------------------------------------------------


def take_seat(state: Consultation, actor: Actor, command: TakeSeat) -> list[AnyEvent]:
    """Whoever sat elsewhere moves; a seat that somebody else sits in is refused."""
    require_unclosed(state)
    seat = _seat(state, command.seat_id)
    person = _seat(state, command.person_id or command.seat_id)
    if person.venue_id != seat.venue_id:
        raise Refused("not_of_this_room")
    taken = SeatTaken(
        seat_id=seat.seat.id,
        person_id=person.seat.id,
        substitute=command.substitute.strip(),
        by_word=is_staff(actor),
    )
    sitter = state.sitters.get(seat.seat.id)
    if sitter is not None:
        if sitter.person_id != taken.person_id:
            raise Refused("seat_occupied", name=name_of(state, sitter))
        if sitter.substitute == taken.substitute and sitter.by_word >= taken.by_word:
            return []
        taken = replace(taken, by_word=sitter.by_word or taken.by_word)
    return [*_override(state, actor, "take_seat", command), taken]


def leave_seat(state: Consultation, actor: Actor, command: LeaveSeat) -> list[AnyEvent]:
    """Whoever sits there; where nobody was said to, the person whose seat it is."""
    require_unclosed(state)
    seat = _seat(state, command.seat_id)
    sitter = state.sitters.get(seat.seat.id)
    if sitter is None:
        if seat_of(state, seat.seat.id) is not None:
            raise Refused("seat_empty")
        if seat.seat.id in state.left_seats:
            return []
    left = SeatLeft(seat.seat.id, seat.seat.id if sitter is None else sitter.person_id)
    return [*_override(state, actor, "leave_seat", command), left]


def swap_seats(state: Consultation, actor: Actor, command: SwapSeats) -> list[AnyEvent]:
    """Two seats of one room, at least one of them taken."""
    require_unclosed(state)
    one, other = _seat(state, command.seat_id), _seat(state, command.other_id)
    if one.venue_id != other.venue_id:
        raise Refused("not_of_this_room")
    if not {one.seat.id, other.seat.id} & set(state.sitters):
        raise Refused("seat_empty")
    if one is other:
        return []
    override = _override(state, actor, "swap_seats", command)
    return [*override, SeatsSwapped(one.seat.id, other.seat.id)]


def _override(
    state: Consultation, actor: Actor, action: str, command: TakeSeat | LeaveSeat | SwapSeats
) -> list[AuthorityOverridden]:
    return spoken_for(state, actor, action, command.reason, seat_id=command.seat_id)


def _seat(state: Consultation, seat_id: str) -> SeatAt:
    seat = state.seats.get(seat_id)
    if seat is None:
        raise Refused("no_such_seat")
    return seat


# --- applied ----------------------------------------------------------------------------------


def seat_taken(state: Consultation, event: SeatTaken, at: int) -> Consultation:
    """Somebody is there, and nowhere else; what was marked about them is overtaken."""
    before = seat_of(state, event.person_id)
    sitters = state.sitters if before is None else state.sitters.delete(before)
    sitter = Sitter(event.person_id, event.substitute, event.by_word, at)
    return replace(
        state,
        sitters=sitters.set(event.seat_id, sitter),
        left_seats=_without(state.left_seats, event.person_id),
        seat_marks=_without(state.seat_marks, event.person_id),
    )


def seat_left(state: Consultation, event: SeatLeft, at: int) -> Consultation:
    """Nobody sits there."""
    return replace(
        state,
        sitters=_without(state.sitters, event.seat_id),
        left_seats=state.left_seats.set(event.person_id, at),
    )


def seats_swapped(state: Consultation, event: SeatsSwapped) -> Consultation:
    """The two have changed places."""
    sitters = state.sitters
    one, other = sitters.get(event.seat_id), sitters.get(event.other_id)
    for seat_id, sitter in ((event.seat_id, other), (event.other_id, one)):
        sitters = _without(sitters, seat_id) if sitter is None else sitters.set(seat_id, sitter)
    return replace(state, sitters=sitters)


def _without(entries: Map[str, T], key: str) -> Map[str, T]:
    return entries.delete(key) if key in entries else entries
