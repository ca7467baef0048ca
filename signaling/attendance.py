"""Has the log say who is here, as connections do."""

import asyncio

import structlog

from sessions.commands import JoinConsultation, LeaveConsultation
from sessions.errors import SessionError
from sessions.service import Service
from sessions.types import SYSTEM
from signaling.room import Room

log = structlog.get_logger("signaling.attendance")


class Attendance:
    """Of one consultation; `run` is for its life, `settle` for whoever cannot wait."""

    def __init__(self, consultation_id: str, service: Service, room: Room) -> None:
        self._id = consultation_id
        self._service = service
        self._room = room
        self._changed = asyncio.Event()
        self._settling = asyncio.Lock()

    def look(self) -> None:
        """Somebody may have come or gone."""
        self._changed.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            await self.settle()

    async def settle(self) -> None:
        """Note who came and who went."""
        async with self._settling:
            state, present = self._service.current(self._id), self._room.present()
            assert state is not None, "a meeting keeps it in memory"
            joined = frozenset(state.joined) | frozenset(state.waiting)
            if state.status == "closed" or joined == present:
                return
            for who in sorted(present - joined):
                await self._note(JoinConsultation(who, self._room.connection_of(who)))
            for who in sorted(joined - present):
                await self._note(LeaveConsultation(who, for_good=self._room.left_for_good(who)))

    async def _note(self, command: JoinConsultation | LeaveConsultation) -> None:
        try:
            await self._service.execute(self._id, SYSTEM, command)
        except SessionError as error:  # tried again with the next tick
            log.warning("attendance not noted", consultation=self._id, error=str(error))
