"""The venue tree 会场: one root, levels never rising towards the leaves, seats named once."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sessions.commands import AddVenue
from sessions.config import SEATS_MAX, VENUES_MAX
from sessions.errors import Refused
from sessions.events import VenueAdded
from sessions.state import Consultation
from sessions.state.attendance import SeatAt
from sessions.types import LEVELS, Actor, Level, Venue

REGION_DIGITS: Mapping[Level, int] = {"national": 0, "provincial": 2, "municipal": 4, "county": 6}
"""GB/T 2260: how many digits of a region code say anything at each level; zeros follow."""


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
        parent = None if venue.parent_id is None else by_id[venue.parent_id]
        if parent is not None:
            _check_level(venue, parent)
        check_region(venue, parent)
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


def check_region(venue: Venue, parent: Venue | None) -> None:
    """Each pair of digits says something down to the venue's level, nothing below it, and what the
    parent's says.
    """
    code = venue.region_code
    for at in (0, 2, 4):
        if (code[at : at + 2] != "00") != (at < REGION_DIGITS[venue.level]):
            raise Refused("region_code_not_of_level", name=venue.name, region=code)
    if parent is None or code.startswith(parent.region_code[: REGION_DIGITS[parent.level]]):
        return
    raise Refused(
        "region_code_not_of_parent", name=venue.name, region=code, parent=parent.region_code
    )


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
    check_region(venue, parent)
    return [VenueAdded(venue=venue)]


def venue_added(state: Consultation, event: VenueAdded) -> Consultation:
    """The tree with one venue more, and its seats."""
    venue, seats = event.venue, state.seats
    for seat in venue.seats:
        seats = seats.set(seat.id, SeatAt(seat=seat, venue_id=venue.id))
    return msgspec.structs.replace(state, venues=state.venues.set(venue.id, venue), seats=seats)


def within(state: Consultation, venue_id: str, root_id: str) -> bool:
    """Whether a venue is `root_id` or stands below it."""
    return root_id in line_of(state, venue_id)


def line_of(state: Consultation, venue_id: str) -> list[str]:
    """The venue and those above it, up to the root."""
    line: list[str] = []
    at: str | None = venue_id
    while at is not None and (venue := state.venues.get(at)) is not None:
        line.append(at)
        at = venue.parent_id
    return line


def require_own_room(state: Consultation, actor: Actor, venue_id: str) -> None:
    """An operator above votes for a room only while none of its own is there: over their heads
    nobody does, with a reason or without.
    """
    above = actor.role == "venue" and actor.venue_id != venue_id
    if above and venue_id in rooms_here(state):
        raise Refused("room_has_operator", venue=state.venues[venue_id].name)


def rooms_here(state: Consultation) -> frozenset[str]:
    """Venues whose room is connected: one of its operators is."""
    people = (state.participants[id] for id in state.joined)
    return frozenset(person.venue_id for person in people if person.role == "venue")
