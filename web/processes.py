"""The processes beside ours: how relays start, the first ones early, and what a child gets."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import Event
from media.wire.sdp_write import endpoint
from web.config import Settings

ROOT = Path(__file__).parent.parent
SPARE_DELAY = 3.0
"""Seconds until a taken spare is made good: loading it must not slow down who comes back."""


def relay_configs(settings: Settings) -> list[RelayConfig]:
    """What each relay needs of the settings."""
    return [
        RelayConfig(port=port, announce=tuple(_beside(one, number) for one in settings.announce))
        for number, port in enumerate(settings.relay_ports)
    ]


def _beside(announced: str, number: int) -> str:
    """The address of the relay of that number, if the first one's is `announced`."""
    host, port = endpoint(announced, 0)
    if not port:
        return announced
    return f"[{host}]:{port + number}" if ":" in host else f"{host}:{port + number}"


class WarmRelays:
    """A `StartRelay` with a spare process, loaded ahead for whenever a relay is called for.

    A relay's modules take a second or two to load: those whose relay died would wait for that. At
    first there is a spare for each of `configs`, of which each relay has one to itself while it
    runs: no two get the same port.
    """

    def __init__(self, configs: Sequence[RelayConfig]) -> None:
        self._free = list(configs)
        self._spares: list[RelayWorker] = []
        self._taken = asyncio.Event()

    async def spawn(self, count: int = 1) -> None:
        """Start spare processes until there are `count`."""
        while len(self._spares) < count:
            spare = RelayWorker(RelayConfig(), lambda event: None)
            try:
                await spare.spawn()
            except BaseException:
                await spare.__aexit__(None, None, None)
                raise
            self._spares.append(spare)

    @asynccontextmanager
    async def __call__(self, on_event: Callable[[Event], None]) -> AsyncIterator[RelayWorker]:
        """A relay for the time of an `async with`."""
        config = self._free.pop(0)
        try:
            async with self._relay(config, on_event) as relay:
                yield relay
        finally:
            self._free.append(config)

    def _relay(self, config: RelayConfig, on_event: Callable[[Event], None]) -> RelayWorker:
        self._taken.set()
        while self._spares:
            spare = self._spares.pop(0)
            if not spare.ended:
                spare.config, spare.on_event = config, on_event
                return spare
        return RelayWorker(config, on_event)

    async def close(self) -> None:
        """End the spares."""
        while self._spares:
            await self._spares.pop().__aexit__(None, None, None)

    async def renew(self) -> None:
        """Have the spare loaded anew, from the code that is installed now."""
        await self.close()
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
            await self.close()


@asynccontextmanager
async def relay_starter(settings: Settings) -> AsyncIterator[WarmRelays]:
    """What starts relays, as often as the hub needs one; the first processes load already."""
    configs = relay_configs(settings)
    relays = WarmRelays(configs)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(relays.run())
        try:
            await relays.spawn(len(configs))
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
