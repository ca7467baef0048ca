"""The append-only tables of records and signed heads, on SQLite or PostgreSQL through SQLAlchemy.

One connection writes, a few others read. A commit is on disk when `append` returns (SQLite: WAL,
synchronous=FULL; PostgreSQL: synchronous_commit=on). `migrations/` has the tables' form and the
triggers that refuse to change or delete a row.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import (
    Executable,
    LargeBinary,
    Select,
    bindparam,
    cast,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from sessions.chain import Head, Stored
from sessions.config import BATCH_MAX, PAGE_RECORDS, READERS, SQLITE_BUSY_MS, STORE_CLOSE_S
from sessions.errors import Unavailable
from sessions.heads import SignedHead
from sessions.migrations import migrate
from sessions.rows import Row
from sessions.tables import heads, records

T = TypeVar("T")

_ROW = select(
    *(column for column in records.c if column.name != "body"),
    # SQLite keeps whatever type was put: a body that somebody has edited may have become text.
    cast(records.c.body, LargeBinary).label("body"),
)

_COLUMNS = records.c.keys()
# Bare types: a cast to a column's own would cut off in silence what the table refuses as too long.
_LISTS = [bindparam(column.name, type_=ARRAY(type(column.type))) for column in records.c]
_INSERT_LISTS = insert(records).from_select(
    _COLUMNS, select(func.unnest(*_LISTS).table_valued(*_COLUMNS).render_derived())
)
"""PostgreSQL's: all rows, column by column, in one statement of seven parameters."""


class Store:
    """The table of records. Everything raises `Unavailable("record_unavailable")` when it fails.

    What was begun goes on when its caller is cancelled, and `close` waits for it: a driver that is
    interrupted while it connects leaves its thread to itself, which then outlives the event loop.
    """

    def __init__(self, database_url: str) -> None:
        """`database_url` as SQLAlchemy has it: `sqlite+aiosqlite:///…`, `postgresql+asyncpg://…`."""
        # Writers queueing for one connection in this process cost far less than for SQLite's lock:
        # 552 commits a second against 125 with a pool of twenty.
        self._writer = _engine(database_url, connections=1)
        # Each reading is one statement: BEGIN and ROLLBACK around it are two more ways to go.
        self._readers = _engine(database_url, connections=READERS, isolation_level="AUTOCOMMIT")
        self._begun: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Bring the database into today's form; `record_newer` where a later version has been."""
        await self._finish(self._make())

    async def _make(self) -> None:
        async with _translated(), self._writer.begin() as connection:
            await connection.run_sync(migrate)

    async def close(self) -> None:
        """Let go of the database, once it has answered whatever was asked of it."""
        if self._begun:
            _, late = await asyncio.wait(self._begun, timeout=STORE_CLOSE_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._readers.dispose()
        await self._writer.dispose()

    async def append(self, rows: Sequence[Row]) -> None:
        """Keep all rows or none; on return they are on disk.

        Where it raises, it is not known whether they were kept: read again before appending more.
        Where it is cancelled they may yet be.
        """
        # A whole log that is brought from elsewhere would make lists too long for one statement.
        lists = self._writer.dialect.name == "postgresql" and len(rows) <= BATCH_MAX
        await self._finish(self._append_lists(rows) if lists else self._append(rows))

    async def _append(self, rows: Sequence[Row]) -> None:
        values = [dict(zip(_COLUMNS, _values(row), strict=True)) for row in rows]
        async with _translated(), self._writer.begin() as connection:
            await connection.execute(insert(records), values)

    async def _append_lists(self, rows: Sequence[Row]) -> None:
        """One way to the server and back: a statement alone is its own transaction."""
        lists = zip(*map(_values, rows), strict=True)
        async with _translated(), self._writer.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(_INSERT_LISTS, dict(zip(_COLUMNS, lists, strict=True)))

    async def read(
        self,
        consultation_id: str,
        after: int = 0,
        limit: int = PAGE_RECORDS,
        *,
        types: Sequence[str] | None = None,
    ) -> list[Row]:
        """Up to `limit` rows of a log in order, from the one after record `after`; of events with
        these tags alone, where there are any.
        """
        query = _ROW.where(records.c.consultation_id == consultation_id, records.c.seq > after)
        if types is not None:
            query = query.where(records.c.type.in_(types))
        return await self._finish(self._rows(query.order_by(records.c.seq).limit(limit)))

    async def read_all(self, consultation_id: str, after: int = 0) -> list[Row]:
        """All rows of a log in order, from the one after record `after`."""
        rows: list[Row] = []
        while page := await self.read(consultation_id, rows[-1].stored.seq if rows else after):
            rows += page
        return rows

    async def read_types(self, types: Sequence[str]) -> list[Row]:
        """The rows of all logs whose events have these tags, log by log in order."""
        query = _ROW.where(records.c.type.in_(types)).order_by(
            records.c.consultation_id, records.c.seq
        )
        return await self._finish(self._rows(query))

    async def last_of_types(self, types: Sequence[str]) -> dict[str, int]:
        """The number of the last event with one of these tags, of each log that has one."""
        query = (
            select(records.c.consultation_id, func.max(records.c.seq))
            .where(records.c.type.in_(types))
            .group_by(records.c.consultation_id)
        )
        return {row[0]: row[1] for row in await self.find(query)}

    async def read_ids(self) -> list[str]:
        """The consultations that have any record at all, be their first one missing."""
        query = select(records.c.consultation_id).distinct().order_by(records.c.consultation_id)
        return await self._finish(self._ids(query))

    async def change(self, *statements: Executable) -> int:
        """Do statements on what stands beside the records, all or none; on return it is on disk.

        Answers how many rows the last of them touched.
        """
        return await self._finish(self._change(statements))

    async def find(self, query: Select[Any]) -> list[Any]:
        """Rows of what stands beside the records."""
        return await self._finish(self._find(query))

    async def forget_history(self) -> None:
        """Let the file keep nothing of what was deleted, as far as it is ours to say."""
        if self._writer.dialect.name == "sqlite":
            await self._finish(self._checkpoint())

    async def _change(self, statements: Sequence[Executable]) -> int:
        touched = 0
        async with _translated(), self._writer.begin() as connection:
            for statement in statements:
                touched = (await connection.execute(statement)).rowcount
        return touched

    async def _find(self, query: Select[Any]) -> list[Any]:
        async with _translated(), self._readers.connect() as connection:
            return list(await connection.execute(query))

    async def _checkpoint(self) -> None:
        async with _translated(), self._writer.connect() as connection:
            await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    # --- signed heads -------------------------------------------------------------------------

    async def keep_head(self, signed: SignedHead) -> None:
        """Keep one; nothing happens where that record's is kept already."""
        await self._finish(self._keep_head(signed))

    async def _keep_head(self, signed: SignedHead) -> None:
        key = (signed.consultation_id, signed.head.seq)
        known = select(heads.c.seq).where(heads.c.consultation_id == key[0], heads.c.seq == key[1])
        async with _translated(), self._writer.begin() as connection:
            if (await connection.execute(known)).first() is None:
                values = {
                    "consultation_id": signed.consultation_id,
                    "seq": signed.head.seq,
                    "hash": signed.head.hash,
                    "signed_at": signed.signed_at,
                    "key": signed.key,
                    "signature": signed.signature,
                }
                await connection.execute(insert(heads), values)

    async def read_heads(self, consultation_id: str) -> list[SignedHead]:
        """All signed heads of a log, the oldest first."""
        query = select(heads).where(heads.c.consultation_id == consultation_id)
        return await self._finish(self._heads(query.order_by(heads.c.seq)))

    async def read_unsigned(self) -> list[str]:
        """The consultations whose last record has no signed head."""
        last = select(records.c.consultation_id, func.max(records.c.seq).label("seq"))
        last_records = last.group_by(records.c.consultation_id).subquery()
        same = (heads.c.consultation_id == last_records.c.consultation_id) & (
            heads.c.seq == last_records.c.seq
        )
        query = (
            select(last_records.c.consultation_id)
            .outerjoin(heads, same)
            .where(heads.c.seq.is_(None))
            .order_by(last_records.c.consultation_id)
        )
        return await self._finish(self._ids(query))

    async def _heads(self, query: Select[Any]) -> list[SignedHead]:
        async with _translated(), self._readers.connect() as connection:
            return [
                SignedHead(
                    consultation_id=found.consultation_id,
                    head=Head(found.seq, found.hash),
                    signed_at=found.signed_at,
                    key=found.key,
                    signature=found.signature,
                )
                for found in await connection.execute(query)
            ]

    # --- within -------------------------------------------------------------------------------

    async def _rows(self, query: Select[Any]) -> list[Row]:
        async with _translated(), self._readers.connect() as connection:
            found = await connection.execute(query)
            # By place: a long log has no time for looking each column up by its name.
            return [
                Row(id, Stored(seq, prev_hash, hash, body), type, command_key)
                for id, seq, prev_hash, hash, type, command_key, body in found
            ]

    async def _ids(self, query: Select[Any]) -> list[str]:
        async with _translated(), self._readers.connect() as connection:
            return list(await connection.scalars(query))

    async def _finish(self, work: Coroutine[Any, Any, T]) -> T:
        """What `work` answers; it is done whether or not anybody waits for it any more."""
        task = asyncio.create_task(work)
        self._begun.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._begun.discard(task)
        if not task.cancelled():
            task.exception()  # seen, should whoever asked have gone


def _values(row: Row) -> tuple[str, int, str, str, bytes, str, str | None]:
    """As the columns stand in the table."""
    one = row.stored
    return (
        row.consultation_id, one.seq, one.prev_hash, one.hash, one.body, row.type, row.command_key,
    )  # fmt: skip


def _engine(database_url: str, connections: int, **options: Any) -> AsyncEngine:
    engine = create_async_engine(database_url, pool_size=connections, max_overflow=0, **options)
    prepare = _prepare_sqlite if engine.dialect.name == "sqlite" else _prepare_postgresql
    event.listen(engine.sync_engine, "connect", prepare)
    return engine


def _prepare_postgresql(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("SET synchronous_commit = on")
    cursor.close()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")
    cursor.close()


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except Unavailable:
        raise
    except Exception as error:
        # Drivers raise their own kinds past SQLAlchemy, asyncpg while it connects; all end here.
        raise Unavailable("record_unavailable") from error
