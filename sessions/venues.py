"""The venue tree 会场: one root, levels never rising towards the leaves, seats named once."""

from collections.abc import Iterable, Sequence

import msgspec

from sessions.commands import AddVenue
from sessions.config import SEATS_MAX, VENUE_SEATS_MAX, VENUES_MAX
from sessions.errors import Refused
from sessions.events import SeatAdded, VenueAdded
from sessions.state import Consultation, SeatAt
from sessions.types import LEVELS, Seat, Venue


def planted(venues: Sequence[Venue]) -> list[Venue]:
    """The venues of a new tree, parents before children, otherwise in the order given.

    Raises `Refused` where they make no tree: ids taken twice, no root or several, a parent that is
    missing, a cycle, or a venue of a higher level than its parent.
    """
    _check_unique([], venues)
    by_id = {venue.id: venue for venue in venues}
    if sum(venue.parent_id is None for venue in venues) != 1:
        raise Refused("venue_tree_needs_one_root")
    ordered: dict[str, Venue] = {}
    for venue in venues:
        for ancestor in reversed(_line(venue, by_id)):
            ordered.setdefault(ancestor.id, ancestor)
    for venue in ordered.values():
        if venue.parent_id is not None:
            _check_level(venue, by_id[venue.parent_id])
    return list(ordered.values())


def _line(venue: Venue, by_id: dict[str, Venue]) -> list[Venue]:
    """The venue and its ancestors, up to the root."""
    line = [venue]
    while (parent_id := line[-1].parent_id) is not None:
        if parent_id not in by_id:
            raise Refused("venue_parent_missing", name=line[-1].name)
        if len(line) > len(by_id):
            raise Refused("venue_tree_has_cycle", name=venue.name)
        line.append(by_id[parent_id])
    return line


def _check_level(venue: Venue, parent: Venue) -> None:
    if LEVELS.index(venue.level) < LEVELS.index(parent.level):
        raise Refused("venue_level_rises", name=venue.name)


def _check_unique(standing: Iterable[Venue], added: Iterable[Venue]) -> None:
    venues, seats = set[str](), set[str]()
    for venue in (*standing, *added):
        for id, taken in ((venue.id, venues), *((seat.id, seats) for seat in venue.seats)):
            if id in taken:
                raise Refused("id_taken", id=id)
            taken.add(id)
    if len(venues) > VENUES_MAX:
        raise Refused("too_many", limit=VENUES_MAX)
    if len(seats) > SEATS_MAX:
        raise Refused("too_many", limit=SEATS_MAX)


def add_venue(state: Consultation, command: AddVenue) -> list[VenueAdded]:
    """Below a venue that stands already."""
    venue = command.venue
    _check_unique(state.venues.values(), [venue])
    if venue.parent_id is None:
        raise Refused("venue_tree_needs_one_root")
    parent = state.venues.get(venue.parent_id)
    if parent is None:
        raise Refused("venue_parent_missing", name=venue.name)
    _check_level(venue, parent)
    return [VenueAdded(venue=venue)]


def venue_added(state: Consultation, event: VenueAdded) -> Consultation:
    """The tree with one venue more, and its seats."""
    venue, seats = event.venue, state.seats
    for seat in venue.seats:
        seats = seats.set(seat.id, SeatAt(seat=seat, venue_id=venue.id))
    return msgspec.structs.replace(state, venues=state.venues.set(venue.id, venue), seats=seats)


def add_seat(state: Consultation, venue_id: str, seat: Seat) -> list[SeatAdded]:
    """In a venue that stands already."""
    venue = state.venues.get(venue_id)
    if venue is None:
        raise Refused("no_such_venue")
    if seat.id in state.seats:
        raise Refused("id_taken", id=seat.id)
    if len(venue.seats) >= VENUE_SEATS_MAX:
        raise Refused("too_many", limit=VENUE_SEATS_MAX)
    if len(state.seats) >= SEATS_MAX:
        raise Refused("too_many", limit=SEATS_MAX)
    return [SeatAdded(venue_id=venue_id, seat=seat)]


def seat_added(state: Consultation, event: SeatAdded) -> Consultation:
    """The venue with one seat more, after those it had."""
    venue = state.venues[event.venue_id]
    venue = msgspec.structs.replace(venue, seats=[*venue.seats, event.seat])
    seat = SeatAt(seat=event.seat, venue_id=venue.id)
    return msgspec.structs.replace(
        state,
        venues=state.venues.set(venue.id, venue),
        seats=state.seats.set(event.seat.id, seat),
    )


def within(state: Consultation, venue_id: str, root_id: str) -> bool:
    """Whether a venue is `root_id` or stands below it."""
    at: str | None = venue_id
    while at is not None:
        if at == root_id:
            return True
        venue = state.venues.get(at)
        at = None if venue is None else venue.parent_id
    return False
