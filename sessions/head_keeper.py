"""Signs heads while the service runs: at a closing at once, else after so much or so long."""

import asyncio
from collections.abc import Callable, Sequence

import msgspec
import structlog

from sessions import chain
from sessions.chain import START, Head
from sessions.config import HEAD_RECORDS, HEAD_RETRY_S, HEAD_S
from sessions.errors import Unavailable
from sessions.events import ConsultationClosed, Record
from sessions.heads import HeadSigner
from sessions.store import Store

log = structlog.get_logger(__name__)


class Unsigned(msgspec.Struct, eq=False):
    """What came to a log since its last signed head."""

    since: float
    """Seconds of the event loop's clock."""
    head: Head = START
    records: int = 0
    closed: bool = False

    def add(self, records: Sequence[Record]) -> None:
        """More of it."""
        self.head = Head(records[-1].seq, records[-1].hash)
        self.records += len(records)
        self.closed |= any(isinstance(record.event, ConsultationClosed) for record in records)

    def due(self, now: float) -> bool:
        """Whether it is to be signed at `now`."""
        return self.closed or self.records >= HEAD_RECORDS or now - self.since >= HEAD_S


class HeadKeeper:
    """Told of every commit; `run` signs."""

    def __init__(self, store: Store, signer: HeadSigner, clock: Callable[[], int]) -> None:
        self._store = store
        self._signer = signer
        self._clock = clock
        self._unsigned: dict[str, Unsigned] = {}
        self._told = asyncio.Event()

    def note(self, consultation_id: str, records: Sequence[Record]) -> None:
        """Take what was committed."""
        if not records:
            return
        now = asyncio.get_running_loop().time()
        self._unsigned.setdefault(consultation_id, Unsigned(since=now)).add(records)
        if self._unsigned[consultation_id].due(now):
            self._told.set()

    async def run(self) -> None:
        """Sign until cancelled, first what a server that was killed left unsigned."""
        try:
            await self._catch_up()
        except Unavailable as error:
            log.warning("heads_not_caught_up", error=repr(error.__cause__))
        while True:
            self._told.clear()
            pause = await self._sign_due()
            try:
                async with asyncio.timeout(pause):
                    await self._told.wait()
            except TimeoutError:
                continue

    async def _sign_due(self) -> float | None:
        """Sign what is due; seconds until something else is, None while there is nothing."""
        now = asyncio.get_running_loop().time()
        for consultation_id, unsigned in list(self._unsigned.items()):
            if not unsigned.due(now):
                continue
            del self._unsigned[consultation_id]
            signed = self._signer.sign(consultation_id, unsigned.head, self._clock())
            try:
                await self._store.keep_head(signed)
            except Unavailable as error:
                log.warning("head_not_kept", consultation=consultation_id, error=str(error))
                self._unsigned.setdefault(consultation_id, unsigned)
                return HEAD_RETRY_S
        if not self._unsigned:
            return None
        return max(0.0, min(one.since for one in self._unsigned.values()) + HEAD_S - now)

    async def _catch_up(self) -> None:
        """Nothing is signed whose chain, from the last signed head on, is not whole."""
        for consultation_id in await self._store.read_unsigned():
            kept = await self._store.read_heads(consultation_id)
            after = kept[-1].head if kept else START
            rows = await self._store.read_all(consultation_id, after.seq)
            stored = [row.stored for row in rows]
            faults = await asyncio.to_thread(chain.verify, stored, None, after=after)
            if faults or not stored:
                log.error("head_not_signed", consultation=consultation_id, after=after.seq)
                continue
            head = Head(stored[-1].seq, stored[-1].hash)
            signed = self._signer.sign(consultation_id, head, self._clock())
            await self._store.keep_head(signed)
