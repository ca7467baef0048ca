"""What a venue's operator does: the waiting room, muting, seats' names, requests for others.

Whoever acts outside their own venue, or over what an operator decided, says why: `reason`.
"""

from sessions.commands.base import Command
from sessions.types import Id, Note, Reason, RequestKind, Seat


class SetWaitingRoom(Command, frozen=True, tag="set_waiting_room"):
    """等候: whether those who join a venue, or any where none is named, wait to be admitted."""

    on: bool
    venue_id: Id | None = None


class AdmitWaiting(Command, frozen=True, tag="admit_waiting"):
    """接纳 one who waits or was turned away, or all who wait in a venue: exactly one is named."""

    participant_id: Id | None = None
    venue_id: Id | None = None
    reason: Note = ""


class TurnAway(Command, frozen=True, tag="turn_away"):
    """不接纳 one who waits; they are told the reason."""

    participant_id: Id
    reason: Reason


class MuteParticipant(Command, frozen=True, tag="mute_participant"):
    """静音: nobody hears a participant, with the floor or without."""

    participant_id: Id
    reason: Note = ""


class UnmuteParticipant(Command, frozen=True, tag="unmute_participant"):
    """解除静音."""

    participant_id: Id
    reason: Note = ""


class NameSeat(Command, frozen=True, tag="name_seat"):
    """Say who sits in a seat of a venue; with an id that is new, a seat more."""

    venue_id: Id
    seat: Seat
    reason: Note = ""


class ForwardRequest(Command, frozen=True, tag="forward_request"):
    """转报 a request to speak for somebody who cannot press: a participant or a seat, one of them.

    A seat speaks by the room of its venue.
    """

    participant_id: Id | None = None
    seat_id: Id | None = None
    kind: RequestKind = "statement"
    note: Note = ""
    reason: Note = ""
