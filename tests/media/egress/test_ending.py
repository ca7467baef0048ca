"""Streams that end while others go on: nobody waits for a store that is away."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from media.egress import channel
from media.egress.bucket import Bucket
from media.egress.messages import (
    Done,
    EgressRefusal,
    EgressReply,
    EgressReplyBody,
    EgressRequest,
    EgressRequestBody,
    EndLive,
    FromEgress,
    GoLive,
    Ping,
)
from media.egress.process import Egress
from media.framing import FrameDecoder, encode


class Asking:
    """The web process's end of the socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._decoder: FrameDecoder[FromEgress] = FrameDecoder(FromEgress)
        self._count = 0

    def ask(self, body: EgressRequestBody) -> int:
        self._count += 1
        self._writer.write(encode(EgressRequest(self._count, body)))
        return self._count

    async def answers(self, count: int) -> dict[int, EgressReplyBody | str]:
        """So many, in the order in which they come; of a refusal its code."""
        found: dict[int, EgressReplyBody | str] = {}
        while len(found) < count:
            match await self._decoder.read(self._reader):
                case EgressReply(id, body):
                    found[id] = body
                case EgressRefusal(id, code, _):
                    found[id] = code
                case None:
                    raise EOFError
        return found

    def leave(self) -> None:
        self._writer.close()


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """A store that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{listener.getsockname()[1]}")
        monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
        monkeypatch.setenv("AWS_REGION", "us-east-1")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        yield Bucket("s3://bucket/prefix")


@asynccontextmanager
async def egress(tmp_path: Path, bucket: Bucket) -> AsyncIterator[Asking]:
    ours, its = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=its)
    asking = Asking(*await asyncio.open_connection(sock=ours))
    async with asyncio.TaskGroup() as tasks:
        serving = Egress(tmp_path, writer, tasks, bucket)
        timer = tasks.create_task(serving.keep_time())
        tasks.create_task(serve(serving, reader, timer))
        yield asking
        asking.leave()
    writer.close()


async def serve(serving: Egress, reader: asyncio.StreamReader, timer: asyncio.Task[None]) -> None:
    await serving.serve(reader)
    await serving.close()
    timer.cancel()


def live(tmp_path: Path, number: int) -> GoLive:
    return GoLive(f"c{number}", str(tmp_path / f"live{number}"))


@pytest.mark.timeout(20)
async def test_one_that_ends_keeps_nobody_waiting(
    tmp_path: Path, away: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests that wait for long cost the process its life, and with it all streams."""
    monkeypatch.setattr(channel, "END_TIMEOUT", 0.8)
    monkeypatch.setattr(channel, "LEAVE_TIMEOUT", 0.8)
    async with egress(tmp_path, away) as asking:
        for number in range(6):
            asking.ask(live(tmp_path, number))
        await asking.answers(6)
        began = time.monotonic()
        ends = [asking.ask(EndLive(f"c{number}")) for number in (0, 1, 1, 2)]
        again, ping = asking.ask(live(tmp_path, 0)), asking.ask(Ping())
        answers = await asking.answers(6)
        assert time.monotonic() - began < 2
        assert list(answers)[:2] == [again, ping]
        assert answers == {again: "still_ending", ping: Done(), **dict.fromkeys(ends, Done())}
        asking.ask(live(tmp_path, 0))
        assert "still_ending" not in (await asking.answers(1)).values()
        began = time.monotonic()
    assert time.monotonic() - began < 2, "at the end all are finished together"
