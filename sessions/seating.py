"""Seats 席位 during the meeting: who sits where, by the word of those who can see the room.

A person is known by the seat that the list gives them, wherever they sit. Somebody said to be there
is there while the room is connected; the word of staff holds without a line to the room.
"""

from sessions.state import Consultation


def rooms_here(state: Consultation) -> frozenset[str]:
    """Venues whose room is connected: one of its operators is."""
    return frozenset(
        p.venue_id
        for p in state.participants.values()
        if p.role == "venue" and p.id in state.joined
    )


def people_seated(state: Consultation) -> frozenset[str]:
    """Persons of the seating list who are known to be in their rooms now."""
    rooms = rooms_here(state)
    return frozenset(
        sitter.person_id
        for seat_id, sitter in state.sitters.items()
        if sitter.by_word or state.seats[seat_id].venue_id in rooms
    )
