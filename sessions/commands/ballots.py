"""Votes and stances."""

from typing import Annotated

from msgspec import Meta, field

from sessions.ballot_types import (
    OPTIONS_MAX,
    BallotTerms,
    Hands,
    Hex32,
    Index,
    Paper,
    Stance,
    StanceSubject,
)
from sessions.commands.base import Command
from sessions.types import Id, Note, Reason


class PrepareBallot(Command, frozen=True, tag="prepare_ballot"):
    """What will be put to the vote, and by what rule."""

    terms: BallotTerms


class OpenBallot(Command, frozen=True, tag="open_ballot"):
    """开始表决; who may vote is fixed here. One ballot is open at a time.

    `modulus` is the service's own: that of the key that signs the papers of a secret ballot.
    """

    ballot_id: Id
    modulus: Annotated[str, Meta(max_length=700)] = ""


class CastVote(Command, frozen=True, tag="cast_vote"):
    """In a show of hands or a named ballot; again, until the close, to change it.

    No choice is an abstention (弃权). A venue operator casts for a seat of the room.
    """

    ballot_id: Id
    choices: Annotated[list[Index], Meta(max_length=OPTIONS_MAX)]
    seat_id: Id | None = None


class CountHands(Command, frozen=True, tag="count_hands"):
    """The hands raised in a room, by option: in the place of votes seat by seat, and of any count
    before; all noughts takes it back.
    """

    ballot_id: Id
    venue_id: Id
    counts: Annotated[list[Hands], Meta(max_length=OPTIONS_MAX)]
    abstentions: Hands = 0


class IssueBallotPaper(Command, frozen=True, tag="issue_ballot_paper"):
    """Issued by the service when a voter of a secret ballot asks for the one signature.

    `request` is the SHA-256 of what was sent to be signed, by which asking again is known.
    """

    ballot_id: Id
    request: Hex32
    seat_id: Id | None = None


class CloseBallot(Command, frozen=True, tag="close_ballot"):
    """结束表决, by the chair or by the clock. `papers` are the service's own: those cast."""

    ballot_id: Id
    papers: Annotated[list[Paper], Meta(max_length=7_000)] = field(default_factory=list)


class CancelBallot(Command, frozen=True, tag="cancel_ballot"):
    """取消表决, before or while it is open; what was cast counts for nothing."""

    ballot_id: Id
    reason: Reason


class TakeStance(Command, frozen=True, tag="take_stance"):
    """表态 on an agenda item or an outcome, for the minutes; again to change it."""

    subject: StanceSubject
    stance: Stance
    note: Note = ""
    seat_id: Id | None = None
