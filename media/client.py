"""How the hub talks to a relay worker: a subprocess over a Unix socket, or one in this process."""

import asyncio
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, Self, assert_never

from media.child import Child
from media.config import RelayConfig
from media.errors import MediaError, RelayLost, RelayRefused
from media.framing import FrameDecoder
from media.messages import (
    Begin,
    Event,
    FromWorker,
    Notice,
    Ready,
    Refusal,
    Reply,
    ReplyBody,
    Request,
    RequestBody,
)

if TYPE_CHECKING:
    from media.server import RelayServer


class Worker(Protocol):
    """What the hub needs of a worker, wherever it runs."""

    @property
    def pid(self) -> int:
        """Its process."""

    @property
    def port(self) -> int:
        """Its UDP port."""

    async def request(self, body: RequestBody) -> ReplyBody:
        """Send one request; raises `RelayRefused` or `RelayLost`."""

    async def wait_closed(self) -> None:
        """Return when the worker is gone."""


class RelayWorker(Child[RequestBody, ReplyBody, FromWorker]):
    """A worker in its own process, for the time of an `async with`; events go to `on_event`.

    Spawned ahead, it is a spare: loaded, without a socket, and ready in milliseconds.

    `request` raises `RelayRefused` with the worker's code, or `RelayLost`.
    """

    module = "media.worker"
    name = "relay worker"

    def __init__(self, config: RelayConfig, on_event: Callable[[Event], None]) -> None:
        super().__init__(FrameDecoder(FromWorker))
        self.config = config
        self.on_event = on_event
        """Both may be set until the `async with` begins, after which the process talks."""
        self._port = 0

    @property
    def port(self) -> int:
        """The worker's UDP port."""
        return self._port

    def _options(self) -> list[str]:
        return ["--parent", str(os.getpid())]

    async def _start(self) -> None:
        await super()._start()
        self._write(Begin(self.config))

    def _envelope(self, id: int, body: RequestBody) -> Request:
        return Request(id, body)

    def _lost(self, message: str) -> RelayLost:
        return RelayLost(message)

    def _take(self, message: FromWorker) -> None:
        match message:
            case Reply():
                self._resolve(message.id, message.body)
            case Refusal():
                self._reject(message.id, RelayRefused(message.code, message.message))
            case Notice():
                if isinstance(message.body, Ready):
                    self._port = message.body.port
                    self._set_ready()
                self.on_event(message.body)
            case _:
                assert_never(message)


class InProcessWorker:
    """The same relay in this process and loop, for tests; requests pass through the same border."""

    def __init__(self, config: RelayConfig, on_event: Callable[[Event], None]) -> None:
        self._config = config
        self._on_event = on_event
        self._server: RelayServer | None = None
        self._closed = asyncio.Event()

    @property
    def server(self) -> "RelayServer":
        """The running server."""
        if self._server is None:
            raise RelayLost("The relay worker is gone.")
        return self._server

    @property
    def pid(self) -> int:
        """This process."""
        return os.getpid()

    @property
    def port(self) -> int:
        """Its UDP port."""
        return self.server.port

    def is_stopped(self) -> bool:
        """Whoever asks is not."""
        return False

    def kill(self) -> None:
        """Nothing that the end of the `async with` would not do."""

    async def __aenter__(self) -> Self:
        from media.server import (
            RelayServer,  # all of the relay, which a hub's process need not load
        )

        self._server = RelayServer(self._config, self._on_event)
        self._on_event(Ready(self.pid, self.port))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None
        self._closed.set()

    async def request(self, body: RequestBody) -> ReplyBody:
        """Carry out one request; raises `RelayRefused` or `RelayLost`."""
        try:
            return self.server.handle(body)
        except RelayLost:
            raise
        except MediaError as error:
            raise RelayRefused(error.code, error.message) from error

    async def wait_closed(self) -> None:
        """Return when the worker was left."""
        await self._closed.wait()
