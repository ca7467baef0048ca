"""Votes and stances."""

from sessions.ballot_types import BallotTerms, Paper, Result, Stance, StanceSubject
from sessions.events.base import Event


class BallotPrepared(Event, frozen=True, tag="ballot_prepared"):
    """Something will be put to the vote."""

    ballot_id: str
    terms: BallotTerms


class BallotOpened(Event, frozen=True, tag="ballot_opened"):
    """Those named here may vote, and nobody else, until it closes."""

    ballot_id: str
    participants: list[str]
    seats: list[str]
    closes_at: int | None
    """By the clock, Unix ms."""
    modulus: str
    """Of the key that signs papers, base64url; empty where the ballot is not secret."""


class VoteCast(Event, frozen=True, tag="vote_cast"):
    """A vote in the open; the last of each voter counts. Not for viewers."""

    ballot_id: str
    participant_id: str | None
    """None where it is a seat's; the record's actor is then the room's operator."""
    seat_id: str | None
    choices: list[int]


class HandsCounted(Event, frozen=True, tag="hands_counted"):
    """Hands of a room; the last count holds, in the place of its seats' own votes."""

    ballot_id: str
    venue_id: str
    counts: list[int]
    abstentions: int


class BallotPaperIssued(Event, frozen=True, tag="ballot_paper_issued"):
    """Somebody has taken their one paper of a secret ballot. Which it is nobody can tell."""

    ballot_id: str
    participant_id: str | None
    seat_id: str | None
    request: str
    """SHA-256 of what was signed unseen, which tells nothing of the token in it."""


class PapersCounted(Event, frozen=True, tag="papers_counted"):
    """The papers of a secret ballot, by token: their order tells nothing.

    Not sent to members for its size: everybody reads it at `…/ballots/{ballot_id}/papers`.
    """

    ballot_id: str
    papers: list[Paper]


class BallotClosed(Event, frozen=True, tag="ballot_closed"):
    """The result of a vote; `by_clock` where its time was over."""

    ballot_id: str
    result: Result
    by_clock: bool = False


class BallotCancelled(Event, frozen=True, tag="ballot_cancelled"):
    """It has no result, and why."""

    ballot_id: str
    reason: str


class StanceTaken(Event, frozen=True, tag="stance_taken"):
    """Somebody's stance for the minutes; the last of each holds."""

    subject: StanceSubject
    stance: Stance
    note: str
    participant_id: str | None
    seat_id: str | None
