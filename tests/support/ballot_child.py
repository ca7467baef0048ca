"""A process that holds a secret ballot and says which papers were acknowledged, until it is killed.

`python ballot_child.py FOLDER CONSULTATION BALLOT FIRST`: members from number FIRST on take a
paper and cast it, several at once. CONSULTATION `new` makes one with a ballot and prints
`made ID BALLOT`; each acknowledged paper is printed as `cast TOKEN CHOICE`. With FIRST `close` it
closes the ballot and prints `counted VOTED FOR AGAINST`.
"""

import asyncio
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

from sessions import commands as c
from sessions.ballot_keys import BallotKeys
from sessions.ballot_types import BallotTerms
from sessions.events import BallotClosed, BallotPrepared
from sessions.service import Service
from sessions.store import Store
from sessions.types import Actor, Participant
from tests.support.consultation import CREATE, ORGANIZER
from tests.support.record_child import log_to_stderr, say
from tests.support.voter import Voter

MEMBERS = 400
VOTERS = 6
CHAIR = Actor("chair", "chair", "cn")


async def found(service: Service) -> tuple[str, str]:
    id, _ = await service.create(ORGANIZER, CREATE)
    await service.execute(
        id, ORGANIZER, c.RegisterParticipant(Participant("chair", "主持人", "chair", "cn"))
    )
    for n in range(MEMBERS):
        member = Participant(f"m{n}", f"委员{n}", "member", "hn")
        await service.execute(id, ORGANIZER, c.RegisterParticipant(member))
    await service.execute(id, CHAIR, c.OpenConsultation())
    (record,) = await service.execute(id, CHAIR, c.PrepareBallot(BallotTerms("提名", "secret")))
    assert isinstance(record.event, BallotPrepared)
    await service.execute(id, CHAIR, c.OpenBallot(record.event.ballot_id))
    return id, record.event.ballot_id


async def vote(service: Service, id: str, ballot_id: str, numbers: Iterator[int]) -> None:
    for n in itertools.takewhile(lambda n: n < MEMBERS, numbers):
        actor = Actor("member", f"m{n}", "hn")
        voter = Voter.of((await service.state(id)).ballots[ballot_id].modulus)
        signature = await service.voting.issue_paper(id, actor, ballot_id, voter.blinded, None)
        say("taken", n)
        paper = voter.paper(signature, n % 2)
        await service.voting.cast_paper(id, ballot_id, paper)
        say("cast", paper.token, n % 2)


async def main(folder: Path, id: str, ballot_id: str, first: str) -> None:
    keys = BallotKeys(folder / "keys")
    service = Service(Store(f"sqlite+aiosqlite:///{folder / 'record.db'}"), ballot_keys=keys)
    await service.start()
    running = asyncio.create_task(service.run())
    if id == "new":
        id, ballot_id = await found(service)
        say("made", id, ballot_id)
    if first == "close":
        closed = (await service.execute(id, CHAIR, c.CloseBallot(ballot_id)))[-1].event
        assert isinstance(closed, BallotClosed)
        say("counted", closed.result.tally.voted, *closed.result.tally.counts)
        running.cancel()
        return
    numbers = itertools.count(int(first))
    await asyncio.gather(*(vote(service, id, ballot_id, numbers) for _ in range(VOTERS)))


if __name__ == "__main__":
    log_to_stderr()
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:5]))
