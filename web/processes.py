"""The processes beside ours: how relays start, the first ones early, and what a child gets."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import Event
from signaling.ports import StartRelay
from web.config import Settings

ROOT = Path(__file__).parent.parent


def relay_configs(settings: Settings) -> list[RelayConfig]:
    """What each relay needs of the settings."""
    announce = tuple(settings.announce)
    return [RelayConfig(port=port, announce=announce) for port in settings.relay_ports]


class EarlyRelays:
    """A `StartRelay` whose first relays are processes that load while our own modules do.

    Each has one of `configs` to itself while it runs: no two get the same port.
    """

    def __init__(self, configs: Sequence[RelayConfig]) -> None:
        self._free = list(configs)
        self._loading = [_Loading(config) for config in configs]

    async def spawn(self) -> None:
        """Start the first processes; whoever calls for a relay first gets one of them."""
        for loading in self._loading:
            await loading.worker.spawn()

    @asynccontextmanager
    async def __call__(self, on_event: Callable[[Event], None]) -> AsyncIterator[RelayWorker]:
        """A relay for the time of an `async with`."""
        config = self._free.pop(0)
        try:
            async with self._worker(config, on_event) as worker:
                yield worker
        finally:
            self._free.append(config)

    def _worker(self, config: RelayConfig, on_event: Callable[[Event], None]) -> RelayWorker:
        if not self._loading:
            return RelayWorker(config, on_event)
        loading = self._loading.pop(0)
        loading.on_event = on_event
        return loading.worker

    async def close(self) -> None:
        """End the first processes for which nobody has called."""
        for loading in self._loading:
            await loading.worker.__aexit__(None, None, None)


class _Loading:
    """A process whose events nobody wants yet."""

    def __init__(self, config: RelayConfig) -> None:
        self.on_event: Callable[[Event], None] = lambda event: None
        self.worker = RelayWorker(config, lambda event: self.on_event(event))


@asynccontextmanager
async def relay_starter(settings: Settings) -> AsyncIterator[StartRelay]:
    """What starts relays, as often as the hub needs one; the first processes load already."""
    early = EarlyRelays(relay_configs(settings))
    try:
        await early.spawn()
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
