"""The table of records: kept whole or not at all, on disk, never changed."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy.exc import DBAPIError

from sessions.chain import Head, seal, verify
from sessions.errors import Unavailable
from sessions.events import tag
from sessions.heads import HeadSigner
from sessions.rows import Row
from sessions.store import Store
from tests.support import database
from tests.support.consultation import Scene
from tests.support.postgresql import Cluster

ROOT = Path(__file__).parents[2]
SCENE = Scene()
ID = SCENE.now_state.id
SIGNER = HeadSigner(bytes(range(32)))


def rows(id: str = ID) -> list[Row]:
    return [
        Row(id, seal(r.prev_hash, r.seq, r.at, r.actor, r.event)[1], tag(type(r.event)), None)
        for r in SCENE.records
    ]


@pytest.fixture
async def store(record_url: str) -> AsyncIterator[Store]:
    store = Store(record_url)
    await store.start()
    yield store
    await store.close()


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'record.db'}")
    await store.start()
    yield store
    await store.close()


async def test_what_was_kept_is_read_in_order(store: Store) -> None:
    kept = [replace(row, command_key=f"k{row.stored.seq}") for row in rows()]
    await store.append(list(reversed(kept)))
    assert await store.read(ID) == kept
    assert await store.read(ID, after=5) == kept[5:]
    assert await store.read(ID, after=5, limit=2) == kept[5:7]
    assert await store.read("other") == []
    assert verify([row.stored for row in await store.read_all(ID)]) == []


async def test_long_logs_are_read_in_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Store.read, "__defaults__", (0, 4))
    await store.append(rows())
    assert await store.read_all(ID) == rows()
    assert await store.read_all(ID, after=3) == rows()[3:]


async def test_rows_are_found_by_type(store: Store) -> None:
    await store.append([*rows("b"), *rows("a")])
    found = await store.read_types(["consultation_created", "item_added"])
    items = [f"{name}{n}" for name in "ab" for n in (1, 7, 8, 9, 10)]
    assert [f"{row.consultation_id}{row.stored.seq}" for row in found] == items


async def test_some_types_of_one_log_and_the_last_of_each(store: Store) -> None:
    await store.append([*rows("b"), *rows("a")])
    found = await store.read("a", 1, 2, types=["item_added"])
    assert [(row.consultation_id, row.stored.seq) for row in found] == [("a", 7), ("a", 8)]
    assert await store.last_of_types(["item_added"]) == {"a": 10, "b": 10}
    assert await store.last_of_types(["outcome_recorded"]) == {}


async def test_all_rows_or_none(store: Store) -> None:
    await store.append(rows()[:3])
    with pytest.raises(Unavailable, match="record_unavailable"):
        await store.append([*rows()[3:6], rows()[1]])
    assert len(await store.read(ID)) == 3
    await store.append(rows()[3:6])  # the connection is fit for use again


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records SET hash = ''",
        "DELETE FROM records WHERE seq = 3",
        "UPDATE heads SET hash = ''",
        "DELETE FROM heads",
    ],
)
async def test_rows_are_never_changed(store: Store, record_url: str, statement: str) -> None:
    await store.append(rows())
    await store.keep_head(SIGNER.sign(ID, Head(1, rows()[0].stored.hash), 1))
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.opened(record_url) as connection:
            await connection.exec_driver_sql(statement)
    assert await store.read(ID) == rows()
    assert len(await store.read_heads(ID)) == 1


async def test_postgresql_refuses_to_truncate_too(cluster: Cluster) -> None:
    url = cluster.database()
    store = Store(url)
    await store.start()
    await store.append(rows())
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.opened(url) as connection:
            await connection.exec_driver_sql("TRUNCATE records")
    assert await store.read(ID) == rows()
    async with store._writer.connect() as connection:
        answer = await connection.exec_driver_sql("SHOW synchronous_commit")
        assert answer.scalar() == "on"
    await store.close()


async def test_postgresql_cuts_nothing_off(cluster: Cluster) -> None:
    store = Store(cluster.database())
    await store.start()
    first, *rest = rows()
    with pytest.raises(Unavailable, match="record_unavailable"):
        await store.append([first, replace(rest[0], type="x" * 41)])
    assert await store.read(ID) == []
    await store.append([first, replace(rest[0], type="x" * 40), *rest[1:]])
    assert (await store.read(ID))[1].type == "x" * 40
    await store.close()


async def test_a_commit_is_synced_to_the_disk(sqlite: Store) -> None:
    async with sqlite._writer.connect() as connection:
        for pragma, value in [
            ("journal_mode", "wal"),
            ("synchronous", 2),  # FULL
            ("foreign_keys", 1),
            ("busy_timeout", 5000),
        ]:
            answer = await connection.exec_driver_sql(f"PRAGMA {pragma}")
            assert answer.scalar() == value


async def test_it_opens_again(store: Store, record_url: str) -> None:
    await store.append(rows())
    again = Store(record_url)
    await again.start()
    assert await again.read(ID) == rows()
    await again.close()


@pytest.mark.parametrize(
    "work", [lambda store: store.read(ID), lambda store: store.append(rows("late"))]
)
async def test_closing_waits_for_what_its_caller_gave_up(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    work: Callable[[Store], Coroutine[Any, Any, object]],
) -> None:
    opening, may_open = threading.Event(), threading.Event()
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def held(*args: Any, **more: Any) -> sqlite3.Connection:
        opening.set()
        assert may_open.wait(5)
        return connect(*args, **more)

    url = f"sqlite+aiosqlite:///{tmp_path / 'record.db'}"
    made, store = Store(url), Store(url)
    await made.start()
    await made.close()
    monkeypatch.setattr(sqlite3, "connect", held)
    working = asyncio.ensure_future(work(store))
    assert await asyncio.to_thread(opening.wait, 5)
    working.cancel()
    await asyncio.wait([working])
    assert working.cancelled()
    closing = asyncio.create_task(store.close())
    assert await asyncio.wait([closing], timeout=0.05) == (set(), {closing})
    may_open.set()
    await closing
    for thread in connections():  # each has answered the loop for the last time
        await asyncio.to_thread(thread.join, 5)
    assert connections() == []


async def test_closing_does_not_wait_for_ever(
    sqlite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessions.store.STORE_CLOSE_S", 0.01)
    other = sqlite3.connect(tmp_path / "record.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    appending = asyncio.create_task(sqlite.append(rows()))
    await asyncio.sleep(0)
    closing = asyncio.create_task(sqlite.close())
    await asyncio.wait([closing], timeout=0.05)
    other.close()  # SQLite lets nobody interrupt its own waiting
    await closing
    assert appending.cancelled()


def connections() -> list[threading.Thread]:
    """aiosqlite's threads that run."""
    return [one for one in threading.enumerate() if "_connection_worker_thread" in one.name]


async def test_no_database_is_an_error_of_ours(tmp_path: Path) -> None:
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'record.db'}")
    with pytest.raises(Unavailable, match="record_unavailable"):
        await store.start()
    with pytest.raises(Unavailable, match="record_unavailable"):
        await store.read(ID)
    await store.close()
    for thread in connections():  # they answer the loop once more
        await asyncio.to_thread(thread.join, 5)


# --- heads and forms --------------------------------------------------------------------------


async def test_heads_are_kept_once_and_say_what_is_unsigned(store: Store) -> None:
    await store.append([*rows("a"), *rows("b")])
    assert await store.read_unsigned() == ["a", "b"]
    last = rows()[-1].stored
    signed = SIGNER.sign("a", Head(last.seq, last.hash), 7)
    early = SIGNER.sign("a", Head(3, rows()[2].stored.hash), 5)
    for one in (signed, early, SIGNER.sign("a", signed.head, 8)):
        await store.keep_head(one)
    assert await store.read_heads("a") == [early, signed]
    assert await store.read_unsigned() == ["b"]


async def test_a_database_of_before_there_were_migrations_is_taken_over(
    record_url: str, store: Store
) -> None:
    await store.append(rows())
    async with database.opened(record_url) as connection:
        kept = ("alembic_version", "heads", "ballot_papers", "supports", "minutes_documents")
        for table in kept:
            await connection.exec_driver_sql(f"DROP TABLE {table}")
        await database.unprotect(connection)
    again = Store(record_url)
    await again.start()
    assert await again.read(ID) == rows()
    assert await again.read_heads(ID) == []
    await again.close()
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.opened(record_url) as connection:
            await connection.exec_driver_sql("DELETE FROM records")


async def test_a_database_that_a_later_version_changed_is_left_alone(
    record_url: str, store: Store
) -> None:
    async with database.opened(record_url) as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    again = Store(record_url)
    with pytest.raises(Unavailable, match="record_newer"):
        await again.start()
    await again.close()


BEGINNER = """
import asyncio, sys
from sessions.store import Store

async def begin():
    store = Store(sys.argv[1])
    await store.start()
    await store.read_unsigned()
    await store.close()

asyncio.run(begin())
"""


def test_several_processes_may_begin_at_once(record_url: str) -> None:
    command = [sys.executable, "-c", BEGINNER, record_url]
    beginners = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [one.wait(30) for one in beginners] == [0, 0, 0]
