"""Votes 表决: prepared, opened, cast, closed or cancelled; by hands, by name, or in secret."""

from collections.abc import Callable, Sequence

from msgspec.structs import replace

from sessions.ballot_types import MOTION, BallotTerms
from sessions.commands import (
    CancelBallot,
    CastVote,
    CloseBallot,
    CountHands,
    IssueBallotPaper,
    OpenBallot,
    PrepareBallot,
)
from sessions.config import BALLOTS_MAX
from sessions.counting import tally
from sessions.electorate import NEVER, entitled, key, keys
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    BallotCancelled,
    BallotClosed,
    BallotOpened,
    BallotPaperIssued,
    BallotPrepared,
    HandsCounted,
    PapersCounted,
    VoteCast,
)
from sessions.majority import decided, possible
from sessions.state import Consultation
from sessions.state.ballots import Ballot
from sessions.status import require_open, require_unclosed
from sessions.types import Actor
from sessions.venues import require_own_room

# --- readings ---------------------------------------------------------------------------------


def options(terms: BallotTerms) -> Sequence[str]:
    """What may be chosen, in order."""
    return terms.options or MOTION


def opened(state: Consultation) -> Ballot | None:
    """The ballot that is open."""
    return None if state.open_ballot is None else state.ballots[state.open_ballot]


def require_none_open(state: Consultation) -> None:
    """A sitting does not end, nor another vote begin, in the midst of one."""
    ballot = opened(state)
    if ballot is not None:
        raise Refused("ballot_is_open", title=ballot.terms.title)


def next_close(state: Consultation) -> int | None:
    """When the open ballot closes by itself, Unix ms."""
    ballot = opened(state)
    return None if ballot is None else ballot.closes_at


def due_closes(state: Consultation, now_ms: int) -> list[CloseBallot]:
    """The close of the ballot whose time is over."""
    ballot = opened(state)
    if ballot is None or ballot.closes_at is None or now_ms < ballot.closes_at:
        return []
    return [CloseBallot(ballot_id=ballot.ballot_id)]


def require_voting(state: Consultation, ballot_id: str, now_ms: int) -> Ballot:
    """The ballot, which takes votes at this moment."""
    ballot = find(state, ballot_id)
    over = ballot.closes_at is not None and now_ms >= ballot.closes_at
    if ballot.status != "open" or over:
        raise Refused("ballot_not_open", title=ballot.terms.title)
    return ballot


def find(state: Consultation, ballot_id: str) -> Ballot:
    """The ballot of that id."""
    ballot = state.ballots.get(ballot_id)
    if ballot is None:
        raise Refused("no_such_ballot")
    return ballot


# --- decided ----------------------------------------------------------------------------------


def prepare_ballot(
    state: Consultation, command: PrepareBallot, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """At any time until the consultation closes."""
    require_unclosed(state)
    if len(state.ballots) >= BALLOTS_MAX:
        raise Refused("too_many", limit=BALLOTS_MAX)
    _check_terms(state, command.terms)
    return [BallotPrepared(ballot_id=new_id(), terms=command.terms)]


def _check_terms(state: Consultation, terms: BallotTerms) -> None:
    if len(terms.options) == 1 or len(set(terms.options)) < len(terms.options):
        raise Refused("options_must_differ")
    if terms.choices_max > (len(terms.options) or 1):
        raise Refused("too_many_choices", limit=len(terms.options) or 1)
    shares = (terms.quorum.share, terms.majority.share)
    if any(share is not None and not possible(share) for share in shares):
        raise Refused("share_impossible")
    if NEVER & set(terms.roles):
        raise Refused("role_has_no_vote")
    if terms.item_id is not None and terms.item_id not in state.agenda:
        raise Refused("no_such_item")


def open_ballot(state: Consultation, command: OpenBallot, now_ms: int) -> list[AnyEvent]:
    """While the consultation sits, one at a time."""
    require_open(state)
    ballot = find(state, command.ballot_id)
    if ballot.status != "prepared":
        raise Refused("ballot_is_over", title=ballot.terms.title)
    require_none_open(state)
    terms = ballot.terms
    participants, seats = entitled(state, terms)
    if not participants and not seats:
        raise Refused("nobody_may_vote")
    secret = terms.method == "secret"
    assert bool(command.modulus) == secret, "the service makes the key of a secret ballot"
    return [
        BallotOpened(
            ballot_id=ballot.ballot_id,
            participants=participants,
            seats=seats,
            closes_at=None if terms.seconds is None else now_ms + terms.seconds * 1000,
            modulus=command.modulus,
        )
    ]


def cast_vote(state: Consultation, actor: Actor, command: CastVote, now_ms: int) -> list[AnyEvent]:
    """Once for each voter: whoever votes again changes their vote. Nothing where it is the same."""
    ballot = require_voting(state, command.ballot_id, now_ms)
    if ballot.terms.method == "secret":
        raise Refused("vote_is_secret")
    voter = require_voter(state, ballot, actor, command.seat_id)
    choices = tuple(sorted(set(command.choices)))
    check_choices(ballot.terms, command.choices)
    seat = state.seats.get(command.seat_id or "")
    if seat is not None and seat.venue_id in ballot.hands:
        raise Refused("hands_were_counted")
    if ballot.votes.get(voter) == choices:
        return []
    return [
        VoteCast(
            ballot_id=ballot.ballot_id,
            participant_id=None if command.seat_id else actor.participant_id,
            seat_id=command.seat_id,
            choices=list(choices),
        )
    ]


def require_voter(state: Consultation, ballot: Ballot, actor: Actor, seat_id: str | None) -> str:
    """The key of whoever votes, the actor or a seat: one of those entitled."""
    voter = key(actor.participant_id, seat_id) if seat_id or actor.participant_id else ""
    if voter not in keys(ballot):
        raise Refused("no_right_to_vote")
    if seat_id:
        require_own_room(state, actor, state.seats[seat_id].venue_id)
    return voter


def check_choices(terms: BallotTerms, choices: Sequence[int]) -> None:
    """Options that there are, each once, not more than allowed; none is an abstention."""
    if len(choices) > terms.choices_max:
        raise Refused("too_many_choices", limit=terms.choices_max)
    if len(set(choices)) < len(choices) or any(c >= len(options(terms)) for c in choices):
        raise Refused("no_such_option")


def count_hands(
    state: Consultation, actor: Actor, command: CountHands, now_ms: int
) -> list[AnyEvent]:
    """Of the seats of one room, never more than may vote there."""
    ballot = require_voting(state, command.ballot_id, now_ms)
    if command.venue_id not in state.venues:
        raise Refused("no_such_venue")
    require_own_room(state, actor, command.venue_id)
    if ballot.terms.method != "hands" or ballot.terms.choices_max > 1:
        raise Refused("hands_cannot_be_counted")
    if len(command.counts) != len(options(ballot.terms)):
        raise Refused("no_such_option")
    seats = sum(state.seats[id].venue_id == command.venue_id for id in ballot.seats)
    if sum(command.counts) + command.abstentions > seats:
        raise Refused("too_many_hands", limit=seats)
    counted = ballot.hands.get(command.venue_id, (0,) * (len(command.counts) + 1))
    if counted == (*command.counts, command.abstentions):
        return []
    return [
        HandsCounted(
            ballot_id=ballot.ballot_id,
            venue_id=command.venue_id,
            counts=command.counts,
            abstentions=command.abstentions,
        )
    ]


def issue_ballot_paper(
    state: Consultation, actor: Actor, command: IssueBallotPaper, now_ms: int
) -> list[AnyEvent]:
    """One for each voter; nothing where the same was signed before and the answer got lost."""
    ballot = require_voting(state, command.ballot_id, now_ms)
    if ballot.terms.method != "secret":
        raise Refused("vote_is_open")
    voter = require_voter(state, ballot, actor, command.seat_id)
    if voter in ballot.issued:
        if ballot.issued[voter] != command.request:
            raise Refused("paper_already_issued")
        return []
    return [
        BallotPaperIssued(
            ballot_id=ballot.ballot_id,
            participant_id=None if command.seat_id else actor.participant_id,
            seat_id=command.seat_id,
            request=command.request,
        )
    ]


def close_ballot(state: Consultation, actor: Actor, command: CloseBallot) -> list[AnyEvent]:
    """The votes are counted."""
    ballot = find(state, command.ballot_id)
    if ballot.status != "open":
        raise Refused("ballot_not_open", title=ballot.terms.title)
    papers = sorted(command.papers, key=lambda paper: paper.token)
    assert len({paper.token for paper in papers}) == len(papers), "a token is spent once"
    if len(papers) > len(ballot.issued):
        raise Refused("too_many_papers")
    counted = replace(ballot, papers=tuple(papers))
    closed = BallotClosed(
        ballot_id=ballot.ballot_id,
        result=decided(ballot.terms, tally(state, counted)),
        by_clock=actor.role == "system",
    )
    if ballot.terms.method != "secret":
        return [closed]
    return [PapersCounted(ballot_id=ballot.ballot_id, papers=papers), closed]


def cancel_ballot(state: Consultation, command: CancelBallot) -> list[AnyEvent]:
    """Whatever was cast is void; it may be prepared anew."""
    ballot = find(state, command.ballot_id)
    if ballot.status not in ("prepared", "open"):
        raise Refused("ballot_is_over", title=ballot.terms.title)
    return [BallotCancelled(ballot_id=ballot.ballot_id, reason=command.reason)]


# --- applied ----------------------------------------------------------------------------------


def ballot_prepared(state: Consultation, event: BallotPrepared) -> Consultation:
    """One more to be held."""
    ballot = Ballot(ballot_id=event.ballot_id, terms=event.terms)
    return replace(state, ballots=state.ballots.set(ballot.ballot_id, ballot))


def ballot_opened(state: Consultation, event: BallotOpened, at: int) -> Consultation:
    """It takes votes."""
    ballot = replace(
        state.ballots[event.ballot_id],
        status="open",
        participants=tuple(event.participants),
        seats=tuple(event.seats),
        opened_at=at,
        closes_at=event.closes_at,
        modulus=event.modulus,
    )
    return replace(_changed(state, ballot), open_ballot=ballot.ballot_id)


def vote_cast(state: Consultation, event: VoteCast) -> Consultation:
    """The last of each voter counts."""
    ballot = state.ballots[event.ballot_id]
    voter = key(event.participant_id, event.seat_id)
    return _changed(state, replace(ballot, votes=ballot.votes.set(voter, tuple(event.choices))))


def hands_counted(state: Consultation, event: HandsCounted) -> Consultation:
    """The room's seats are counted together; with noughts, each by itself again."""
    ballot = state.ballots[event.ballot_id]
    votes = ballot.votes
    for id in ballot.seats:
        if state.seats[id].venue_id == event.venue_id and key(None, id) in votes:
            votes = votes.delete(key(None, id))
    counted = (*event.counts, event.abstentions)
    hands = ballot.hands.set(event.venue_id, counted)
    if not any(counted):
        hands = hands.delete(event.venue_id)
    return _changed(state, replace(ballot, votes=votes, hands=hands))


def ballot_paper_issued(state: Consultation, event: BallotPaperIssued) -> Consultation:
    """That voter has theirs."""
    ballot = state.ballots[event.ballot_id]
    voter = key(event.participant_id, event.seat_id)
    return _changed(state, replace(ballot, issued=ballot.issued.set(voter, event.request)))


def papers_counted(state: Consultation, event: PapersCounted) -> Consultation:
    """What was cast is there for all to read."""
    ballot = state.ballots[event.ballot_id]
    return _changed(state, replace(ballot, papers=tuple(event.papers)))


def ballot_closed(state: Consultation, event: BallotClosed, at: int) -> Consultation:
    """It has its result."""
    ballot = replace(
        state.ballots[event.ballot_id],
        status="closed",
        closed_at=at,
        result=event.result,
        by_clock=event.by_clock,
    )
    return replace(_changed(state, ballot), open_ballot=None)


def ballot_cancelled(state: Consultation, event: BallotCancelled, at: int) -> Consultation:
    """It has none."""
    was_open = state.open_ballot == event.ballot_id
    ballot = replace(
        state.ballots[event.ballot_id], status="cancelled", closed_at=at, reason=event.reason
    )
    return replace(_changed(state, ballot), open_ballot=None if was_open else state.open_ballot)


def _changed(state: Consultation, ballot: Ballot) -> Consultation:
    return replace(state, ballots=state.ballots.set(ballot.ballot_id, ballot))
