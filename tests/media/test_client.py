"""The hub's side of a worker: a real process that starts, answers, refuses and dies."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Callable

import pytest

from media.client import InProcessWorker, RelayWorker, Worker
from media.config import RelayConfig
from media.errors import RelayLost, RelayRefused
from media.framing import encode
from media.messages import (
    ClosePeer,
    Done,
    Event,
    GetStats,
    Publish,
    Published,
    Ready,
    Request,
    Route,
    Stats,
)
from tests.support.relay_scene import offer

LOCAL = RelayConfig(host="127.0.0.1")


def alive(pid: int) -> bool:
    """Whether a process of this id exists."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("kind", [RelayWorker, InProcessWorker])
async def test_both_kinds_answer_and_refuse_alike(
    kind: Callable[[RelayConfig, Callable[[Event], None]], RelayWorker | InProcessWorker],
) -> None:
    events: list[Event] = []
    async with kind(LOCAL, events.append) as worker:
        port: Worker = worker
        assert events == [Ready(port.pid, port.port)]
        assert await port.request(Route("r", ["alice"])) == Done()
        published = await port.request(Publish("r", "pub", "alice", offer("chromium")))
        assert isinstance(published, Published)
        assert f" 127.0.0.1 {port.port} typ host" in published.sdp
        with pytest.raises(RelayRefused) as refused:
            await port.request(Publish("r", "other", "bob", "nonsense"))
        assert refused.value.code == "bad_sdp"
        assert refused.value.message
        stats = await port.request(GetStats())
        assert isinstance(stats, Stats)
        assert (stats.peers, len(stats.tracks)) == (1, 2)
        assert await port.request(ClosePeer("pub")) == Done()
    await worker.wait_closed()
    with pytest.raises(RelayLost):
        await worker.request(GetStats())


async def test_replies_find_their_requests_however_many_are_under_way() -> None:
    async with RelayWorker(LOCAL, lambda _: None) as worker:
        offers = [Publish("r", f"pub-{n}", f"owner-{n}", offer("ffmpeg")) for n in range(30)]
        replies = await asyncio.gather(*map(worker.request, offers))
        for number, reply in enumerate(replies):
            assert isinstance(reply, Published)
            assert {t.peer for t in reply.tracks} == {f"pub-{number}"}


async def test_a_killed_worker_is_noticed_by_whoever_waits() -> None:
    async with RelayWorker(LOCAL, lambda _: None) as worker:
        os.kill(worker.pid, signal.SIGSTOP)
        waiting = asyncio.ensure_future(worker.request(GetStats()))
        await asyncio.sleep(0)
        killed = time.monotonic()
        os.kill(worker.pid, signal.SIGKILL)
        with pytest.raises(RelayLost):
            await waiting
        await worker.wait_closed()
        assert time.monotonic() - killed < 2
        with pytest.raises(RelayLost):
            await worker.request(GetStats())


async def test_a_stopped_process_is_told_from_a_busy_one_and_can_be_killed() -> None:
    async with RelayWorker(LOCAL, lambda _: None) as worker:
        assert not worker.is_stopped()
        os.kill(worker.pid, signal.SIGSTOP)
        async with asyncio.timeout(5):
            while not worker.is_stopped():
                await asyncio.sleep(0.01)
        began = time.monotonic()
        worker.kill()
        await worker.wait_closed()
    assert time.monotonic() - began < 2, "not asked to end first"
    assert worker.ended
    assert not worker.is_stopped()
    worker.kill()  # harmless


async def test_leaving_ends_the_process() -> None:
    async with RelayWorker(LOCAL, lambda _: None) as worker:
        pid = worker.pid
        assert alive(pid)
    assert not alive(pid)


async def test_sigterm_ends_the_process_and_its_exit_is_clean() -> None:
    async with RelayWorker(LOCAL, lambda _: None) as worker:
        assert worker._process is not None
        worker._process.terminate()
        await worker.wait_closed()
        assert await worker._process.wait() == 0


async def test_a_port_that_is_taken_is_a_lost_worker() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        config = RelayConfig(host="127.0.0.1", port=taken.getsockname()[1])
        with pytest.raises(RelayLost):
            async with RelayWorker(config, lambda _: None):
                pass


async def test_a_hub_that_dies_takes_its_worker_along() -> None:
    """No orphans, even by SIGKILL: the closed socket ends the worker."""
    hub = await asyncio.create_subprocess_exec(sys.executable, "-c", HUB, stdout=-1)
    assert hub.stdout is not None
    worker = int(await asyncio.wait_for(hub.stdout.readline(), 20))
    assert alive(worker)
    hub.kill()
    await hub.wait()
    async with asyncio.timeout(5):
        while alive(worker):  # a process of another's has no event
            await asyncio.sleep(0.02)


async def test_a_spare_ends_with_the_hub_that_never_called_on_it() -> None:
    hub = await asyncio.create_subprocess_exec(sys.executable, "-c", SPARE, stdout=-1)
    assert hub.stdout is not None
    spare = int(await asyncio.wait_for(hub.stdout.readline(), 20))
    assert alive(spare)
    hub.kill()
    await hub.wait()
    async with asyncio.timeout(20):  # it may still be loading
        while alive(spare):
            await asyncio.sleep(0.02)


SPARE = """
import asyncio
from media.client import RelayWorker
from media.config import RelayConfig
async def main():
    worker = RelayWorker(RelayConfig(host="127.0.0.1"), lambda _: None)
    await worker.spawn()
    print(worker.pid, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""

HUB = """
import asyncio
from media.client import RelayWorker
from media.config import RelayConfig
async def main():
    async with RelayWorker(RelayConfig(host="127.0.0.1"), lambda _: None) as worker:
        print(worker.pid, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_hub_that_speaks_nonsense_is_left() -> None:
    async with RelayWorker(LOCAL, lambda _: None) as worker:
        assert worker._writer is not None
        worker._writer.write(encode(Request(1, GetStats()))[:-1] + b"\xff")
        worker._writer.write(b"\x00\x00\x00\x01\xc1")
        async with asyncio.timeout(5):
            await worker.wait_closed()
