"""The processes beside ours: how relays start, the first one early, and what a child gets."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import Event
from web.config import Settings

ROOT = Path(__file__).parent.parent
SPARE_DELAY = 3.0
"""Seconds until a taken spare is made good: loading it must not slow down who comes back."""


def relay_config(settings: Settings) -> RelayConfig:
    """What a relay needs of the settings."""
    return RelayConfig(port=settings.relay_port, announce=tuple(settings.announce))


class WarmRelays:
    """A `StartRelay` with a spare process, loaded ahead for whenever a relay is called for.

    A relay's modules take a second or two to load: those whose relay died would wait for that.
    """

    def __init__(self, config: RelayConfig) -> None:
        self._config = config
        self._spare: RelayWorker | None = None
        self._taken = asyncio.Event()
        self._spawning = asyncio.Lock()

    async def spawn(self) -> None:
        """Start the spare process, if there is none."""
        async with self._spawning:
            if self._spare is not None:
                return
            spare = RelayWorker(self._config, lambda event: None)
            try:
                await spare.spawn()
            except BaseException:
                await spare.__aexit__(None, None, None)
                raise
            self._spare = spare

    def __call__(
        self, on_event: Callable[[Event], None]
    ) -> AbstractAsyncContextManager[RelayWorker]:
        """A relay for the time of an `async with`."""
        spare, self._spare = self._spare, None
        self._taken.set()
        if spare is None or spare.ended:
            return RelayWorker(self._config, on_event)
        spare.on_event = on_event
        return spare

    async def renew(self) -> None:
        """Have the spare loaded anew, from the code that is installed now."""
        spare, self._spare = self._spare, None
        if spare is not None:
            await spare.__aexit__(None, None, None)
        await self.spawn()

    async def run(self) -> None:
        """Start another spare a while after each was taken, until cancelled; then end the last."""
        try:
            while True:
                await self._taken.wait()
                self._taken.clear()
                await asyncio.sleep(SPARE_DELAY)
                await self.spawn()
        finally:
            if self._spare is not None:
                await self._spare.__aexit__(None, None, None)


@asynccontextmanager
async def relay_starter(settings: Settings) -> AsyncIterator[WarmRelays]:
    """What starts relays, as often as the hub needs one; the first process is loading already."""
    relays = WarmRelays(relay_config(settings))
    await relays.spawn()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(relays.run())
        try:
            yield relays
        finally:
            running.cancel()


def environment() -> dict[str, str]:
    """Ours, with our packages importable whatever the working directory is."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


def module_command(module: str, *arguments: str) -> list[str]:
    """A module of ours as a command of this very Python."""
    return [sys.executable, "-m", module, *arguments]
