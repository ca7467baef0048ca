"""Who may vote, who of them is here, and of which level each is."""

from sessions import quorum
from sessions.ballot_types import BallotTerms
from sessions.state import Consultation
from sessions.state.ballots import Ballot
from sessions.types import Level

NEVER = frozenset({"organizer", "venue", "interpreter", "viewer"})
"""Roles without a vote: they serve the meeting, or watch."""


def key(participant_id: str | None, seat_id: str | None) -> str:
    """A voter's key: the participant's id, or the seat's marked as one (ids have no colon)."""
    if seat_id is not None:
        return f"seat:{seat_id}"
    assert participant_id is not None
    return participant_id


def keys(ballot: Ballot) -> list[str]:
    """All voters of a ballot that has been opened, in the order of roster and seats."""
    return [*ballot.participants, *(key(None, id) for id in ballot.seats)]


def entitled(state: Consultation, terms: BallotTerms) -> tuple[list[str], list[str]]:
    """Participants and seats who may vote now: those invited as 出席, here or not."""
    participants = [
        person.id
        for person in state.participants.values()
        if person.role in terms.roles and person.capacity == "attending"
    ]
    seats = [at.seat.id for at in state.seats.values() if at.seat.capacity == "attending"]
    return participants, seats if terms.seats else []


def here(state: Consultation) -> frozenset[str]:
    """Keys of those who are present, as the quorum has it."""
    return frozenset(
        voter.id if voter.kind == "participant" else key(None, voter.id)
        for voter in quorum.here(state)
    )


def venue_of(state: Consultation, voter: str) -> str:
    """The venue that a voter sits in."""
    seat_id = voter.removeprefix("seat:")
    if seat_id != voter:
        return state.seats[seat_id].venue_id
    return state.participants[voter].venue_id


def level_of(state: Consultation, voter: str) -> Level:
    """The level whose vote it is."""
    return state.venues[venue_of(state, voter)].level
