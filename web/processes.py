"""How the hub is given its media processes: the clients' contexts, opened and closed by hand."""

from collections.abc import Callable

from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import Event, ReplyBody, RequestBody
from web.config import Settings


class StartedRelay:
    """A relay process that runs until `close`; it is `signaling.ports.RelayWorker`."""

    def __init__(self, worker: RelayWorker) -> None:
        self._worker = worker

    @property
    def pid(self) -> int:
        """Of its process."""
        return self._worker.pid

    async def request(self, body: RequestBody) -> ReplyBody:
        """As `media.client.RelayWorker.request`."""
        return await self._worker.request(body)

    async def wait_closed(self) -> None:
        """Return once the process is gone."""
        await self._worker.wait_closed()

    async def close(self) -> None:
        """End the process."""
        await self._worker.__aexit__(None, None, None)


def relay_starter(settings: Settings) -> Callable[[Callable[[Event], None]], "object"]:
    """What starts a relay, as often as the hub needs one."""
    config = RelayConfig(port=settings.relay_port, announce=tuple(settings.announce))

    async def start(on_event: Callable[[Event], None]) -> StartedRelay:
        worker = RelayWorker(config, on_event)
        await worker.__aenter__()
        return StartedRelay(worker)

    return start
