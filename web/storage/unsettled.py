"""Consultations of which the store may not have what it should, and the rounds made of them."""

from collections.abc import Awaitable, Callable

import structlog

from media.egress.errors import StorageLost
from sessions.errors import Refused, SessionError
from web.storage.condition import Condition

log = structlog.get_logger("web.storage")


class Unsettled:
    """Of one kind of thing: `what`, as logs say."""

    def __init__(
        self,
        what: str,
        begin: Callable[[], Awaitable[set[str]]],
        see_to: Callable[[str], Awaitable[bool]],
        clock: Callable[[], int],
    ) -> None:
        """`begin` finds those of before this process; `see_to` does what is due of one, and says
        whether nothing more is until something is recorded; `clock` is Unix ms. Both may raise
        `StorageLost`.
        """
        self.condition = Condition()
        self._what = what
        self._begin, self._see_to, self._clock = begin, see_to, clock
        self._ids: set[str] = set()
        self._failing: set[str] = set()
        self._begun = False

    def __contains__(self, id: str) -> bool:
        return id in self._ids

    @property
    def waiting(self) -> int:
        """Those of which something is due still."""
        return len(self._failing)

    def add(self, id: str) -> None:
        """Something was recorded of it."""
        self._ids.add(id)

    async def go_round(self) -> bool:
        """Do what is due of all; whether the store did all of it."""
        try:
            if not self._begun:
                self._ids |= await self._begin()
                self._begun = True
            for id in sorted(self._ids):
                await self._try(id)
        except StorageLost as error:
            if self.condition.failed(error.failure, self._clock()):
                log.error("storage_lost", what=self._what, failure=error.failure)
            return False
        if self.condition.worked():
            log.info("storage_back", what=self._what)
        return True

    async def _try(self, id: str) -> None:
        self._failing.add(id)
        self._ids.discard(id)  # what is committed from here on counts again
        settled = False
        try:
            settled = await self._see_to(id)
        except Refused:  # of another record, which is not ours to change
            settled = True
        except (SessionError, OSError) as error:
            log.warning("not_stored", what=self._what, consultation=id, error=str(error))
            return
        finally:
            if not settled:
                self._ids.add(id)
        self._failing.discard(id)
