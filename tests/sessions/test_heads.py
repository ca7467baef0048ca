"""Signed heads: what they prove, and when the service signs."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from sessions import config, head_keeper
from sessions.chain import Fault, Head, Stored, seal, verify
from sessions.commands import (
    CloseConsultation,
    OpenConsultation,
    RegisterParticipant,
    SubmitOpinion,
)
from sessions.heads import BadHead, HeadSigner, SignedHead, check, is_genuine, parse
from sessions.service import Service, random_id
from sessions.store import Store
from tests.support import database
from tests.support.consultation import CREATE, NOW, ORGANIZER, PEOPLE, VIEWER, Scene

SIGNER = HeadSigner(bytes(range(32)))
OTHER = HeadSigner(bytes(32))
LOG: list[Stored] = [seal(r.prev_hash, r.seq, r.at, r.actor, r.event)[1] for r in Scene().records]
END = Head(LOG[-1].seq, LOG[-1].hash)
SIGNED = SIGNER.sign("c", END, NOW)


# --- what they prove --------------------------------------------------------------------------


def test_the_same_head_is_signed_alike_and_read_again() -> None:
    assert is_genuine(SIGNED)
    assert SIGNER.sign("c", END, NOW) == SIGNED
    assert parse(SIGNED.text()) == SIGNED
    assert SIGNED.text().isascii()


@pytest.mark.parametrize(
    "forged",
    [
        replace(SIGNED, head=Head(END.seq - 1, END.hash)),
        replace(SIGNED, head=Head(END.seq, "0" * 64)),
        replace(SIGNED, consultation_id="d"),
        replace(SIGNED, signed_at=NOW + 1),
        replace(SIGNED, key=OTHER.public),
        replace(SIGNED, signature="00" * 64),
        replace(SIGNED, signature="xyz"),
        replace(SIGNED, key="00"),
    ],
)
def test_whatever_is_changed_shows(forged: SignedHead) -> None:
    assert not is_genuine(forged)
    assert check(LOG, [forged]) == [Fault(forged.head.seq, "forged")]


def test_a_log_cut_off_or_written_anew_shows_against_a_head() -> None:
    assert check(LOG, [SIGNED]) == []
    assert verify(LOG[:-1]) == [], "the chain alone does not show it"
    assert check(LOG[:-1], [SIGNED]) == [Fault(END.seq, "truncated")]
    anew, hash = [], LOG[4].prev_hash
    for record in Scene().records[4:]:
        _, stored = seal(hash, record.seq, record.at + 1, record.actor, record.event)
        anew.append(stored)
        hash = stored.hash
    written = [*LOG[:4], *anew]
    assert verify(written) == [], "the chain alone does not show it"
    assert check(written, [SIGNED]) == [Fault(END.seq, "rewritten")]


@pytest.mark.parametrize("text", ["", "tongxin-head", "a:b:c:d:e:f:g", "x:c:1:h:2:k:s", "🙂" * 9])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(BadHead):
        parse(text)


# --- when the service signs -------------------------------------------------------------------


class House:
    """A service that signs."""

    def __init__(self, url: str) -> None:
        self.store = Store(url)
        self.service = Service(self.store, clock=lambda: NOW, signer=SIGNER)

    async def start(self) -> None:
        await self.service.start()
        self._running = asyncio.create_task(self.service.run())

    async def stop(self) -> None:
        self._running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._running
        await self.store.close()

    async def head(self, id: str, seq: int = 1) -> SignedHead:
        """The first signed head of record `seq` or a later one, once there is one."""
        async with asyncio.timeout(5):
            while True:
                for signed in await self.store.read_heads(id):
                    if signed.head.seq >= seq:
                        return signed
                await asyncio.sleep(0.005)


@pytest.fixture
async def house(record_url: str) -> AsyncIterator[House]:
    house = House(record_url)
    await house.start()
    yield house
    await house.stop()


async def test_a_closing_is_signed_at_once(house: House) -> None:
    id, _ = await house.service.create(ORGANIZER, CREATE)
    await house.service.execute(id, ORGANIZER, OpenConsultation())
    records = await house.service.execute(id, ORGANIZER, CloseConsultation())
    signed = await house.head(id, records[-1].seq)
    assert signed.head == Head(records[-1].seq, records[-1].hash)
    assert signed.consultation_id == id
    assert is_genuine(signed)
    assert signed.key == SIGNER.public


async def test_much_or_long_is_signed_without_a_closing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    id, created = await house.service.create(ORGANIZER, CREATE)
    monkeypatch.setattr(head_keeper, "HEAD_RECORDS", 25)
    for n in range(50):
        await house.service.execute(id, VIEWER, SubmitOpinion(f"o{n}", random_id(), "意见"))
    by_count = await house.head(id, created[-1].seq + 25)
    assert by_count.head.seq <= created[-1].seq + 50
    monkeypatch.setattr(head_keeper, "HEAD_S", 0.0)
    (record,) = await house.service.execute(id, ORGANIZER, RegisterParticipant(PEOPLE[0]))
    assert (await house.head(id, record.seq)).head.hash == record.hash


async def test_what_a_killed_server_left_is_signed_at_the_next_start(record_url: str) -> None:
    first = House(record_url)
    await first.start()
    id, records = await first.service.create(ORGANIZER, CREATE)
    await first.stop()
    assert len(records) < config.HEAD_RECORDS
    again = House(record_url)
    await again.start()
    signed = await again.head(id)
    assert signed.head == Head(records[-1].seq, records[-1].hash)
    await again.stop()


async def test_a_log_that_was_tampered_with_is_not_signed(record_url: str) -> None:
    first = House(record_url)
    await first.start()
    id, _ = await first.service.create(ORGANIZER, CREATE)
    whole, _ = await first.service.create(ORGANIZER, CREATE)
    await first.stop()
    async with database.opened(record_url) as connection:
        await database.unprotect(connection)
        forged = "UPDATE records SET hash = prev_hash WHERE seq = 2 AND consultation_id = '{}'"
        await connection.exec_driver_sql(forged.format(id))
    again = House(record_url)
    await again.start()
    await again.head(whole)
    async with asyncio.timeout(5):
        while await again.store.read_unsigned() != [id]:
            await asyncio.sleep(0.005)
    assert await again.store.read_heads(id) == []
    await again.stop()
