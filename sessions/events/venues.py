"""What happened at a venue's door, who was muted, whose seats were named, who was overridden."""

from sessions.events.base import Event
from sessions.types import Connection, Seat


class WaitingRoomSet(Event, frozen=True, tag="waiting_room_set"):
    """Those who join a venue, or any where None, wait to be admitted from now on, or no longer."""

    on: bool
    venue_id: str | None


class ParticipantWaiting(Event, frozen=True, tag="participant_waiting"):
    """Somebody waits to be admitted. Seen by staff and by the operators of `venues`, which are
    theirs and those above it.
    """

    participant_id: str
    connection: Connection
    venues: list[str]


class WaitingEnded(Event, frozen=True, tag="waiting_ended"):
    """They went away unadmitted, grace period over. Seen as `ParticipantWaiting`."""

    participant_id: str
    venues: list[str]


class ParticipantAdmitted(Event, frozen=True, tag="participant_admitted"):
    """They may come in, and come back. Seen as `ParticipantWaiting`."""

    participant_id: str
    venues: list[str]


class ParticipantTurnedAway(Event, frozen=True, tag="participant_turned_away"):
    """They may not come in, and are told why. Seen as `ParticipantWaiting`."""

    participant_id: str
    reason: str
    venues: list[str]


class ParticipantMuted(Event, frozen=True, tag="participant_muted"):
    """Nobody hears them, whoever holds the floor."""

    participant_id: str
    reason: str


class ParticipantUnmuted(Event, frozen=True, tag="participant_unmuted"):
    """They are heard again when it is their turn."""

    participant_id: str


class SeatNamed(Event, frozen=True, tag="seat_named"):
    """Who sits in a seat of a venue, as it is from now on; a new one stands after the others."""

    venue_id: str
    seat: Seat


class AuthorityOverridden(Event, frozen=True, tag="authority_overridden"):
    """Somebody acts outside their own venue or over an operator's decision; the act follows.

    `action` is the command's tag; `overridden` are the operators in whose place it was done, empty
    where the venue has none.
    """

    action: str
    venue_id: str
    participant_id: str | None
    seat_id: str | None
    overridden: list[str]
    reason: str
