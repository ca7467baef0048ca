"""A whole sheet onto the roster: every row of it, or none and the rows that stand in the way."""

from sessions.commands import AddVenue, ImportRoster, RegisterParticipant
from sessions.errors import Refused
from sessions.events import AnyEvent, SeatNamed
from sessions.roster import participant_registered, register_participant
from sessions.seat_names import add_seat, seat_named
from sessions.state import Consultation
from sessions.status import require_unclosed
from sessions.venues import add_venue, venue_added

ROWS_NAMED = 20
"""Rows in conflict that a refusal names; a sentence with more is not read."""


def import_roster(state: Consultation, command: ImportRoster) -> list[AnyEvent]:
    """The events of all rows in order, each decided upon the rows before it.

    Somebody of the same name at the same venue is taken for the same person, who is on the roster
    already: that is what changes most while a sheet is being looked at.
    """
    require_unclosed(state)
    events: list[AnyEvent] = []
    conflicts: list[int] = []
    for venue in command.venues:
        try:
            added = add_venue(state, AddVenue(venue.venue))[0]
        except Refused:
            conflicts.append(venue.row)
        else:
            state = venue_added(state, added)
            events.append(added)
    people = {(one.venue_id, one.name) for one in state.participants.values()}
    for person in command.participants:
        who = (person.participant.venue_id, person.participant.name)
        try:
            if who in people:
                raise Refused("id_taken", id=person.participant.name)
            registered = register_participant(state, RegisterParticipant(person.participant))[0]
        except Refused:
            conflicts.append(person.row)
        else:
            people.add(who)
            state = participant_registered(state, registered)
            events.append(registered)
    seats, more = _seats(state, command)
    return _whole([*events, *seats], [*conflicts, *more])


def _seats(state: Consultation, command: ImportRoster) -> tuple[list[SeatNamed], list[int]]:
    events: list[SeatNamed] = []
    conflicts: list[int] = []
    sitting = {(one.venue_id, one.seat.name) for one in state.seats.values()}
    for seat in command.seats:
        who = (seat.venue_id, seat.seat.name)
        try:
            if who in sitting:
                raise Refused("id_taken", id=seat.seat.name)
            added = add_seat(state, seat.venue_id, seat.seat)[0]
        except Refused:
            conflicts.append(seat.row)
        else:
            sitting.add(who)
            state = seat_named(state, added)
            events.append(added)
    return events, conflicts


def _whole(events: list[AnyEvent], conflicts: list[int]) -> list[AnyEvent]:
    if not conflicts:
        return events
    rows = sorted(set(conflicts))
    named = ", ".join(str(row) for row in rows[:ROWS_NAMED])
    raise Refused("import_outdated", rows=named + ("…" if len(rows) > ROWS_NAMED else ""))
