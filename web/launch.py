"""The start of a server: port first, relay next, and while that loads the rest of the program."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

import uvloop

from web.config import BACKLOG, Settings
from web.processes import relay_starter

if TYPE_CHECKING:
    from web.server import Beside


class CannotListen(Exception):
    """The address is taken, or is none of this machine's."""


def serve(settings: Settings, listener: socket.socket, load_beside: "Callable[[], Beside]") -> None:
    """Serve until told to end by SIGINT or SIGTERM, or a part of the server fails.

    `load_beside` imports and makes what runs beside the server.
    """
    with closing(listener), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(launch(settings, listener, load_beside))


async def launch(
    settings: Settings, listener: socket.socket, load_beside: "Callable[[], Beside]"
) -> None:
    """Start the relay's process, then import the server: both take about as long."""
    async with relay_starter(settings) as start_relay:
        from web.server import run

        await run(settings, listener, start_relay, load_beside())


def listen(host: str, port: int) -> socket.socket:
    """A bound TCP socket, `::` taking IPv4 too; raises `CannotListen`."""
    try:
        family, *_, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        dual = family == socket.AF_INET6 and host in ("", "::")
        return socket.create_server(
            address[:2], family=family, backlog=BACKLOG, dualstack_ipv6=dual
        )
    except OSError as error:
        raise CannotListen(f"{host}:{port}: {error.strerror or error}") from error
