"""The keeper: the index follows every log, and never what is only rehearsed."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sessions.commands import (
    CreateConsultation,
    EndRehearsal,
    OpenConsultation,
    StartRehearsal,
    SubmitOpinion,
)
from sessions.search.entries import Entry
from sessions.search.index import Index, Log
from sessions.search.keeper import PAGE, SearchKeeper
from sessions.service import Service
from sessions.store import Store
from sessions.types import Source
from tests.support.consultation import CREATE, ORGANIZER, VIEWER

ITEM = Source("item", "briefing")


@asynccontextmanager
async def serving(folder: Path) -> AsyncIterator[tuple[Service, SearchKeeper]]:
    store = Store(f"sqlite+aiosqlite:///{folder / 'record.db'}")
    service = Service(store)
    await service.start()
    keeper = SearchKeeper(service, folder / "search.db")
    tasks = [asyncio.create_task(service.run()), asyncio.create_task(keeper.run())]
    try:
        yield service, keeper
    finally:
        for task in reversed(tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await store.close()


async def found(keeper: SearchKeeper, query: str, expected: int) -> list[str]:
    """What is found, once there is as much as expected."""
    for _ in range(200):
        texts = [one.text for one in await keeper.find(query, None, (), 9, 0)]
        if len(texts) == expected:
            return texts
        await asyncio.sleep(0.02)
    raise AssertionError(texts)


async def create(service: Service, title: str = "清水塘") -> str:
    id, _ = await service.create(
        ORGANIZER, CreateConsultation(title, CREATE.scheduled_at, CREATE.venues, CREATE.agenda)
    )
    return id


def opinion(text: str, number: int = 1) -> SubmitOpinion:
    return SubmitOpinion(f"o{number}", f"r{number}", text, "", "")


async def test_it_follows_and_catches_up(tmp_path: Path) -> None:
    async with serving(tmp_path) as (service, keeper):
        one = await create(service)
        await service.execute(one, ORGANIZER, OpenConsultation())
        await service.execute(one, VIEWER, opinion("多种树"))
        assert await found(keeper, "种树", 1) == ["多种树"]
    async with serving(tmp_path) as (service, keeper):
        await service.execute(one, VIEWER, opinion("种树好", 2))
        assert await found(keeper, "种树", 2) == ["种树好", "多种树"]
    (tmp_path / "search.db").unlink()
    async with serving(tmp_path) as (_, keeper):
        assert len(await found(keeper, "种树", 2)) == 2


async def test_another_log_of_the_same_name_is_read_anew(tmp_path: Path) -> None:
    async with serving(tmp_path) as (service, keeper):
        one = await create(service)
        await found(keeper, "通报情况", 1)
        with contextlib.closing(sqlite3.connect(tmp_path / "search.db")) as other, other:
            other.execute("UPDATE logs SET hash = 'other'")
            other.execute("UPDATE entries SET text = 'x', folded = 'x'")
        await keeper.read(one)
        assert await found(keeper, "通报情况", 1) == ["通报情况"]


async def test_what_is_rehearsed_is_not_found(tmp_path: Path) -> None:
    async with serving(tmp_path) as (service, keeper):
        one = await create(service)
        await service.execute(one, ORGANIZER, StartRehearsal())
        await service.execute(one, ORGANIZER, OpenConsultation())
        with contextlib.suppress(
            Exception
        ):  # the public sends none; were it taken, it is no record
            await service.execute(one, ORGANIZER, opinion("演练中的话"))
        await service.execute(one, ORGANIZER, EndRehearsal())
        two = await create(service, "第二场")
        await service.execute(two, ORGANIZER, OpenConsultation())
        await service.execute(two, VIEWER, opinion("真的话"))
        assert await found(keeper, "真的话", 1) == ["真的话"]
        await keeper.read(one)
        assert await keeper.find("演练中的话", None, (), 9, 0) == []


@pytest.mark.timeout(60)
async def test_many_pages(tmp_path: Path) -> None:
    async with serving(tmp_path) as (service, keeper):
        one = await create(service)
        await service.execute(one, ORGANIZER, OpenConsultation())
        count = PAGE + 20
        async with asyncio.TaskGroup() as tasks:
            for number in range(count):
                tasks.create_task(service.execute(one, VIEWER, opinion(f"第{number}条", number)))
        await keeper.read(one)
        assert await found(keeper, f"第{count - 1}条", 1) == [f"第{count - 1}条"]


async def test_the_file_is_closed_after_what_is_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on, done = threading.Event(), threading.Event(), []
    put, close = Index.put, Index.close

    def slow_put(index: Index, read: Log, entries: Sequence[Entry]) -> None:
        began.set()
        assert go_on.wait(10)
        put(index, read, entries)
        done.append("put")

    def noted_close(index: Index) -> None:
        close(index)
        done.append("close")

    monkeypatch.setattr(Index, "put", slow_put)
    monkeypatch.setattr(Index, "close", noted_close)
    async with serving(tmp_path) as (service, _):
        await create(service)
        await asyncio.to_thread(began.wait, 10)
        asyncio.get_running_loop().call_later(0.05, go_on.set)  # when all has been cancelled
    assert done == ["put", "close"]
