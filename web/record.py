"""What the command line does with a record that no server need be running for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from sqlalchemy.engine import make_url

from sessions import chain
from sessions.ballot_audit import BallotFault, audit
from sessions.events import Record
from sessions.store import Store
from web.config import Settings
from web.typeset import Format, render


class NoRecord(Exception):
    """There is no database where the settings say."""


class Verified(msgspec.Struct, frozen=True):
    """How one log was found."""

    id: str
    records: int
    hash: str
    """Of its last record."""
    faults: list[chain.Fault]
    ballots: list[BallotFault]
    """Votes that were not counted as they were cast; not looked for in a broken chain."""


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Store]:
    """The store, which must exist already; raises `NoRecord`."""
    url = make_url(settings.record_url)
    if url.get_backend_name() == "sqlite" and not (settings.data / "record.db").is_file():
        raise NoRecord(settings.data)
    store = Store(settings.record_url)
    await store.start()
    try:
        yield store
    finally:
        await store.close()


async def verify_record(settings: Settings, id: str | None) -> list[Verified]:
    """Check the chain of one consultation, or of all."""
    async with opened(settings) as store:
        known = await store.read_ids()
        return [await verified(store, one) for one in known if id in (None, one)]


async def verified(store: Store, id: str) -> Verified:
    """One log, read as it is stored."""
    rows = await store.read_all(id)
    faults = chain.verify([row.stored for row in rows])
    ballots = [] if faults else audit(chain.unseal(row.stored) for row in rows)
    return Verified(id, len(rows), rows[-1].stored.hash, faults, ballots)


async def make_minutes(settings: Settings, id: str, format: Format) -> bytes | None:
    """The minutes of a consultation in one form; None if there is none of that id."""
    async with opened(settings) as store:
        rows = await store.read_all(id)
    records: list[Record] = [chain.unseal(row.stored) for row in rows]
    return render(records, format) if records else None
