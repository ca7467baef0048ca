"""Who is outside 等候: readings of the waiting room, for all that must not let them see or do."""

from sessions.state import Consultation

NEVER_WAIT = frozenset({"chair", "clerk", "venue"})
"""Those who admit others: there would be nobody to let them in."""


def room_waits(state: Consultation, venue_id: str) -> bool:
    """Whether those who join this venue wait to be admitted."""
    return state.waiting_rooms.get(venue_id, state.waiting_room)


def is_outside(state: Consultation, participant_id: str | None) -> bool:
    """Whether a participant has still to be admitted, or was turned away.

    Who was ever let in does not wait again. After the close nobody waits: nobody could admit them.
    """
    participant = state.participants.get(participant_id or "")
    if participant is None or state.status == "closed":
        return False
    if participant.id in state.turned_away:
        return True
    return (
        participant.role not in NEVER_WAIT
        and participant.id not in state.admitted
        and room_waits(state, participant.venue_id)
    )
