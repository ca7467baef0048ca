"""The door of the meeting: who is held at it, and how they are let in or turned away."""

from sessions.admission import is_outside
from sessions.state import Consultation
from signaling.errors import Outside, SignalingError, TurnedAway
from signaling.messages import Waiting
from signaling.outbox import Outbox
from signaling.room import Room


def hidden(room: Room, state: Consultation) -> frozenset[str]:
    """Of those who are connected, whom others do not see."""
    if not (state.waiting_room or state.waiting_rooms or state.turned_away):
        return frozenset()
    return frozenset(id for id in room.present() if is_outside(state, id))


def refusal(state: Consultation, participant_id: str | None) -> SignalingError | None:
    """Why somebody may have no media yet; None where they may."""
    if not is_outside(state, participant_id):
        return None
    away = state.turned_away.get(participant_id or "")
    return Outside(participant_id or "") if away is None else TurnedAway(away.reason)


def check_not_turned_away(state: Consultation, participant_id: str | None) -> None:
    """Raise `TurnedAway`, with the reason."""
    error = refusal(state, participant_id)
    if isinstance(error, TurnedAway):
        raise error


def notice(state: Consultation, participant_id: str, wall: int) -> Waiting:
    """What somebody who waits is told."""
    venue = state.venues[state.participants[participant_id].venue_id]
    waiting = state.waiting.get(participant_id)
    return Waiting(state.title, venue.name, wall if waiting is None else waiting.at)


def settle(room: Room, state: Consultation, wall: int) -> bool:
    """Let in whoever was admitted since, and end the sessions of those who were turned away.

    Answers whether anything changed that others are to be told.
    """
    before, room.hidden = room.hidden, hidden(room, state)
    if not before and not room.hidden:
        return False
    for session in list(room.sessions.values()):
        away = state.turned_away.get(session.participant_id)
        if away is not None and session.participant_id in room.hidden:
            _say_why(session.outbox, away.reason)
            room.leave(session, "turned_away", wall)
        elif session.waits and session.outbox and session.participant_id not in room.hidden:
            session.waits = False  # else when it comes back, for it has seen nothing yet
            session.let_in()
    return room.hidden != before


def _say_why(outbox: Outbox | None, reason: str) -> None:
    if outbox is not None:
        error = TurnedAway(reason)
        outbox.close(error.code, error.message(outbox.language))
