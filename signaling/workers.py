"""Keeps a media process running: starts another whenever one dies, or no longer answers."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Generic, TypeVar

import structlog

from media.errors import MediaError
from signaling.ports import Worker

PROBE_INTERVAL = 2.0
"""Seconds between questions whether a process still answers; the client's timeout is its limit."""
STOPPED_INTERVAL = 0.2
"""Seconds between looks whether a process was stopped by a signal. Two in a row find it so before
it is replaced: a busy process never looks like one, and one that goes on at once is left alone."""
RETRY = 1.0
"""Seconds before the start after next when a process keeps failing: a crash loop stays bearable."""
STEADY = 5.0
"""Seconds after which a process counts as started well; the first death is made good at once."""

log = structlog.get_logger("signaling.workers")

W = TypeVar("W", bound=Worker)


class Supervisor(Generic[W]):
    """One slot for a process, and whoever fills it now."""

    def __init__(
        self,
        name: str,
        start: Callable[[], AbstractAsyncContextManager[W]],
        on_up: Callable[[], None],
        on_down: Callable[[], None],
        probe: Callable[[W], Awaitable[object]] | None = None,
    ) -> None:
        self._name = name
        self._start = start
        self._on_up = on_up
        self._on_down = on_down
        self._probe = probe
        self._condemned = asyncio.Event()
        self._retired = False
        self.worker: W | None = None
        self.up = asyncio.Event()

    @property
    def usable(self) -> W | None:
        """The process that runs, unless it is to be replaced."""
        return None if self._condemned.is_set() else self.worker

    def condemn(self, worker: W) -> None:
        """A process did not answer: replace it, unless that is done already."""
        if worker is self.worker:
            self._condemned.set()

    def retire(self, worker: W) -> None:
        """A process has done its work: replace it, letting it say goodbye."""
        if worker is self.worker:
            self._retired = True
            self._condemned.set()

    async def run(self) -> None:
        """Keep one running until cancelled."""
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = loop.time()
            try:
                await self._run_one()
            except (MediaError, OSError) as error:
                log.error("media process failed", process=self._name, error=str(error))
            failures = failures + 1 if loop.time() - began < STEADY else 0
            if failures > 1:
                await asyncio.sleep(RETRY)

    async def _run_one(self) -> None:
        self._condemned.clear()
        self._retired = False
        async with self._start() as worker:
            self.worker = worker
            log.info("media process ready", process=self._name, pid=worker.pid)
            self.up.set()
            self._on_up()
            try:
                await self._watch(worker)
                self._say_why(worker)
                if not self._retired:
                    worker.kill()  # gone already, or hanging
            finally:
                self.worker = None
                self.up.clear()
                self._on_down()

    def _say_why(self, worker: W) -> None:
        if self._retired:
            log.info("media process retired", process=self._name, pid=worker.pid)
        else:
            log.warning("media process lost", process=self._name, pid=worker.pid)

    async def _watch(self, worker: W) -> None:
        """Return when the process is gone, or as good as gone."""
        async with asyncio.TaskGroup() as tasks:
            watchers = [
                tasks.create_task(worker.wait_closed()),
                tasks.create_task(_wait(self._condemned)),
                tasks.create_task(self._probing(worker)),
                tasks.create_task(self._until_stopped(worker)),
            ]
            await asyncio.wait(watchers, return_when=asyncio.FIRST_COMPLETED)
            for watcher in watchers:
                watcher.cancel()

    async def _probing(self, worker: W) -> None:
        while self._probe is not None:
            await asyncio.sleep(PROBE_INTERVAL)
            try:
                await self._probe(worker)
            except MediaError as error:
                log.warning("media process is silent", process=self._name, error=str(error))
                return
        await asyncio.Event().wait()

    async def _until_stopped(self, worker: W) -> None:
        looks = 0
        while looks < 2:
            await asyncio.sleep(STOPPED_INTERVAL)
            looks = looks + 1 if worker.is_stopped() else 0
        log.warning("media process was stopped", process=self._name, pid=worker.pid)


async def _wait(event: asyncio.Event) -> None:
    await event.wait()
