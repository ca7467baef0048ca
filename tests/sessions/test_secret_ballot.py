"""A secret ballot at the service: papers on disk before they are acknowledged, linked to nobody;
key and box destroyed at the end.
"""

import asyncio
import contextlib
import itertools
import random
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from sessions import commands as c
from sessions import events as e
from sessions.ballot_audit import audit
from sessions.ballot_keys import BallotKeys
from sessions.ballot_types import BallotTerms, Paper
from sessions.blind import blind_sign, modulus_of
from sessions.errors import Refused, Unavailable
from sessions.paper_store import PaperStore
from sessions.service import Service
from sessions.state.ballots import Ballot
from sessions.store import Store
from sessions.types import SYSTEM, Actor
from tests.support.consultation import CREATE, NOW, ORGANIZER, PEOPLE
from tests.support.voter import Voter

CHAIR = Actor("chair", "chair", "cn", "主持人")
MEMBER = Actor("member", "member", "sf", "区委员")
MEMBER_2 = Actor("member", "member2", "hn", "省委员")
ROOM = Actor("venue", "room_zz", "zz", "市会场操作员")
DEPARTMENT = Actor("department", "dept", "zz", "市生态环境局")


class House:
    """A service on files that can be killed: what was not on disk is gone."""

    def __init__(self, folder: Path, url: str = "") -> None:
        self.folder = folder
        self.url = url or f"sqlite+aiosqlite:///{folder / 'record.db'}"
        self.now = NOW
        self.id = self.ballot_id = ""
        self._ids = itertools.count(1)

    @contextlib.asynccontextmanager
    async def life(self) -> AsyncIterator["House"]:
        """From a start to a kill."""
        self.store = Store(self.url)
        self.service = Service(
            self.store,
            clock=lambda: self.now,
            new_id=lambda: f"id{next(self._ids)}",
            ballot_keys=BallotKeys(self.folder / "keys"),
        )
        await self.service.start()
        running = asyncio.create_task(self.service.run())
        try:
            if not self.id:
                await self._found()
            yield self
        finally:
            running.cancel()
            await asyncio.wait([running])
            await self.store.close()

    async def _found(self) -> None:
        self.id, _ = await self.service.create(ORGANIZER, CREATE)
        for person in PEOPLE:
            await self.do(ORGANIZER, c.RegisterParticipant(person))
        await self.do(CHAIR, c.OpenConsultation())

    async def do(self, actor: Actor, command: c.AnyCommand) -> list[e.AnyEvent]:
        return [r.event for r in await self.service.execute(self.id, actor, command)]

    async def vote(self, seconds: int | None = None) -> None:
        """A secret ballot is open."""
        terms = BallotTerms("提名", "secret", seconds=seconds)
        (prepared,) = await self.do(CHAIR, c.PrepareBallot(terms))
        assert isinstance(prepared, e.BallotPrepared)
        self.ballot_id = prepared.ballot_id
        await self.do(CHAIR, c.OpenBallot(self.ballot_id))

    async def ballot(self) -> Ballot:
        return (await self.service.state(self.id)).ballots[self.ballot_id]

    async def take(self, actor: Actor, seat: str | None = None) -> tuple[Voter, bytes]:
        voter = Voter.of((await self.ballot()).modulus)
        return voter, await self.sign(actor, voter, seat)

    async def sign(self, actor: Actor, voter: Voter, seat: str | None = None) -> bytes:
        return await self.service.voting.issue_paper(
            self.id, actor, self.ballot_id, voter.blinded, seat
        )

    async def cast(self, paper: Paper) -> None:
        await self.service.voting.cast_paper(self.id, self.ballot_id, paper)

    async def close(self) -> e.BallotClosed:
        closed = (await self.do(CHAIR, c.CloseBallot(self.ballot_id)))[-1]
        assert isinstance(closed, e.BallotClosed)
        return closed

    async def refused(self, coroutine: object) -> str:
        with pytest.raises(Refused) as refusal:
            await coroutine  # type: ignore[misc]
        return refusal.value.code

    def rows(self, table: str) -> list[tuple[object, ...]]:
        file = sqlite3.connect(self.folder / "record.db")
        found = file.execute(f"SELECT * FROM {table}").fetchall()
        file.close()
        return found


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_from_the_opening_to_the_result(house: House) -> None:
    async with house.life():
        await house.vote()
        for actor, seat, choices in ((MEMBER, None, [0]), (MEMBER_2, None, []), (ROOM, "zz1", [1])):
            voter, signature = await house.take(actor, seat)
            await house.cast(voter.paper(signature, *choices))
        assert await house.service.voting.papers_cast(house.id, house.ballot_id) == 3
        tally = (await house.close()).result.tally
        assert (tally.counts, tally.abstentions, tally.voted, tally.issued) == ([1, 1], 1, 3, 3)
        ballot = await house.ballot()
        tokens = [paper.token for paper in ballot.papers]
        assert tokens == sorted(tokens)
        records = await house.service.records(house.id, 0, ORGANIZER)
        assert audit(records) == []
        assert list((house.folder / "keys").iterdir()) == []
        assert house.rows("ballot_papers") == []
        late = await house.refused(house.cast(voter.paper(signature, 0)))
        assert late == "ballot_not_open"


async def test_on_each_database(record_url: str, tmp_path: Path) -> None:
    house = House(tmp_path, record_url)
    async with house.life():
        await house.vote()
        voter, signature = await house.take(MEMBER)
        await house.cast(voter.paper(signature, 1))
    async with house.life():
        other, other_signature = await house.take(MEMBER_2)
        await house.cast(other.paper(other_signature, 1))
        assert (await house.close()).result.tally.counts == [0, 2]
        assert await house.service.voting.papers_cast(house.id, house.ballot_id) == 2
        assert await PaperStore(house.store).ballots() == []


async def test_who_gets_no_paper(house: House) -> None:
    async with house.life():
        await house.vote()
        assert await house.refused(house.take(DEPARTMENT)) == "no_right_to_vote"
        assert await house.refused(house.take(ROOM)) == "no_right_to_vote"
        assert await house.refused(house.take(MEMBER, "sf1")) == "not_authorized"
        await house.take(MEMBER)
        assert await house.refused(house.take(MEMBER)) == "paper_already_issued"
        sign = house.service.voting.issue_paper
        nonsense = sign(house.id, MEMBER_2, house.ballot_id, b"x" * 255, None)
        assert await house.refused(nonsense) == "paper_not_ours"
        assert "member2" not in (await house.ballot()).issued  # it has cost them nothing
        assert await house.refused(sign(house.id, MEMBER, "other", b"x", None)) == "no_such_ballot"


async def test_a_lost_answer_is_given_again(house: House) -> None:
    async with house.life():
        await house.vote()
        voter, first = await house.take(MEMBER)
        assert await house.sign(MEMBER, voter) == first
        paper = voter.paper(first, 1)
        await house.cast(paper)
        await house.cast(paper)
        assert await house.service.voting.papers_cast(house.id, house.ballot_id) == 1


async def test_papers_that_do_not_count(house: House) -> None:
    async with house.life():
        await house.vote()
        voter, signature = await house.take(MEMBER)
        good = voter.paper(signature, 0)
        forged = Paper("0" * 64, good.signature, [0])
        assert await house.refused(house.cast(forged)) == "paper_not_ours"
        unsigned = Voter(voter.n).paper(bytes(256), 0)
        assert await house.refused(house.cast(unsigned)) == "paper_not_ours"
        assert await house.refused(house.cast(voter.paper(signature, 5))) == "no_such_option"
        assert await house.refused(house.cast(voter.paper(signature, 0, 1))) == "too_many_choices"
        await house.cast(good)
        assert await house.refused(house.cast(voter.paper(signature, 1))) == "paper_already_cast"
        assert (await house.close()).result.tally.counts == [1, 0]


async def test_no_paper_of_one_ballot_counts_in_another(house: House) -> None:
    async with house.life():
        await house.vote()
        voter, signature = await house.take(MEMBER)
        await house.close()
        await house.vote()
        assert await house.refused(house.cast(voter.paper(signature, 0))) == "paper_not_ours"


async def test_no_secret_vote_where_the_vote_is_open(house: House) -> None:
    async with house.life():
        (prepared,) = await house.do(CHAIR, c.PrepareBallot(BallotTerms("议题", "named")))
        assert isinstance(prepared, e.BallotPrepared)
        house.ballot_id = prepared.ballot_id
        await house.do(CHAIR, c.OpenBallot(house.ballot_id, "AQAB"))
        assert (await house.ballot()).modulus == ""  # what the client puts there is not taken
        paper = Paper("0" * 64, "AAAA", [0])
        assert await house.refused(house.cast(paper)) == "vote_is_open"


async def test_papers_from_outside_are_not_taken_at_the_close(house: House) -> None:
    async with house.life():
        await house.vote()
        await house.take(MEMBER)
        stuffed = [Paper("0" * 64, "AAAA", [0])]
        closed = (await house.do(CHAIR, c.CloseBallot(house.ballot_id, stuffed)))[-1]
        assert isinstance(closed, e.BallotClosed)
        assert closed.result.tally.voted == 0


async def test_what_was_acknowledged_survives_a_kill(house: House) -> None:
    async with house.life():
        await house.vote()
        voter, signature = await house.take(MEMBER)
        await house.cast(voter.paper(signature, 0))
        other, other_signature = await house.take(MEMBER_2)
    async with house.life():
        assert await house.sign(MEMBER_2, other) == other_signature  # the key lives on
        await house.cast(other.paper(other_signature, 0))
        assert (await house.close()).result.tally.counts == [2, 0]


async def test_the_clock_closes_and_nothing_is_lost(house: House) -> None:
    async with house.life():
        await house.vote(seconds=60)
        voter, signature = await house.take(MEMBER)
        await house.cast(voter.paper(signature, 0))
        house.now += 60_000
        assert await house.refused(house.take(MEMBER_2)) == "ballot_not_open"
        assert await house.service.tick()
        ballot = await house.ballot()
        assert ballot.by_clock
        assert ballot.result is not None
        assert ballot.result.tally.counts == [1, 0]


async def test_a_cancelled_ballot_leaves_nothing(house: House) -> None:
    async with house.life():
        await house.vote()
        voter, signature = await house.take(MEMBER)
        await house.cast(voter.paper(signature, 0))
        await house.do(CHAIR, c.CancelBallot(house.ballot_id, "措辞有误"))
        assert house.rows("ballot_papers") == []
        assert list((house.folder / "keys").iterdir()) == []
        log = msgspec.json.encode(await house.service.records(house.id, 0, ORGANIZER)).decode()
        assert voter.token.hex() not in log


async def test_what_a_crash_left_is_cleared_away(house: House) -> None:
    async with house.life():
        await house.vote()
        voter, signature = await house.take(MEMBER)
        await house.cast(voter.paper(signature, 0))
        key = (house.folder / "keys" / f"{house.id}.{house.ballot_id}").read_bytes()
        kept = house.rows("ballot_papers")
        await house.close()
        # As if it had died between the commit and the end of the box.
        (house.folder / "keys" / f"{house.id}.{house.ballot_id}").write_bytes(key)
        file = sqlite3.connect(house.folder / "record.db")
        file.executemany("INSERT INTO ballot_papers VALUES (?, ?, ?, ?)", kept)
        file.commit()
        file.close()
    async with house.life():
        for _ in range(200):
            if not house.rows("ballot_papers") and not list((house.folder / "keys").iterdir()):
                break
            await asyncio.sleep(0.01)
        assert house.rows("ballot_papers") == []
        assert list((house.folder / "keys").iterdir()) == []


async def test_a_lost_key_gives_out_no_more_papers(house: House) -> None:
    async with house.life():
        await house.vote()
    (house.folder / "keys" / f"{house.id}.{house.ballot_id}").unlink()
    async with house.life():
        assert await house.refused(house.take(MEMBER)) == "ballot_key_lost"
        assert "member" not in (await house.ballot()).issued


async def test_a_paper_that_was_meddled_with_on_disk_is_not_counted(house: House) -> None:
    async with house.life():
        await house.vote()
        voter, signature = await house.take(MEMBER)
        await house.cast(voter.paper(signature, 0))
        stuffed = msgspec.json.encode(Paper("f" * 64, "AAAA", [1]))
        file = sqlite3.connect(house.folder / "record.db")
        row = (house.id, house.ballot_id, "f" * 64, stuffed)
        file.execute("INSERT INTO ballot_papers VALUES (?, ?, ?, ?)", row)
        file.commit()
        file.close()
        assert (await house.close()).result.tally.counts == [1, 0]


async def test_who_has_the_key_stuffs_the_box_no_further_than_it_was_given_out(
    house: House,
) -> None:
    async with house.life():
        await house.vote(seconds=60)
        await house.take(MEMBER)
        name = f"{house.id}.{house.ballot_id}"
        stolen = await BallotKeys(house.folder / "keys").get(name)
        assert stolen is not None
        forged = []
        for _ in range(2):
            voter = Voter.of(modulus_of(stolen))
            forged.append(voter.paper(blind_sign(stolen, voter.blinded), 1))
        await house.cast(forged[0])
        assert await house.refused(house.cast(forged[1])) == "too_many_papers"
        # Put past the door, they cannot be counted; the clock tries again, not all the time.
        file = sqlite3.connect(house.folder / "record.db")
        encoded = msgspec.json.encode(forged[1])
        row = (house.id, house.ballot_id, forged[1].token, encoded)
        file.execute("INSERT INTO ballot_papers VALUES (?, ?, ?, ?)", row)
        file.commit()
        file.close()
        assert await house.refused(house.close()) == "too_many_papers"
        house.now += 60_000
        assert not await house.service.tick()
        await house.do(CHAIR, c.CancelBallot(house.ballot_id, "票箱有问题"))
        assert await house.service.tick()


async def test_a_paper_is_acknowledged_only_from_disk(house: House) -> None:
    async with house.life():
        await house.vote()
        voter, signature = await house.take(MEMBER)

        async def fails(*_: object) -> int:
            raise Unavailable("record_unavailable")

        change, house.store.change = house.store.change, fails  # type: ignore[method-assign]
        with pytest.raises(Unavailable):
            await house.cast(voter.paper(signature, 0))
        house.store.change = change  # type: ignore[method-assign]
        assert await house.service.voting.papers_cast(house.id, house.ballot_id) == 0
        await house.cast(voter.paper(signature, 0))
        assert (await house.close()).result.tally.counts == [1, 0]


async def test_votes_that_race_the_close_are_counted_or_refused(house: House) -> None:
    dice, refused, counted = random.Random(9474), list[str](), 0
    for _ in range(5):
        async with house.life():
            await house.vote()
            papers = []
            for actor, seat in ((MEMBER, None), (MEMBER_2, None), (ROOM, "zz1"), (ROOM, "sf1")):
                voter, signature = await house.take(actor, seat)
                papers.append(voter.paper(signature, dice.randrange(2)))

            async def after(turns: int, paper: Paper) -> bool:
                for _ in range(turns):
                    await asyncio.sleep(0)
                try:
                    await house.cast(paper)
                except Refused as refusal:
                    refused.append(refusal.code)
                    return False
                return True

            casting = [asyncio.create_task(after(dice.randrange(40), one)) for one in papers]
            for _ in range(dice.randrange(40)):
                await asyncio.sleep(0)
            closed = await house.close()
            taken = [one for one, task in zip(papers, casting, strict=True) if await task]
            assert closed.result.tally.voted == len(taken)
            found = {paper.token for paper in (await house.ballot()).papers}
            assert found == {paper.token for paper in taken}
            counted += len(taken)
    assert set(refused) == {"ballot_not_open"}
    assert counted, "none was in time: the test proves nothing"


# --- secrecy ----------------------------------------------------------------------------------


async def test_nothing_joins_a_token_to_a_voter(house: House) -> None:
    """No record holds both, no order follows the order of casting, and no time is kept."""
    async with house.life():
        await house.vote()
        voters = [(MEMBER, None), (MEMBER_2, None), (ROOM, "zz1"), (ROOM, "sf1")]
        cast = []
        for number, (actor, seat) in enumerate(voters):
            house.now += 1000
            voter, signature = await house.take(actor, seat)
            await house.cast(voter.paper(signature, number % 2))
            cast.append((voter, signature))
        secrets = [
            text
            for voter, signature in cast
            for text in (voter.token.hex(), voter.blinded.hex(), signature.hex())
        ]
        open_log = msgspec.json.encode(await house.service.records(house.id, 0, ORGANIZER))
        assert not [text for text in secrets if text.encode() in open_log]
        columns = sqlite3.connect(house.folder / "record.db").execute(
            "SELECT name FROM pragma_table_info('ballot_papers')"
        )
        assert [name for (name,) in columns] == ["consultation_id", "ballot_id", "token", "paper"]
        with pytest.raises(sqlite3.OperationalError, match="rowid"):
            sqlite3.connect(house.folder / "record.db").execute("SELECT rowid FROM ballot_papers")
        kept = [str(row[2]) for row in house.rows("ballot_papers")]
        assert kept == sorted(kept)
        await house.close()
        log = await house.service.records(house.id, 0, ORGANIZER)
        holding = [r for r in log if cast[0][0].token.hex().encode() in msgspec.json.encode(r)]
        assert [type(record.event) for record in holding] == [e.PapersCounted]
        named = msgspec.json.encode(holding[0]).decode()
        assert not [p.id for p in PEOPLE if f'"{p.id}"' in named and p.id != "chair"]
        assert holding[0].actor.participant_id == "chair"  # who closed it


async def test_only_staff_are_sent_the_list_and_nobody_the_votes(house: House) -> None:
    async with house.life():
        await house.vote()
        voter, signature = await house.take(MEMBER)
        await house.cast(voter.paper(signature, 0))
        await house.close()
        kinds = {
            role: {type(r.event) for r in await house.service.records(house.id, 0, actor)}
            for role, actor in (
                ("staff", CHAIR),
                ("meeting", MEMBER_2),
                ("public", Actor("viewer")),
            )
        }
        assert e.PapersCounted in kinds["staff"]
        assert e.PapersCounted not in kinds["meeting"]
        assert e.BallotPaperIssued in kinds["meeting"]
        assert e.BallotPaperIssued not in kinds["public"]
        assert e.BallotClosed in kinds["public"]


async def test_the_system_closes_at_nobody_else_s_word(house: House) -> None:
    async with house.life():
        await house.vote()
        close = house.do(MEMBER, c.CloseBallot(house.ballot_id))
        assert await house.refused(close) == "not_authorized"
        opening = house.do(MEMBER, c.OpenBallot(house.ballot_id))
        assert await house.refused(opening) == "not_authorized"
        closed = (await house.do(SYSTEM, c.CloseBallot(house.ballot_id)))[-1]
        assert isinstance(closed, e.BallotClosed)
