"""The consultations that run in this process: taken up when asked for, let go of when idle."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress

import structlog

from sessions.errors import SessionError
from sessions.service import Service
from sessions.state import Consultation
from signaling.errors import Draining, Unavailable
from signaling.meeting import LIVE, Meeting
from signaling.ports import Clock

TICK = 1.0
"""Seconds between looks at grace periods and presence."""
IDLE = 60.0
"""Seconds after which a consultation without anybody is let go of."""
RETRY = 1.0
"""Seconds before a meeting that failed is taken up again."""

log = structlog.get_logger("signaling.meetings")


class Meetings:
    """By consultation; `run` is for the hub's life."""

    def __init__(
        self, service: Service, clock: Clock, make: Callable[[Consultation], Meeting]
    ) -> None:
        self._service = service
        self._clock = clock
        self._make = make
        self._known: dict[str, Meeting] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._opening = asyncio.Lock()
        self._running: asyncio.TaskGroup | None = None
        self.retiring = False
        """Whether nothing new begins any more; what runs goes on."""
        self._idle = asyncio.Event()
        """Set once nothing runs any more either."""

    def __iter__(self) -> Iterator[Meeting]:
        return iter(list(self._known.values()))

    def find(self, consultation_id: str) -> Meeting | None:
        """One that runs here."""
        return self._known.get(consultation_id)

    @property
    def running(self) -> bool:
        """Whether any may be taken up."""
        return self._running is not None

    async def run(self) -> None:
        """Until cancelled: go on with what was in session when the server last ended, and tick."""
        async with asyncio.TaskGroup() as tasks:
            self._running = tasks
            tasks.create_task(self._take_up_sitting())
            while True:
                await asyncio.sleep(TICK)
                await self._tick()

    # --- taken up, let go -------------------------------------------------------------------

    async def get(self, consultation_id: str) -> Meeting:
        """A consultation as it runs here, taken up if it does not; raises `SessionError`s."""
        async with self._opening:
            meeting = self._known.get(consultation_id)
            if meeting is None:
                meeting = self._take_up(await self._service.state(consultation_id))
            return meeting

    def _take_up(self, state: Consultation) -> Meeting:
        if self._running is None:
            raise Unavailable("the hub does not run")
        meeting = self._known[state.id] = self._make(state)
        log.info("meeting taken up", consultation=state.id, status=state.status)
        self._tasks[state.id] = self._running.create_task(_keep(meeting))
        return meeting

    async def _take_up_sitting(self) -> None:
        try:
            for summary in await self._service.consultations():
                if summary.status in LIVE:
                    await self.get(summary.id)
        except SessionError as error:
            log.error("consultations in session not taken up", error=str(error))

    async def _tick(self) -> None:
        for meeting in self:
            meeting.tick()
            if self._clock.now() - meeting.idle_since > IDLE:
                await self.let_go(meeting)
        if self.retiring and not any(one.in_session for one in self):
            self._idle.set()

    async def let_go(self, meeting: Meeting) -> None:
        """End what runs of it here."""
        del self._known[meeting.id]
        log.info("meeting let go", consultation=meeting.id)
        meeting.close()
        self._tasks.pop(meeting.id).cancel()
        await meeting.cascade.close()

    # --- before the server is replaced ------------------------------------------------------

    def retire(self) -> None:
        """Begin nothing new: the server is to be replaced."""
        self.retiring = True
        log.info("draining", in_session=sum(one.in_session for one in self))

    def check_new(self, meeting: Meeting | None = None) -> None:
        """Whether something new may begin, or somebody come to `meeting`; else `Draining`."""
        if self.retiring and not (meeting is not None and meeting.in_session):
            raise Draining("to be replaced")

    async def wait_idle(self, seconds: float) -> None:
        """Return once no consultation is in session with anybody there, or after `seconds`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()


async def _keep(meeting: Meeting) -> None:
    """Run a meeting until cancelled; a bug in one is not the end of the others."""
    while True:
        try:
            await meeting.run()
        except Exception:
            log.exception("a meeting failed", consultation=meeting.id)
        await asyncio.sleep(RETRY)
