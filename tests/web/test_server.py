"""The server on a real port: WebSockets from our pages alone, bounds, slow clients, farewell."""

import asyncio
import resource
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
import websockets

from tests.web.conftest import Served
from web.config import CONNECTIONS_MAX, WS_MAX_SIZE
from web.launch import CannotListen, listen
from web.patience import PatientHttp, PatientSocket
from web.server import room_for_connections


async def test_a_page_of_ours_joins(served: Served) -> None:
    async with served.socket(f"http://127.0.0.1:{served.port}") as socket:
        welcome = await served.hello(socket, "member")
        assert welcome["type"] == "welcome"
        assert welcome["you"]["participant_id"] == "member"


@pytest.mark.parametrize("origin", [None, "https://portal.example"])
async def test_programs_and_allowed_pages_join(served: Served, origin: str | None) -> None:
    async with served.socket(origin) as socket:
        assert (await served.hello(socket, "member"))["type"] == "welcome"


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://127.0.0.1:1", "null", "http://127.0.0.1.evil.example", "x"],
)
async def test_other_pages_do_not(served: Served, origin: str) -> None:
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with served.socket(origin):
            pass
    assert refused.value.response.status_code == 403


async def test_a_message_that_is_too_large_ends_the_connection(served: Served) -> None:
    async with served.socket(None) as socket:
        await socket.send("x" * (WS_MAX_SIZE + 1))
        await socket.wait_closed()
        assert socket.close_code == 1009


async def test_deflate_is_not_agreed(served: Served) -> None:
    async with served.socket(None) as socket:
        assert socket.protocol.extensions == []


async def test_clients_are_told_that_the_server_ends(served: Served) -> None:
    async with served.socket(None) as socket:
        await served.hello(socket, "chair")
        served.server.should_exit = True
        said = [msgspec.json.decode(message) async for message in socket]
    assert said[-1]["type"] == "bye"
    assert said[-1]["code"] == "shutting_down"


@pytest.mark.parametrize("first", [b"", b"GET / HTTP/1.1\r\nhost: x\r\n"])
async def test_who_trickles_a_head_is_given_up(
    served: Served, first: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientHttp, "head_seconds", 0.3)
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(first)
    async with asyncio.timeout(5):
        assert await reader.read() == b""
    writer.close()


async def test_a_whole_request_is_not_hurried(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientHttp, "head_seconds", 0.2)
    for _ in range(3):
        assert (await served.client.get("/healthz")).status_code == 200
        await asyncio.sleep(0.15)


# --- clients that do not read -----------------------------------------------------------------

UPGRADE = (
    b"GET /ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
PING = b"\x89\xfd" + bytes(4) + bytes(125)
"""The longest there is, its mask all zeros (RFC 6455 section 5.5)."""
FLOOD = 16 << 20
"""Bytes; far more than the buffers of both ends' sockets hold."""
UNSENT_MAX = 1 << 20
ENOUGH = 5.0


async def test_who_leaves_amid_a_body_is_no_bug(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    given_up = served.tongxin.operations.requests.labels("POST", 408)
    _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    head = f"POST {served.path}/opinions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
    writer.write(head.encode() + b"content-length: 9\r\n\r\n{")
    async with asyncio.timeout(ENOUGH):
        while not served.server.server_state.tasks:
            await asyncio.sleep(0.01)
        writer.close()
        while not given_up._value.get():
            await asyncio.sleep(0.01)
    assert "Exception" not in caplog.text


@pytest.mark.parametrize(
    "header",
    [b"content-length: 5", b"transfer-encoding: chunked", b"cookie: " + b"x" * 10_000],
    ids=["body", "chunks", "long"],
)
async def test_an_upgrade_that_cannot_be_read_is_refused(served: Served, header: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(UPGRADE.replace(b"host: x", b"host: x\r\n" + header))
    async with asyncio.timeout(ENOUGH):
        assert (await reader.read()).startswith(b"HTTP/1.1 400 ")
    writer.close()


@asynccontextmanager
async def deaf(served: Served) -> AsyncIterator[tuple[socket.socket, PatientSocket]]:
    """A raw socket after the handshake, with next to no room for answers, and our end of it."""
    loop = asyncio.get_running_loop()
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.setblocking(False)
        await loop.sock_connect(raw, ("127.0.0.1", served.port))
        await loop.sock_sendall(raw, UPGRADE)
        assert b" 101 " in await loop.sock_recv(raw, 2048)
        connections = served.server.server_state.connections
        (ours,) = [one for one in connections if isinstance(one, PatientSocket)]
        yield raw, ours


async def test_pings_that_nobody_reads_the_answers_of_are_not_heaped_up(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientSocket, "stall_seconds", 1.0)
    loop = asyncio.get_running_loop()
    most = 0
    async with deaf(served) as (raw, ours), asyncio.timeout(ENOUGH * 4):

        async def flood() -> None:
            block = PING * 500
            for _ in range(FLOOD // len(block)):
                await loop.sock_sendall(raw, block)

        flooding = asyncio.ensure_future(flood())
        while not flooding.done() and not ours.disconnected:
            most = max(most, ours.transport.get_write_buffer_size())
            await asyncio.sleep(0.01)
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            await flooding
        while not ours.disconnected:
            await asyncio.sleep(0.01)
    assert 0 < most < UNSENT_MAX
    assert ours not in served.server.server_state.connections


async def test_a_close_that_nobody_answers_ends(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientSocket, "close_seconds", 0.3)
    loop = asyncio.get_running_loop()
    async with deaf(served) as (raw, ours), asyncio.timeout(ENOUGH):
        await loop.sock_sendall(raw, b"\x82\x80" + bytes(4))  # no message: it is told `bye`
        while not ours.disconnected:
            await asyncio.sleep(0.01)


async def test_who_reads_after_a_pause_gets_everything(served: Served) -> None:
    loop = asyncio.get_running_loop()
    count = 2000
    async with deaf(served) as (raw, _), asyncio.timeout(ENOUGH * 4):
        sending = asyncio.ensure_future(loop.sock_sendall(raw, PING * count))
        await asyncio.sleep(0.2)
        answers = b""
        while len(answers) < count * 127:  # an answer has no mask
            answers += await loop.sock_recv(raw, 65536)
        await sending
        assert answers == (b"\x8a\x7d" + bytes(125)) * count


@pytest.mark.parametrize(
    ("files", "connections"), [(3000, 1000), (1 << 20, CONNECTIONS_MAX), (-1, CONNECTIONS_MAX)]
)
def test_the_record_has_files_left_when_every_connection_is_sent_one(
    files: int, connections: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(resource, "getrlimit", lambda what: (256, files))
    monkeypatch.setattr(resource, "setrlimit", lambda what, limits: asked.append(limits))
    assert room_for_connections() == connections
    assert all(limits == (files, files) for limits in asked)


def test_a_taken_port_is_said_before_anything_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match=str(port)):
            listen("127.0.0.1", port)
