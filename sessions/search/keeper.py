"""Keeps the index up with the logs: first what was left unread, then every commit."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog

from sessions.events import Record
from sessions.search.entries import Kind, entry
from sessions.search.index import Found, Index, Log, Place
from sessions.service import Service

PAGE = 1000
"""Records read at once: some tens of milliseconds of work in the thread."""
PAUSE = 1.0
"""Seconds at least between two looks, so that a flood of opinions is taken in large pages."""
RETRY = 30.0
"""Seconds after which a record or an index that could not be read is tried again."""

T = TypeVar("T")

log = structlog.get_logger(__name__)


class SearchKeeper:
    """`run` for the life of the server; `find` at any time."""

    def __init__(self, service: Service, path: Path) -> None:
        """`path` is the index's file; its folder exists."""
        self._service = service
        self._index = Index(path)
        # One thread: whoever is cancelled leaves it at work, and closing the file comes after that.
        self._thread = ThreadPoolExecutor(1, "search")
        self._waiting: dict[str, None] = {}
        """Consultations with records that are not in the index yet, by whose came first."""
        self._told = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        unfollow = self._service.follow(self.note)
        try:
            while True:
                try:
                    await self._run()
                except Exception:  # the meeting goes on, whatever becomes of the index
                    log.exception("search index not kept")
                await asyncio.sleep(RETRY)
        finally:
            unfollow()
            await self._in_thread(self._index.close)

    async def _run(self) -> None:
        for summary in await self._service.consultations():
            self._waiting.setdefault(summary.id)
        while True:
            self._told.clear()
            while self._waiting:
                id = next(iter(self._waiting))
                await self.read(id)
                self._waiting.pop(id, None)
            await asyncio.sleep(PAUSE)
            await self._told.wait()

    def note(self, consultation_id: str, records: Sequence[Record]) -> None:
        """Something was committed."""
        self._waiting[consultation_id] = None
        self._told.set()

    async def read(self, consultation_id: str) -> None:
        """Take what is new in one log."""
        place = await self._known_place(consultation_id)
        while True:
            records = await self._service.logged(consultation_id, place.seq, PAGE)
            if not records:
                return
            state = await self._service.recorded(consultation_id)  # no older than the records
            place = Place(records[-1].seq, records[-1].hash)
            found = [one for record in records if (one := entry(record, state)) is not None]
            read = Log(consultation_id, place, state.title, state.opened_at)
            await self._in_thread(partial(self._index.put, read, found))

    async def _known_place(self, consultation_id: str) -> Place:
        """Where the index stands, if the log is still the one that was read."""
        place = await self._in_thread(partial(self._index.place, consultation_id))
        if place.seq == 0:
            return place
        last = await self._service.logged(consultation_id, place.seq - 1, 1)
        if last and last[0].hash == place.hash:
            return place
        await self._in_thread(partial(self._index.forget, consultation_id))
        return Place()

    async def find(
        self,
        query: str,
        consultation_id: str | None,
        kinds: Collection[Kind],
        limit: int,
        offset: int,
    ) -> list[Found]:
        """As `Index.find`."""
        return await self._in_thread(
            partial(self._index.find, query, consultation_id, kinds, limit, offset)
        )

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
