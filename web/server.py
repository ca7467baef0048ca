"""Serving: uvicorn in this process, told to say goodbye to connections before it closes them."""

import asyncio
import resource
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial
from typing import cast

import structlog
import uvicorn
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from web.app import Tongxin
from web.config import (
    BACKLOG,
    CONNECTIONS_MAX,
    GRACEFUL_SECONDS,
    KEEP_ALIVE_SECONDS,
    WS_MAX_SIZE,
    Settings,
)
from web.early_refusals import EarlyRefusals
from web.http_in_turns import HttpInTurns
from web.patience import PatientSocket
from web.processes import WarmRelays
from web.turns import Turns

FAREWELL_SECONDS = 1.0
"""For the last messages to reach clients; who reads slower than that finds out by itself."""
FAREWELL_STEPS = 50
HEADER_BYTES = 32 * 1024
"""A request's head: far above any token's length."""

log = structlog.get_logger()


class Server(uvicorn.Server):
    """uvicorn's server with an event for its start and a farewell at its end."""

    def __init__(self, config: uvicorn.Config, farewell: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self._farewell = farewell

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's; then `up` is set."""
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, say `bye` to clients so that they know to come back, then close."""
        for server in self.servers:
            server.close()
        await self._farewell()
        for _ in range(FAREWELL_STEPS):
            if self._has_sockets():
                await asyncio.sleep(FAREWELL_SECONDS / FAREWELL_STEPS)
        await super().shutdown(sockets)

    def _has_sockets(self) -> bool:
        return any(isinstance(c, WebSocketsSansIOProtocol) for c in self.server_state.connections)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are `run`'s: uvicorn would raise them again before we have ended our children."""
        yield


def uvicorn_config(tongxin: Tongxin) -> uvicorn.Config:
    """One process: signaling and the record share its loop, so workers make no sense.

    To be called in that loop.
    """
    settings = tongxin.settings
    cert, key = certificate(settings)
    return uvicorn.Config(
        tongxin.app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=http_protocol(tongxin),
        ws=PatientSocket,
        ws_max_size=WS_MAX_SIZE,
        ws_per_message_deflate=False,
        ws_ping_interval=None,  # the protocol has its own
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
        h11_max_incomplete_event_size=HEADER_BYTES,
        ssl_certfile=cert,
        ssl_keyfile=key,
    )


def http_protocol(tongxin: Tongxin) -> type[asyncio.Protocol]:
    """What uvicorn makes of each connection."""
    settings = tongxin.settings
    refusals = EarlyRefusals(
        tongxin.limits,
        settings.trusted_proxies,
        tongxin.operations.requests,
        strict_transport=settings.tls_cert is not None,
    )
    made = partial(
        HttpInTurns,
        turns=Turns(asyncio.get_running_loop().call_soon),
        refusals=refusals,
        connections_max=room_for_connections(),
    )
    return cast(type[asyncio.Protocol], made)


def room_for_connections() -> int:
    """How many may be open; the system's soft limit of open files is raised to its hard one.

    A connection takes two files while one is being sent to it; as many again are the record's.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most == resource.RLIM_INFINITY:
        return CONNECTIONS_MAX
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return min(CONNECTIONS_MAX, most // 3)


def certificate(settings: Settings) -> tuple[str | None, str | None]:
    """The files of the certificate and its key, made here if wanted; None without HTTPS."""
    if settings.tls_self_signed:
        from web.tls import self_signed

        made = self_signed(settings.data / "tls")
        return str(made[0]), str(made[1])
    cert, key = settings.tls_cert, settings.tls_key
    return (str(cert) if cert else None), (str(key) if key else None)


Beside = Callable[[Tongxin, str], AbstractAsyncContextManager[None]]
"""What runs beside the server once it is ready, as the demo does; given the base URL."""


async def run(
    settings: Settings, listener: socket.socket, relays: WarmRelays, beside: Beside
) -> None:
    """Serve in this loop until a signal ends it, or a part of the server fails.

    SIGINT ends at once; SIGTERM lets what is in session go on for `drain_seconds`, unless it comes
    again; SIGHUP replaces the relay workers by ones of the code that is installed by then.
    """
    tongxin = Tongxin(settings, relays)
    server = Server(uvicorn_config(tongxin), tongxin.hub.drain)
    signals = Signals(server, tongxin, relays)
    tongxin.on_failure = signals.end
    base = settings.address(listener.getsockname()[1])
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve([listener]))
        helping = tasks.create_task(help_out(server, tongxin, base, beside))
        waiting = [tasks.create_task(signals.drain()), tasks.create_task(signals.renew())]
        await asyncio.wait([serving])
        for task in (helping, *waiting):
            task.cancel()


class Signals:
    """What the process is told by signals, and what follows."""

    def __init__(self, server: Server, tongxin: Tongxin, relays: WarmRelays) -> None:
        self._server = server
        self._tongxin = tongxin
        self._relays = relays
        self._terminated, self._hung_up = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self.end)
        loop.add_signal_handler(signal.SIGTERM, self._terminate)
        loop.add_signal_handler(signal.SIGHUP, self._hung_up.set)

    def end(self) -> None:
        """At once."""
        self._server.should_exit = True

    def _terminate(self) -> None:
        if self._terminated.is_set() or not self._tongxin.settings.drain_seconds:
            self.end()
        self._terminated.set()

    async def drain(self) -> None:
        """After SIGTERM: end when nothing is in session any more, or the time is over."""
        await self._terminated.wait()
        self._tongxin.hub.meetings.retire()
        await self._tongxin.hub.meetings.wait_idle(self._tongxin.settings.drain_seconds)
        self.end()

    async def renew(self) -> None:
        """After each SIGHUP: other relays."""
        while True:
            await self._hung_up.wait()
            self._hung_up.clear()
            await self._relays.renew()
            await self._tongxin.hub.renew_relays(self._tongxin.settings.drain_seconds)


async def help_out(server: Server, tongxin: Tongxin, base: str, beside: Beside) -> None:
    """Once the server listens and a relay forwards, run what is beside it until cancelled."""
    await server.up.wait()
    await tongxin.hub.wait_ready()
    async with beside(tongxin, base):
        await asyncio.Event().wait()
