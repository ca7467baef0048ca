"""The processes beside ours: how relays start, the first one early, and what a child gets."""

import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import Event
from signaling.ports import StartRelay
from web.config import Settings

ROOT = Path(__file__).parent.parent


def relay_config(settings: Settings) -> RelayConfig:
    """What a relay needs of the settings."""
    return RelayConfig(port=settings.relay_port, announce=tuple(settings.announce))


class EarlyRelay:
    """A `StartRelay` whose first relay is a process that loads while our own modules do."""

    def __init__(self, config: RelayConfig) -> None:
        self._config = config
        self._on_event: Callable[[Event], None] = lambda event: None
        self._first: RelayWorker | None = RelayWorker(config, self._pass_on)

    async def spawn(self) -> None:
        """Start the first process; whoever calls for a relay first gets it."""
        assert self._first is not None
        await self._first.spawn()

    def __call__(
        self, on_event: Callable[[Event], None]
    ) -> AbstractAsyncContextManager[RelayWorker]:
        """A relay for the time of an `async with`."""
        first, self._first = self._first, None
        if first is None:
            return RelayWorker(self._config, on_event)
        self._on_event = on_event
        return first

    async def close(self) -> None:
        """End the first process if nobody has called for it."""
        if self._first is not None:
            await self._first.__aexit__(None, None, None)

    def _pass_on(self, event: Event) -> None:
        self._on_event(event)


@asynccontextmanager
async def relay_starter(settings: Settings) -> AsyncIterator[StartRelay]:
    """What starts relays, as often as the hub needs one; the first process is loading already."""
    early = EarlyRelay(relay_config(settings))
    await early.spawn()
    try:
        yield early
    finally:
        await early.close()


def environment() -> dict[str, str]:
    """Ours, with our packages importable whatever the working directory is."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


def module_command(module: str, *arguments: str) -> list[str]:
    """A module of ours as a command of this very Python."""
    return [sys.executable, "-m", module, *arguments]
