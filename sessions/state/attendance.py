"""Who may come, who is here and in which seat, who was muted or turned away, who was called."""

import msgspec
from immutables import Map

from sessions.state.captions import CaptionPort
from sessions.types import Actor, Connection, Seat, Voter


class Decision(msgspec.Struct, frozen=True):
    """That somebody is muted, or was turned away: by whom, why and when."""

    by: Actor
    reason: str
    at: int


class Invitation(msgspec.Struct, frozen=True):
    """A signed join link that was made."""

    participant_id: str | None
    """None for a caption port."""
    expires_at: int
    revoked: bool = False
    issued_at: int = 0
    used_at: int | None = None
    """When somebody first came in by it."""
    caption_port: CaptionPort | None = None


class Joined(msgspec.Struct, frozen=True):
    """A connection by the log's word."""

    at: int
    connection: Connection


class Sitter(msgspec.Struct, frozen=True):
    """Who sits in a seat by somebody's word, and since when."""

    person_id: str
    """The seat that this person was given on the list; another one where they changed places."""
    substitute: str
    """Who came in their place 代出席; empty where they came themselves."""
    by_word: bool
    """Whether staff said so, which holds without a line to the room."""
    since: int


class RollCall(msgspec.Struct, frozen=True):
    """A roll call: who was called as it began, who answered and when."""

    roll_call_id: str
    seconds: int
    started_at: int
    called: frozenset[Voter]
    answers: Map[Voter, int] = Map()
    ended_at: int | None = None


class SeatAt(msgspec.Struct, frozen=True):
    """A seat and the venue it stands in."""

    seat: Seat
    venue_id: str
