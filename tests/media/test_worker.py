"""The worker's end of the socket to the hub."""

import asyncio
from typing import Any

from media.framing import encode
from media.messages import Done, GetStats, Request
from media.worker import HubConnection


class Server:
    """Counts the turns that others had by the time of each request."""

    def __init__(self) -> None:
        self.turns = 0
        self.seen: list[int] = []

    def handle(self, _: object) -> Done:
        self.seen.append(self.turns)
        return Done()


class Writer:
    """Takes everything."""

    transport: Any = None

    def __init__(self) -> None:
        self.transport = self
        self.written = 0

    def get_write_buffer_size(self) -> int:
        return 0

    def is_closing(self) -> bool:
        return False

    def write(self, _: bytes) -> None:
        self.written += 1


async def test_packets_have_their_turn_between_requests_that_come_at_once() -> None:
    reader, writer, server = asyncio.StreamReader(), Writer(), Server()
    for number in range(20):
        reader.feed_data(encode(Request(number, GetStats())))
    reader.feed_eof()

    async def others() -> None:
        while True:
            server.turns += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(others())
    await HubConnection(reader, writer).serve(server)  # type: ignore[arg-type]
    waiting.cancel()
    assert writer.written == 20
    assert server.seen == list(range(server.seen[0], server.seen[0] + 20))
