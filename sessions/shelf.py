"""The consultations in memory: replayed from the store when asked for, put away when there are
many."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator
from weakref import WeakValueDictionary

import structlog

from sessions import chain
from sessions.command_keys import CommandKeys
from sessions.config import COLD_LOADS_MAX, KEY_MEMORY_MS, LOADED_MAX, UNKNOWN_MAX, UNKNOWN_MS
from sessions.consultation import replay
from sessions.errors import Refused, Unavailable
from sessions.events import Record
from sessions.loaded import Loaded
from sessions.rows import Row
from sessions.state import Consultation
from sessions.store import Store

log = structlog.get_logger(__name__)


class Shelf:
    """At most `LOADED_MAX` consultations, but for those in use."""

    def __init__(self, store: Store, keys: CommandKeys, clock: Callable[[], int]) -> None:
        self._store = store
        self._keys = keys
        self._clock = clock
        self._loaded: OrderedDict[str, Loaded] = OrderedDict()
        self._unknown: OrderedDict[str, int] = OrderedDict()
        """Ids that the store did not know, and when it said so (Unix ms); the oldest first."""
        self._cold = asyncio.Semaphore(COLD_LOADS_MAX)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        """One for each id that is being loaded: it is read and replayed once, whoever many ask."""
        self.in_use: Callable[[], Collection[str]] = tuple
        """Ids that must stay: those with subscribers, and those that are being written."""

    def get(self, consultation_id: str) -> Loaded | None:
        """What is in memory."""
        return self._loaded.get(consultation_id)

    def items(self) -> Iterator[tuple[str, Loaded]]:
        """All that is in memory now."""
        return iter(list(self._loaded.items()))

    def add(self, state: Consultation) -> None:
        """A consultation that was just created."""
        self._unknown.pop(state.id, None)
        self._loaded[state.id] = Loaded(committed=state)
        self._make_room()

    async def load(self, consultation_id: str) -> Loaded:
        """From memory at once, else from the store in its turn, its chain verified.

        Raises `Refused("no_such_consultation")`, `Unavailable("record_unavailable")`, and
        `Unavailable("record_damaged")` where the log is not what was written.
        """
        loaded = self._recalled(consultation_id)
        if loaded is not None:
            return loaded
        async with self._cold:
            return await self.load_now(consultation_id)

    async def load_now(self, consultation_id: str) -> Loaded:
        """As `load`, past the readers who wait for their turn: for the writer."""
        loaded = self._recalled(consultation_id)
        if loaded is not None:
            return loaded
        # Whoever holds it is loading: to wait for it is never to wait for a turn.
        async with self._locks.setdefault(consultation_id, asyncio.Lock()):
            return self._recalled(consultation_id) or await self._read(consultation_id)

    def _recalled(self, consultation_id: str) -> Loaded | None:
        """What is in memory; raises where the store has just said that there is no such log."""
        loaded = self._loaded.get(consultation_id)
        if loaded is not None:
            self._loaded.move_to_end(consultation_id)
            return loaded
        asked = self._unknown.get(consultation_id)
        if asked is not None and 0 <= self._clock() - asked < UNKNOWN_MS:
            raise Refused("no_such_consultation")
        return None

    async def _read(self, consultation_id: str) -> Loaded:
        # PostgreSQL knows no NUL in texts, and fails where it is asked for one.
        rows = [] if "\0" in consultation_id else await self._store.read_all(consultation_id)
        if not rows:
            self._unknown[consultation_id] = self._clock()
            self._unknown.move_to_end(consultation_id)
            if len(self._unknown) > UNKNOWN_MAX:
                self._unknown.popitem(last=False)
            raise Refused("no_such_consultation")
        state, _ = await self._replayed(rows, None)
        loaded = self._loaded[consultation_id] = Loaded(committed=state)
        self._make_room(consultation_id)
        log.info("consultation_loaded", consultation=consultation_id, seq=state.seq)
        return loaded

    async def catch_up(self, consultation_id: str, loaded: Loaded) -> list[Record]:
        """After an append that failed: take over what the store kept of it, and answer that."""
        rows = await self._store.read_all(consultation_id, loaded.committed.seq)
        records: list[Record] = []
        if rows:
            loaded.committed, records = await self._replayed(rows, loaded.committed)
        loaded.doubtful = False
        return records

    async def _replayed(
        self, rows: list[Row], state: Consultation | None
    ) -> tuple[Consultation, list[Record]]:
        # Off the event loop: a log of a long day takes a good part of a second.
        after, records = await asyncio.to_thread(_verified_replay, rows, state)
        self._recall_keys(rows, records)
        return after, records

    def _recall_keys(self, rows: list[Row], records: list[Record]) -> None:
        since = self._clock() - KEY_MEMORY_MS
        by_key: dict[str, list[Record]] = {}
        for row, record in zip(rows, records, strict=True):
            if row.command_key is not None and record.at >= since:
                by_key.setdefault(row.command_key, []).append(record)
        for key, found in by_key.items():
            self._keys.remember((rows[0].consultation_id, key), None, found[-1].at, found)

    def _make_room(self, *arrived: str) -> None:
        keep = {*self.in_use(), *arrived}
        for consultation_id, loaded in self.items():
            if len(self._loaded) <= LOADED_MAX:
                return
            dispensable = not loaded.doubtful and loaded.rehearsal is None
            if consultation_id not in keep and dispensable:
                del self._loaded[consultation_id]


def _verified_replay(
    rows: list[Row], state: Consultation | None
) -> tuple[Consultation, list[Record]]:
    stored = [row.stored for row in rows]
    after = chain.START if state is None else chain.Head(seq=state.seq, hash=state.hash)
    records: list[Record] = []
    faults = chain.verify(stored, after=after, into=records)
    if faults:
        raise Unavailable("record_damaged", seq=faults[0].seq)
    return replay(records, state), records
