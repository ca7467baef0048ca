"""A record's tables as somebody sees and changes them who goes past the store."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from sessions.chain import Stored


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[AsyncConnection]:
    """A transaction of one's own, committed at the end."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def unprotect(connection: AsyncConnection, table: str = "records") -> None:
    """Take the triggers away, as whoever owns the database can."""
    if connection.dialect.name == "sqlite":
        for verb in ("update", "delete"):
            await connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_refuse_{verb}"))
    else:
        await connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


async def rewrite(url: str, seq: int, change: Callable[[bytes], bytes]) -> None:
    """Change the body of a record in place."""
    async with opened(url) as connection:
        await unprotect(connection)
        found = text("SELECT body FROM records WHERE seq = :seq")
        body = (await connection.execute(found, {"seq": seq})).scalar_one()
        put = text("UPDATE records SET body = :body WHERE seq = :seq")
        await connection.execute(put, {"body": change(bytes(body)), "seq": seq})


async def records(url: str) -> list[Stored]:
    """All records of a database of one consultation, in order."""
    async with opened(url) as connection:
        query = text("SELECT seq, prev_hash, hash, body FROM records ORDER BY seq")
        rows = (await connection.execute(query)).all()
    return [Stored(row.seq, row.prev_hash, row.hash, bytes(row.body)) for row in rows]
