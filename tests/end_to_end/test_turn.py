"""A real coturn takes our credentials, and no others."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from aioice import stun
from aioice.turn import TurnTransport, create_turn_endpoint

from signaling.turn import Turn
from tests.end_to_end.service import free_port
from tests.end_to_end.turnserver import SECRET, turnserver

pytestmark = pytest.mark.end_to_end


@pytest.fixture
def coturn(tmp_path: Path) -> Iterator[int]:
    """The port of a turnserver on loopback."""
    port = free_port()
    with turnserver(tmp_path, "127.0.0.1", port):
        yield port


class Mailbox(asyncio.DatagramProtocol):
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.transport: asyncio.DatagramTransport
        self.received: asyncio.Queue[bytes] = asyncio.Queue()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)  # uvloop's is none by name

    def datagram_received(self, data: bytes, addr: object) -> None:
        self.received.put_nowait(data)


async def allocated(port: int, turn: Turn, wall: int) -> TurnTransport:
    """An allocation by credentials made at `wall`, once the server listens."""
    issued = turn.issue("li", wall)
    async with asyncio.timeout(20):
        while True:
            try:
                transport, _ = await create_turn_endpoint(
                    Mailbox,
                    server_addr=("127.0.0.1", port),
                    username=issued.username,
                    password=issued.credential,
                    transport="tcp",
                )
                return transport
            except ConnectionRefusedError:
                await asyncio.sleep(0.1)


async def test_fresh_credentials_are_taken_and_media_passes(coturn: int) -> None:
    turn = Turn((f"turn:127.0.0.1:{coturn}",), SECRET, 3600)
    loop = asyncio.get_running_loop()
    relay, there = await loop.create_datagram_endpoint(Mailbox, local_addr=("127.0.0.1", 0))
    transport = await allocated(coturn, turn, int(time.time() * 1000))
    transport.sendto(b"a packet", relay.get_extra_info("sockname"))
    assert await asyncio.wait_for(there.received.get(), 5) == b"a packet"
    transport.close()
    relay.close()


@pytest.mark.parametrize(("secret", "age"), [(SECRET, 7200), ("another secret", 0)])
async def test_expired_and_forged_ones_are_refused(coturn: int, secret: str, age: int) -> None:
    turn = Turn((f"turn:127.0.0.1:{coturn}",), secret, 3600)
    with pytest.raises(stun.TransactionFailed):
        await allocated(coturn, turn, int((time.time() - age) * 1000))
