"""Webhooks: what happens to outcomes, told to other systems in order, until they have taken it.

The log is the queue. How far each address has come in each log stands in a file, so nothing is
lost by a restart; what was taken just before a kill may come twice, under the same `webhook-id`.
"""

import asyncio
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec
import structlog

from sessions import chain
from sessions.errors import SessionError
from sessions.events import OutcomeEvent, OutcomeRecorded, Record, tag
from sessions.outcome_index import OUTCOME_KINDS, OUTCOME_TAGS
from sessions.store import Store
from web.webhook_sender import NotSent
from web.webhook_signing import headers

BATCH = 100
"""Records read at a time."""
RETRY_S = (5.0, 30.0, 120.0, 600.0, 3600.0)
"""Pauses after one failure, two, …; the last for all that follow. A receiver that is being replaced
is back within the first, one that is down over night within an hour."""

log = structlog.get_logger("web.webhooks")


class Send(Protocol):
    """As `webhook_sender.Sender`."""

    async def send(self, url: str, headers: Mapping[str, str], body: bytes) -> int:
        """The status of the answer."""

    async def close(self) -> None:
        """Let go of what is open."""


class Data(msgspec.Struct, frozen=True):
    """What happened; `seq` is its number in the consultation's log."""

    consultation_id: str
    seq: int
    at: int
    event: OutcomeRecorded | OutcomeEvent


class Message(msgspec.Struct, frozen=True):
    """One webhook's body."""

    type: str
    timestamp: str
    """ISO 8601, UTC: when it happened."""
    data: Data


Cursors = dict[str, dict[str, int]]
"""The last record that was taken, by address and consultation."""


class CursorFile:
    """Cursors on disk, whole at every moment."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.cursors: Cursors = {}

    def load(self, urls: Sequence[str]) -> None:
        """What was kept, of the addresses that there still are."""
        kept: Cursors = {}
        if self._path.exists():
            kept = msgspec.json.decode(self._path.read_bytes(), type=Cursors)
        self.cursors = {url: kept.get(url, {}) for url in urls}

    def advance(self, url: str, consultation_id: str, seq: int) -> None:
        """A record was taken; on return that is on disk."""
        self.cursors[url][consultation_id] = seq
        part = self._path.with_suffix(".part")
        with part.open("wb") as file:
            file.write(msgspec.json.encode(self.cursors))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._path)


class Webhooks:
    """`note` what is committed; `run` tells it."""

    def __init__(
        self,
        store: Store,
        sender: Send,
        urls: Sequence[str],
        key: bytes,
        cursors: Path,
        clock: Callable[[], int],
        pauses: Sequence[float] = RETRY_S,
    ) -> None:
        """`clock` answers Unix ms."""
        self._store = store
        self._sender = sender
        self._urls = list(dict.fromkeys(urls))
        self._key = key
        self._file = CursorFile(cursors)
        self._clock = clock
        self._pauses = pauses
        self._last: dict[str, int] = {}
        """The last record about outcomes, by consultation."""
        self._writing = asyncio.Lock()
        self._news = {url: asyncio.Event() for url in self._urls}

    def note(self, consultation_id: str, records: Sequence[Record]) -> None:
        """Take what was committed."""
        seqs = [record.seq for record in records if isinstance(record.event, OUTCOME_KINDS)]
        if seqs:
            self._last[consultation_id] = max(seqs)
            for news in self._news.values():
                news.set()

    async def run(self) -> None:
        """Until cancelled; an address that fails is no other's concern, nor the meeting's."""
        try:
            self._file.load(self._urls)
            async with asyncio.TaskGroup() as tasks:
                for url in self._urls:
                    tasks.create_task(self._keep(url))
        finally:
            await self._sender.close()

    async def _keep(self, url: str) -> None:
        failures, caught_up = 0, False
        while True:
            self._news[url].clear()
            try:
                if not caught_up:
                    await self._catch_up()
                    caught_up = True
                await self._tell(url)
            except (NotTaken, NotSent, SessionError, OSError) as error:
                failures += 1
                pause = self._pauses[min(failures, len(self._pauses)) - 1]
                reason = f"{type(error).__name__}: {error}"
                log.warning("webhook not taken", url=url, reason=reason, retry_in=pause)
                await asyncio.sleep(pause)
                continue
            failures = 0
            await self._news[url].wait()

    async def _catch_up(self) -> None:
        """Learn what logs there are from before this server started."""
        for consultation_id, seq in (await self._store.last_of_types(OUTCOME_TAGS)).items():
            self._last[consultation_id] = max(seq, self._last.get(consultation_id, 0))

    async def _tell(self, url: str) -> None:
        """Everything that the address has not taken yet; raises where it does not take it."""
        for consultation_id in list(self._last):
            after = self._file.cursors[url].get(consultation_id, 0)
            while after < self._last[consultation_id]:
                rows = await self._store.read(consultation_id, after, BATCH, types=OUTCOME_TAGS)
                for row in rows:
                    await self._deliver(url, consultation_id, chain.unseal(row.stored))
                    after = row.stored.seq
                if not rows:
                    break

    async def _deliver(self, url: str, consultation_id: str, record: Record) -> None:
        body = msgspec.json.encode(message(consultation_id, record))
        id = f"{consultation_id}-{record.seq}"
        signed = headers(self._key, id, self._clock() // 1000, body)
        status = await self._sender.send(url, signed, body)
        if not 200 <= status < 300:
            raise NotTaken(f"status {status}")
        async with self._writing:
            await asyncio.to_thread(self._file.advance, url, consultation_id, record.seq)


class NotTaken(Exception):
    """The address answered, but not that it took it."""


def message(consultation_id: str, record: Record) -> Message:
    """What is told of a record about an outcome."""
    event = record.event
    assert isinstance(event, OUTCOME_KINDS), event
    seconds, ms = divmod(record.at, 1000)
    at = f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(seconds))}.{ms:03}Z"
    return Message(tag(type(event)), at, Data(consultation_id, record.seq, record.at, event))
