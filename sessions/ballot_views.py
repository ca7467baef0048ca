"""Readings of votes and stances for clients: to the meeting what is cast in the open, to viewers
results.
"""

import msgspec

from sessions.ballot_types import (
    BallotStatus,
    BallotTerms,
    Result,
    Stance,
    StanceSubject,
)
from sessions.electorate import keys
from sessions.state import Consultation
from sessions.state.ballots import Ballot


class VoterView(msgspec.Struct, frozen=True):
    """Who has taken a paper: a participant, or a seat."""

    participant_id: str | None
    seat_id: str | None


class VoteView(msgspec.Struct, frozen=True):
    """A vote cast in the open; no choice is an abstention."""

    participant_id: str | None
    seat_id: str | None
    choices: list[int]


class HandsView(msgspec.Struct, frozen=True):
    """The hands counted in a room."""

    venue_id: str
    counts: list[int]
    abstentions: int


class BallotView(msgspec.Struct, frozen=True):
    """A vote as it stands. Times are Unix ms.

    `votes`, `hands` and `issued` are empty for viewers, but for the votes of a named ballot that
    has closed and whose names are public.
    """

    ballot_id: str
    terms: BallotTerms
    status: BallotStatus
    participants: list[str]
    """Who may vote, once it has opened."""
    seats: list[str]
    opened_at: int | None
    closes_at: int | None
    closed_at: int | None
    modulus: str
    votes: list[VoteView]
    hands: list[HandsView]
    issued: list[VoterView]
    result: Result | None
    by_clock: bool
    reason: str


class StanceView(msgspec.Struct, frozen=True):
    """Somebody's stance; not for viewers."""

    subject: StanceSubject
    stance: Stance
    note: str
    participant_id: str | None
    seat_id: str | None
    at: int


def ballots(state: Consultation, *, public: bool) -> list[BallotView]:
    """All votes in the order in which they were prepared; `public` as viewers see them."""
    return [_ballot(ballot, public=public) for ballot in state.ballots.values()]


def stances(state: Consultation) -> list[StanceView]:
    """The stances taken, as they stand."""
    return [
        StanceView(one.subject, one.stance, one.note, one.participant_id, one.seat_id, one.at)
        for one in state.stances.values()
    ]


def _ballot(ballot: Ballot, *, public: bool) -> BallotView:
    named = ballot.status == "closed" and ballot.terms.names_public
    return BallotView(
        ballot_id=ballot.ballot_id,
        terms=ballot.terms,
        status=ballot.status,
        participants=list(ballot.participants),
        seats=list(ballot.seats),
        opened_at=ballot.opened_at,
        closes_at=ballot.closes_at,
        closed_at=ballot.closed_at,
        modulus=ballot.modulus,
        votes=votes(ballot) if named or not public else [],
        hands=[] if public else _hands(ballot),
        issued=[] if public else [VoterView(*_of(key)) for key in ballot.issued],
        result=ballot.result,
        by_clock=ballot.by_clock,
        reason=ballot.reason,
    )


def votes(ballot: Ballot) -> list[VoteView]:
    """Of a ballot in the open, in the order of the roster."""
    order = {key: place for place, key in enumerate(keys(ballot))}
    found = sorted(ballot.votes.items(), key=lambda vote: order[vote[0]])
    return [VoteView(*_of(key), list(choices)) for key, choices in found]


def _hands(ballot: Ballot) -> list[HandsView]:
    return [HandsView(id, list(one[:-1]), one[-1]) for id, one in ballot.hands.items()]


def _of(key: str) -> tuple[str | None, str | None]:
    """The participant and the seat of a voter's key."""
    seat_id = key.removeprefix("seat:")
    return (key, None) if seat_id == key else (None, seat_id)
