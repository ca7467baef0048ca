"""Votes and stances as they stand."""

import msgspec
from immutables import Map

from sessions.ballot_types import BallotStatus, BallotTerms, Paper, Result, Stance, StanceSubject


class Ballot(msgspec.Struct, frozen=True):
    """A vote and how it stands. A voter's key is as `electorate.key`."""

    ballot_id: str
    terms: BallotTerms
    status: BallotStatus = "prepared"
    participants: tuple[str, ...] = ()
    """Who may vote, fixed when it opens."""
    seats: tuple[str, ...] = ()
    opened_at: int | None = None
    closes_at: int | None = None
    closed_at: int | None = None
    modulus: str = ""
    votes: Map[str, tuple[int, ...]] = Map()
    """Choices of those who voted in the open, by voter."""
    hands: Map[str, tuple[int, ...]] = Map()
    """Counts by option, then abstentions, of rooms whose hands were counted, by venue."""
    issued: Map[str, str] = Map()
    """What was signed for each voter of a secret ballot, as a hash."""
    papers: tuple[Paper, ...] = ()
    """Of a secret ballot that has closed, by token."""
    result: Result | None = None
    by_clock: bool = False
    reason: str = ""
    """Why it was cancelled."""


class StanceOf(msgspec.Struct, frozen=True, gc=False):
    """Somebody's stance."""

    subject: StanceSubject
    stance: Stance
    note: str
    participant_id: str | None
    seat_id: str | None
    at: int
