"""Serving: uvicorn in this process, told to say goodbye to connections before it closes them."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing, contextmanager

import structlog
import uvicorn
import uvloop

from web.app import Tongxin
from web.config import GRACEFUL_SECONDS, KEEP_ALIVE_SECONDS, WS_MAX_SIZE, Settings
from web.patience import PatientHttp
from web.tls import self_signed

BACKLOG = 1024
"""Connections that wait to be accepted: viewers who all open the page at the announced minute."""
HEADER_BYTES = 32 * 1024
"""A request's head: far above any token's length."""

log = structlog.get_logger()


class CannotListen(Exception):
    """The address is taken, or is none of this machine's."""


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
        await super().shutdown(sockets)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are `run`'s: uvicorn would raise them again before we have ended our children."""
        yield


def uvicorn_config(tongxin: Tongxin) -> uvicorn.Config:
    """One process: signaling and the record share its loop, so workers make no sense."""
    settings = tongxin.settings
    cert, key = certificate(settings)
    return uvicorn.Config(
        tongxin.app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http=PatientHttp,
        ws="websockets-sansio",
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


def certificate(settings: Settings) -> tuple[str | None, str | None]:
    """The files of the certificate and its key, made here if wanted; None without HTTPS."""
    if settings.tls_self_signed:
        made = self_signed(settings.data / "tls")
        return str(made[0]), str(made[1])
    cert, key = settings.tls_cert, settings.tls_key
    return (str(cert) if cert else None), (str(key) if key else None)


Beside = Callable[[Tongxin, str], AbstractAsyncContextManager[None]]
"""What runs beside the server once it is ready, as the demo does; given the base URL."""


@asynccontextmanager
async def nothing(tongxin: Tongxin, base: str) -> AsyncIterator[None]:
    """Nothing runs beside the server."""
    yield


def serve(settings: Settings, beside: Beside = nothing) -> None:
    """Serve until told to end by SIGINT or SIGTERM, or a part of the server fails.

    Raises `CannotListen` before anything is started.
    """
    listener = listen(settings.host, settings.port)
    with closing(listener), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run(settings, listener, beside))


def listen(host: str, port: int) -> socket.socket:
    """A bound TCP socket; `::` takes IPv4 too."""
    try:
        family, *_, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        dual = family == socket.AF_INET6 and host in ("", "::")
        return socket.create_server(
            address[:2], family=family, backlog=BACKLOG, dualstack_ipv6=dual
        )
    except OSError as error:
        raise CannotListen(f"{host}:{port}: {error.strerror or error}") from error


async def run(settings: Settings, listener: socket.socket, beside: Beside = nothing) -> None:
    """Serve in this loop, whose signals are taken."""
    tongxin = Tongxin(settings)
    server = Server(uvicorn_config(tongxin), tongxin.hub.drain)

    def end() -> None:
        server.should_exit = True

    tongxin.on_failure = end
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_number, end)
    base = settings.address(listener.getsockname()[1])
    async with asyncio.TaskGroup() as tasks:
        serving = tasks.create_task(server.serve([listener]))
        helping = tasks.create_task(help_out(server, tongxin, base, beside))
        await asyncio.wait([serving])
        helping.cancel()


async def help_out(server: Server, tongxin: Tongxin, base: str, beside: Beside) -> None:
    """Once the server listens and a relay forwards, run what is beside it until cancelled."""
    await server.up.wait()
    await tongxin.hub.wait_ready()
    async with beside(tongxin, base):
        await asyncio.Event().wait()
