"""Has the clock act on outcomes on the day, also of consultations that closed long ago.

What is in memory the service's own timer does; the others are only taken up when something is due.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import structlog

from sessions import chain
from sessions.config import OUTCOME_LOOK_S
from sessions.errors import SessionError
from sessions.events import Record
from sessions.outcome_index import OUTCOME_KINDS, OUTCOME_TAGS, next_act
from sessions.store import Store

log = structlog.get_logger(__name__)


class OutcomeKeeper:
    """Told of every commit; `run` sees to what is due."""

    def __init__(
        self,
        store: Store,
        act: Callable[[str], Awaitable[int | None]],
        due_of: Callable[[str], int | None],
        clock: Callable[[], int],
    ) -> None:
        """`act` does what is due in a consultation and answers when the next is, `due_of` only
        that; both Unix ms, as `clock`.
        """
        self._store = store
        self._act = act
        self._due_of = due_of
        self._clock = clock
        self._due: dict[str, int] = {}
        """Of consultations with open outcomes alone."""

    def note(self, consultation_id: str, records: Sequence[Record]) -> None:
        """Take what was committed."""
        if any(isinstance(record.event, OUTCOME_KINDS) for record in records):
            self._set(consultation_id, self._due_of(consultation_id))

    def _set(self, consultation_id: str, due: int | None) -> None:
        if due is None:
            self._due.pop(consultation_id, None)
        else:
            self._due[consultation_id] = due

    async def run(self) -> None:
        """Look every so often, by the wall clock: it may have jumped, or the machine slept."""
        ready = False
        while True:
            try:
                if not ready:
                    await self.take_up()
                    ready = True
                await self.look()
            except SessionError as error:  # the record is out of reach: again with the next look
                log.warning("outcomes_not_looked_at", error=str(error))
            await asyncio.sleep(OUTCOME_LOOK_S)

    async def take_up(self) -> None:
        """Learn what was due when the server last ended, log by log."""
        for consultation_id in await self._store.last_of_types(OUTCOME_TAGS):
            due = next_act([record async for record in self._records(consultation_id)])
            if due is not None:
                self._due.setdefault(consultation_id, due)

    async def _records(self, consultation_id: str) -> AsyncIterator[Record]:
        """Those about outcomes."""
        after = 0
        while rows := await self._store.read(consultation_id, after, types=OUTCOME_TAGS):
            for row in rows:
                yield chain.unseal(row.stored)
            after = rows[-1].stored.seq

    async def look(self) -> None:
        """Do what is due now."""
        now = self._clock()
        for consultation_id in [id for id, due in self._due.items() if due <= now]:
            try:
                self._set(consultation_id, await self._act(consultation_id))
            except SessionError as error:  # of this one; the others' day is today too
                log.warning("outcome_not_urged", consultation=consultation_id, error=str(error))
