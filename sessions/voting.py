"""What a vote needs beside the rules: keys made, papers signed and taken in, all of it at one door.

A part of the service: it fills in what a command from outside cannot bring, the key of a secret
ballot and the papers that were cast, and does what must happen once the ballot is over.
"""

from collections.abc import Awaitable, Callable

import structlog
from msgspec.structs import replace

from sessions.ballot_box import BallotBox, request_of
from sessions.ballot_types import Paper
from sessions.commands import (
    AnyCommand,
    CancelBallot,
    CloseBallot,
    Command,
    IssueBallotPaper,
    OpenBallot,
)
from sessions.consultation import decide
from sessions.errors import Refused, SessionError
from sessions.events import Record
from sessions.roles import authorize
from sessions.state import Consultation
from sessions.types import Actor

log = structlog.get_logger(__name__)

Submit = Callable[[str, Actor, AnyCommand, str | None], Awaitable[list[Record]]]

Turning = OpenBallot | CloseBallot | CancelBallot
"""Commands between which no vote of the same ballot may fall."""


def turns_a_ballot(command: Command) -> bool:
    """Whether a command is `Voting.execute`'s."""
    return isinstance(command, Turning)


class Voting:
    """Secret ballots of all consultations."""

    def __init__(
        self,
        box: BallotBox,
        state: Callable[[str], Awaitable[Consultation]],
        submit: Submit,
        clock: Callable[[], int],
    ) -> None:
        self._box = box
        self._state = state
        self._submit = submit
        self._clock = clock

    async def execute(
        self, consultation_id: str, actor: Actor, command: AnyCommand, key: str | None
    ) -> list[Record]:
        """Open, close or cancel a ballot, alone with it."""
        assert isinstance(command, Turning)
        async with self._box.turn(consultation_id, command.ballot_id):
            state = await self._state(consultation_id)
            authorize(state, actor, command)
            full = await self._completed(state, command)
            try:
                return await self._submit(consultation_id, actor, full, key)
            finally:
                await self._tidy(consultation_id, command.ballot_id)

    async def _completed(self, state: Consultation, command: Turning) -> Turning:
        ballot = state.ballots.get(command.ballot_id)
        secret = ballot is not None and ballot.terms.method == "secret"
        match command:
            case OpenBallot():
                prepared = secret and ballot is not None and ballot.status == "prepared"
                modulus = await self._box.fit(state.id, command.ballot_id) if prepared else ""
                return replace(command, modulus=modulus)
            case CloseBallot():
                taken = secret and ballot is not None and ballot.status == "open"
                papers = await self._box.take_out(state, command.ballot_id) if taken else []
                return replace(command, papers=papers)
            case CancelBallot():
                return command

    async def _tidy(self, consultation_id: str, ballot_id: str) -> None:
        """Destroy what is left of a ballot that is over; never in the way of an answer."""
        try:
            ballot = (await self._state(consultation_id)).ballots.get(ballot_id)
            over = ballot is not None and ballot.status in ("closed", "cancelled")
            if over and ballot is not None and ballot.terms.method == "secret":
                await self._box.empty(consultation_id, ballot_id)
        except SessionError as error:
            log.warning("ballot_not_emptied", ballot=ballot_id, error=str(error))

    async def tidy_all(self) -> None:
        """What a crash between a close and its end has left."""
        for consultation_id, ballot_id in await self._box.left_over():
            await self._tidy(consultation_id, ballot_id)

    async def issue_paper(
        self,
        consultation_id: str,
        actor: Actor,
        ballot_id: str,
        blinded: bytes,
        seat_id: str | None,
    ) -> bytes:
        """The one signature that a voter gets; for the same request the same again.

        It is given away only once the log says so.
        """
        command = IssueBallotPaper(ballot_id, request_of(blinded), seat_id)
        state = await self._state(consultation_id)
        decide(state, actor, command, self._clock(), _no_id)  # refused before any work is done
        signature = await self._box.sign(consultation_id, ballot_id, blinded)
        await self._submit(consultation_id, actor, command, None)
        return signature

    async def cast_paper(self, consultation_id: str, ballot_id: str, paper: Paper) -> None:
        """Take in a vote from nobody knows whom; on return it is on disk."""
        if ballot_id not in (await self._state(consultation_id)).ballots:
            raise Refused("no_such_ballot")
        async with self._box.turn(consultation_id, ballot_id):
            state = await self._state(consultation_id)
            await self._box.put(state, ballot_id, paper, self._clock())

    async def papers_cast(self, consultation_id: str, ballot_id: str) -> int:
        """How many there are."""
        return await self._box.count(await self._state(consultation_id), ballot_id)


def _no_id() -> str:
    raise AssertionError("a paper needs no id")
