"""The ballot box: gives out and takes in the papers of secret ballots, beside the log.

Who takes a paper is in the log, what is cast is not until the close, and nothing joins the two.
Everything about one ballot happens in turn, so that no paper falls between the last vote and the
close.
"""

import asyncio
import hashlib
from weakref import WeakValueDictionary

import structlog

from sessions.ballot_keys import BallotKeys
from sessions.ballot_types import Paper
from sessions.ballots import check_choices, require_voting
from sessions.blind import blind_sign, modulus_of, verifies
from sessions.errors import Refused
from sessions.paper_store import PaperStore
from sessions.state import Consultation
from sessions.state.ballots import Ballot
from sessions.store import Store

log = structlog.get_logger(__name__)


class BallotBox:
    """One for all consultations."""

    def __init__(self, store: Store, keys: BallotKeys) -> None:
        self._keys = keys
        self._papers = PaperStore(store)
        self._cast: dict[str, dict[str, Paper]] = {}
        """What is kept of open ballots, by name and token: the store's, read once."""
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def turn(self, consultation_id: str, ballot_id: str) -> asyncio.Lock:
        """Whoever holds it is alone with the ballot."""
        return self._turns.setdefault(_name(consultation_id, ballot_id), asyncio.Lock())

    async def fit(self, consultation_id: str, ballot_id: str) -> str:
        """A key for a ballot about to open: its modulus."""
        return modulus_of(await self._keys.make(_name(consultation_id, ballot_id)))

    async def sign(self, consultation_id: str, ballot_id: str, blinded: bytes) -> bytes:
        """The signature of a paper that nobody here sees; asked again, the same."""
        key = await self._keys.get(_name(consultation_id, ballot_id))
        if key is None:
            raise Refused("ballot_key_lost")
        try:
            return blind_sign(key, blinded)
        except ValueError as error:
            raise Refused("paper_not_ours") from error

    async def put(self, state: Consultation, ballot_id: str, paper: Paper, now_ms: int) -> None:
        """Take a paper in; on return it is on disk. In the ballot's turn.

        The same paper again is taken for an answer that got lost; the same token with another
        choice is refused.
        """
        ballot = require_voting(state, ballot_id, now_ms)
        if ballot.terms.method != "secret":
            raise Refused("vote_is_open")
        check_choices(ballot.terms, paper.choices)
        cast = await self._read(state.id, ballot_id)
        if paper.token in cast:
            if sorted(cast[paper.token].choices) != sorted(paper.choices):
                raise Refused("paper_already_cast")
            return
        if not _is_ours(ballot, paper):
            raise Refused("paper_not_ours")
        if len(cast) >= len(ballot.issued):
            raise Refused("too_many_papers")  # somebody else has the key
        await self._papers.keep(state.id, ballot_id, paper)
        cast[paper.token] = paper

    async def count(self, state: Consultation, ballot_id: str) -> int:
        """How many papers are in it: the turnout, and no more than that."""
        ballot = state.ballots.get(ballot_id)
        if ballot is None:
            raise Refused("no_such_ballot")
        return len(ballot.papers or await self._read(state.id, ballot_id))

    async def take_out(self, state: Consultation, ballot_id: str) -> list[Paper]:
        """All papers, each checked again: what stood on disk may have been meddled with."""
        ballot = state.ballots[ballot_id]
        papers = list((await self._papers.read(state.id, ballot_id)).values())
        ours = await asyncio.to_thread(lambda: [one for one in papers if _is_ours(ballot, one)])
        if len(ours) < len(papers):
            log.error("papers_not_ours", ballot=ballot_id, papers=len(papers) - len(ours))
        return ours

    async def empty(self, consultation_id: str, ballot_id: str) -> None:
        """The ballot is over: key and papers are destroyed."""
        name = _name(consultation_id, ballot_id)
        await self._keys.destroy(name)
        self._cast.pop(name, None)
        await self._papers.burn(consultation_id, ballot_id)

    async def left_over(self) -> list[tuple[str, str]]:
        """Ballots of which papers are kept: open ones, and those that a crash kept from being
        emptied.
        """
        names = (name.split(".", 1) for name in await self._keys.names())
        return sorted({*await self._papers.ballots(), *((one, two) for one, two in names)})

    async def _read(self, consultation_id: str, ballot_id: str) -> dict[str, Paper]:
        name = _name(consultation_id, ballot_id)
        if name not in self._cast:
            papers = await self._papers.read(consultation_id, ballot_id)
            self._cast.setdefault(name, papers)  # another may have been quicker, and gone on
        return self._cast[name]


def request_of(blinded: bytes) -> str:
    """What the log keeps of a request for a signature."""
    return hashlib.sha256(blinded).hexdigest()


def _is_ours(ballot: Ballot, paper: Paper) -> bool:
    return verifies(ballot.modulus, bytes.fromhex(paper.token), paper.signature)


def _name(consultation_id: str, ballot_id: str) -> str:
    """Names the key's file too; ids have no dot."""
    return f"{consultation_id}.{ballot_id}"
