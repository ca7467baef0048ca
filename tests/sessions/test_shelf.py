"""The shelf: what is in memory is never waited for, and strangers' questions wait in line."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from sessions import shelf
from sessions.command_keys import CommandKeys
from sessions.commands import OpenConsultation
from sessions.config import COLD_LOADS_MAX, UNKNOWN_MS
from sessions.errors import Refused
from sessions.rows import Row
from sessions.service import Service
from sessions.shelf import Shelf
from sessions.store import Store
from tests.support.consultation import CREATE, NOW, ORGANIZER

COLD = ("a", "b", "c", "d")
ENOUGH = 5.0
"""Seconds after which what should be at once is counted as stuck."""


async def turns() -> None:
    """Let everything go as far as it gets without time passing."""
    for _ in range(20):
        await asyncio.sleep(0)


class HeldStore(Store):
    """A real store whose reads a test can hold back and count."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked: list[str] = []
        self.waiting: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def read_all(self, consultation_id: str, after: int = 0) -> list[Row]:
        self.asked.append(consultation_id)
        self.waiting.append(consultation_id)
        await self.gate.wait()
        self.waiting.remove(consultation_id)
        return await super().read_all(consultation_id, after)


class Cupboard:
    """A shelf over a store with the logs `COLD`, and a virtual clock."""

    def __init__(self, path: Path) -> None:
        self.now = NOW
        self.store = HeldStore(f"sqlite+aiosqlite:///{path}")
        self.shelf = Shelf(self.store, CommandKeys(), lambda: self.now)

    async def fill(self) -> None:
        ids = iter(COLD)
        service = Service(self.store, clock=lambda: self.now, new_id=lambda: next(ids))
        await service.start()
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(service.run())
            for id in COLD:
                assert (await service.create(ORGANIZER, CREATE))[0] == id
            running.cancel()


@pytest.fixture
async def cupboard(tmp_path: Path) -> AsyncIterator[Cupboard]:
    cupboard = Cupboard(tmp_path / "record.db")
    await cupboard.fill()
    yield cupboard
    cupboard.store.gate.set()
    await cupboard.store.close()


async def test_neither_readers_nor_the_chair_wait_for_what_strangers_ask(tmp_path: Path) -> None:
    store = HeldStore(f"sqlite+aiosqlite:///{tmp_path / 'record.db'}")
    service = Service(store, clock=lambda: NOW)
    await service.start()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(service.run())
        id, _ = await service.create(ORGANIZER, CREATE)
        store.gate.clear()
        strangers = [asyncio.ensure_future(service.state(f"guess{n}")) for n in range(50)]
        await turns()
        try:
            async with asyncio.timeout(ENOUGH):
                await service.execute(id, ORGANIZER, OpenConsultation())
                assert (await service.state(id)).status == "open"
        finally:
            store.gate.set()
            answers = await asyncio.gather(*strangers, return_exceptions=True)
            running.cancel()
    assert [str(answer) for answer in answers] == [str(Refused("no_such_consultation"))] * 50
    await store.close()


async def test_the_writer_does_not_stand_in_the_readers_line(cupboard: Cupboard) -> None:
    cupboard.store.gate.clear()
    readers = [asyncio.ensure_future(cupboard.shelf.load(f"guess{n}")) for n in range(9)]
    await turns()
    writer = asyncio.ensure_future(cupboard.shelf.load_now("a"))
    await turns()
    assert cupboard.store.waiting[-1] == "a"
    cupboard.store.gate.set()
    assert (await writer).committed.id == "a"
    await asyncio.gather(*readers, return_exceptions=True)


async def test_few_logs_are_loaded_at_a_time(cupboard: Cupboard) -> None:
    cupboard.store.gate.clear()
    loads = [asyncio.ensure_future(cupboard.shelf.load(id)) for id in COLD]
    await turns()
    assert len(cupboard.store.waiting) == COLD_LOADS_MAX
    cupboard.store.gate.set()
    assert [loaded.committed.id for loaded in await asyncio.gather(*loads)] == list(COLD)


async def test_a_log_is_loaded_once_for_all_who_ask(cupboard: Cupboard) -> None:
    cupboard.store.gate.clear()
    first = asyncio.ensure_future(cupboard.shelf.load("a"))
    others = [asyncio.ensure_future(cupboard.shelf.load("a")) for _ in range(9)]
    writer = asyncio.ensure_future(cupboard.shelf.load_now("a"))
    await turns()
    first.cancel()  # whoever goes away takes nobody along
    cupboard.store.gate.set()
    found = await asyncio.gather(writer, *others)
    assert len({id(loaded) for loaded in found}) == 1
    assert cupboard.store.asked == ["a", "a"]


async def test_an_unknown_id_is_looked_up_once_in_a_while(
    cupboard: Cupboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(id: str) -> None:
        with pytest.raises(Refused, match="no_such_consultation"):
            await cupboard.shelf.load(id)

    for _ in range(3):
        await refused("x")
    assert cupboard.store.asked == ["x"]
    cupboard.now += UNKNOWN_MS
    await refused("x")
    assert cupboard.store.asked == ["x", "x"]
    monkeypatch.setattr(shelf, "UNKNOWN_MAX", 2)
    for id in ("y", "z", "y", "x"):
        await refused(id)
    assert cupboard.store.asked == ["x", "x", "y", "z", "x"]


async def test_what_is_created_is_known_at_once(cupboard: Cupboard) -> None:
    state = (await cupboard.shelf.load("a")).committed
    other = Shelf(cupboard.store, CommandKeys(), lambda: NOW)
    with pytest.raises(Refused):
        await other.load("new")
    other.add(replace(state, id="new"))
    assert (await other.load("new")).committed.id == "new"
