"""Naming seats 席位: who sits behind a venue's camera, as its operator can see."""

from msgspec.structs import replace

from sessions.commands import NameSeat
from sessions.config import SEATS_MAX, VENUE_SEATS_MAX
from sessions.errors import Refused
from sessions.events import AnyEvent, SeatNamed
from sessions.overrides import overridden
from sessions.state import Consultation
from sessions.state.attendance import SeatAt
from sessions.status import require_unclosed
from sessions.types import Actor, Seat, Venue


def name_seat(state: Consultation, actor: Actor, command: NameSeat) -> list[AnyEvent]:
    """Another name, title or unit for a seat that stands, or a seat more."""
    require_unclosed(state)
    venue = state.venues.get(command.venue_id)
    if venue is None:
        raise Refused("no_such_venue")
    seat = command.seat
    standing = state.seats.get(seat.id)
    if standing is None:
        _check_room(state, venue)
    elif standing.venue_id != venue.id:
        raise Refused("id_taken", id=seat.id)
    elif standing.seat == seat:
        return []
    override = overridden(
        state, actor, "name_seat", command.reason, venue_id=venue.id, seat_id=seat.id
    )
    return [*override, SeatNamed(venue_id=venue.id, seat=seat)]


def add_seat(state: Consultation, venue_id: str, seat: Seat) -> list[SeatNamed]:
    """A seat more in a venue that stands, by those who prepare the meeting."""
    venue = state.venues.get(venue_id)
    if venue is None:
        raise Refused("no_such_venue")
    if seat.id in state.seats:
        raise Refused("id_taken", id=seat.id)
    _check_room(state, venue)
    return [SeatNamed(venue_id=venue_id, seat=seat)]


def _check_room(state: Consultation, venue: Venue) -> None:
    if len(venue.seats) >= VENUE_SEATS_MAX:
        raise Refused("too_many", limit=VENUE_SEATS_MAX)
    if len(state.seats) >= SEATS_MAX:
        raise Refused("too_many", limit=SEATS_MAX)


def seat_named(state: Consultation, event: SeatNamed) -> Consultation:
    """In its old place, or after the others."""
    venue, seat = state.venues[event.venue_id], event.seat
    stands = any(one.id == seat.id for one in venue.seats)
    seats = (
        [seat if one.id == seat.id else one for one in venue.seats]
        if stands
        else [*venue.seats, seat]
    )
    return replace(
        state,
        venues=state.venues.set(venue.id, replace(venue, seats=seats)),
        seats=state.seats.set(seat.id, SeatAt(seat=seat, venue_id=venue.id)),
    )
