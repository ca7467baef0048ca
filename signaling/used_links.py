"""Has the log say by which join links those came in who are here; attendance waits for nothing."""

import asyncio
from collections.abc import Callable, Iterable

import structlog

from sessions.commands import UseInvitation
from sessions.errors import SessionError
from sessions.service import Service
from sessions.types import SYSTEM
from signaling import access

log = structlog.get_logger("signaling.used_links")


class UsedLinks:
    """Of one consultation: `look` whenever somebody may have come, while `run` runs."""

    def __init__(self, id: str, service: Service, links: Callable[[], Iterable[str]]) -> None:
        """`links` answers the invitations by which those came in who are here."""
        self._id = id
        self._service = service
        self._links = links
        self._came = asyncio.Event()

    def look(self) -> None:
        """Somebody may have come."""
        self._came.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._came.wait()
            self._came.clear()
            await self.note()

    async def note(self) -> None:
        """Note what is not noted yet."""
        state = self._service.current(self._id)
        if state is None:
            return
        for link in sorted(access.unused(state, self._links())):
            try:
                await self._service.execute(self._id, SYSTEM, UseInvitation(link))
            except SessionError as error:  # tried again with the next look
                log.warning("use not noted", consultation=self._id, error=str(error))
