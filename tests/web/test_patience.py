"""Patience with WebSockets: which of uvicorn's own names it stands on, and who is cut off."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from inspect import iscoroutinefunction, signature
from pathlib import Path

import pytest
import uvicorn
import uvloop
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.asyncio.client import connect

from web.patience import PatientSocket
from web.tls import self_signed


class Pipe(asyncio.Transport):
    """A transport with as many unsent bytes as a test says; shows what it was told."""

    def __init__(self, unsent: int = 0) -> None:
        super().__init__({"peername": ("192.0.2.1", 1), "sockname": ("192.0.2.2", 2)})
        self.unsent = unsent
        self.reading = True
        self.aborted = False

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        assert high == 1

    def is_closing(self) -> bool:
        return self.aborted

    def close(self) -> None:
        self.aborted = True

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True

    def abort(self) -> None:
        self.aborted = True


def made(kind: type[WebSocketsSansIOProtocol], pipe: Pipe) -> WebSocketsSansIOProtocol:
    """A protocol of `kind` over `pipe`."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        """Nothing is asked of it."""

    protocol = kind(uvicorn.Config(app, interface="asgi3", log_config=None), ServerState(), {})
    protocol.connection_made(pipe)
    return protocol


async def test_uvicorns_names_are_as_we_use_them() -> None:
    protocol = made(WebSocketsSansIOProtocol, Pipe())
    assert isinstance(protocol.transport, Pipe)
    assert isinstance(protocol.loop, asyncio.AbstractEventLoop)
    assert (protocol.read_paused, protocol.disconnected) == (False, False)
    for method in (WebSocketsSansIOProtocol.receive, WebSocketsSansIOProtocol.send):
        assert iscoroutinefunction(method)
    assert list(signature(WebSocketsSansIOProtocol.send).parameters) == ["self", "message"]
    protocol.queue.put_nowait({"type": "websocket.receive", "text": "x"})
    protocol.read_paused, protocol.transport.reading = True, False
    await protocol.receive()
    assert (protocol.read_paused, protocol.transport.reading) == (False, True)


async def test_nothing_is_read_while_something_waits() -> None:
    pipe = Pipe(9)
    protocol = made(PatientSocket, pipe)
    protocol.pause_writing()
    assert not pipe.reading
    protocol.queue.put_nowait({"type": "websocket.receive", "text": "x"})
    protocol.read_paused = True
    await protocol.receive()
    assert not pipe.reading
    protocol.resume_writing()
    assert pipe.reading


async def test_what_the_application_has_not_taken_holds_reading_too() -> None:
    pipe = Pipe(9)
    protocol = made(PatientSocket, pipe)
    protocol.pause_writing()
    protocol.read_paused = True
    protocol.resume_writing()
    assert not pipe.reading


async def test_who_reads_slowly_is_waited_for_and_who_stops_is_not() -> None:
    pipe = Pipe(9)
    protocol = made(PatientSocket, pipe)
    assert isinstance(protocol, PatientSocket)
    protocol.pause_writing()
    for pipe.unsent in (8, 3, 2):
        protocol._look()
        assert not pipe.aborted
    protocol._look()
    assert pipe.aborted
    protocol.connection_lost(None)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Sends back what it is sent."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@pytest.mark.parametrize("loop_factory", [asyncio.new_event_loop, uvloop.new_event_loop])
@pytest.mark.parametrize("tls", [False, True])
def test_who_reads_is_never_cut_off(
    tls: bool,
    loop_factory: Callable[[], asyncio.AbstractEventLoop],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(PatientSocket, "stall_seconds", 0.1)
    cert, key = self_signed(tmp_path)
    config = uvicorn.Config(
        echo, ws=PatientSocket, lifespan="off", log_config=None,
        ssl_certfile=str(cert) if tls else None, ssl_keyfile=str(key) if tls else None,
    )  # fmt: skip

    async def converse(port: int) -> None:
        trusted = ssl.create_default_context(cafile=cert) if tls else None
        where = f"{'wss' if tls else 'ws'}://127.0.0.1:{port}/"
        async with connect(where, ssl=trusted, max_size=None, proxy=None) as client:
            for _ in range(2):
                await client.send("x" * 900_000)
                assert len(await client.recv()) == 900_000
                await asyncio.sleep(0.3)  # nothing waits meanwhile, so nobody is waited for

    async def serve() -> None:
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            serving = asyncio.ensure_future(server.serve([listener]))
            try:
                async with asyncio.timeout(20):
                    await converse(listener.getsockname()[1])
            finally:
                server.should_exit = True
                await serving

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(serve())
