"""Pipes between workers as sockets: opened, replaced, refused, and gone with either end."""

import asyncio
import socket
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from media.client import InProcessWorker
from media.config import RelayConfig
from media.errors import RelayRefused
from media.local_sockets import MAX_BACKLOG, LocalSocket
from media.messages import AttachPipe, CloseRouter, OpenPipe, PipeOpened, Publish, SetPiped
from media.router import Router
from tests.support.relay_scene import offer

LOCAL = RelayConfig(host="127.0.0.1")


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.001)


def gone(path: str) -> bool:
    return not Path(path).exists()


async def opened(leaf: InProcessWorker) -> str:
    reply = await leaf.request(OpenPipe("r"))
    assert isinstance(reply, PipeOpened)
    return reply.path


def router(worker: InProcessWorker) -> Router:
    return worker.server.relay.routers["r"]


async def test_a_pipe_ends_with_either_routers_end() -> None:
    async with InProcessWorker(LOCAL, lambda _: None) as home:
        async with InProcessWorker(LOCAL, lambda _: None) as leaf:
            for end in (home, leaf):
                path = await opened(leaf)
                await home.request(AttachPipe("r", path))
                await leaf.request(SetPiped("r", []))
                await until(partial(gone, path))
                assert router(home)._taps
                await end.request(CloseRouter("r"))
                await until(lambda: "r" not in home.server.relay.routers or not router(home)._taps)
                await until(lambda: "r" not in leaf.server.relay.routers or not router(leaf).pipe)
            await home.request(AttachPipe("r", await opened(leaf)))
        await until(lambda: not router(home)._taps)  # as when its process died


async def test_a_second_pipe_takes_the_first_ones_place() -> None:
    async with (
        InProcessWorker(LOCAL, lambda _: None) as home,
        InProcessWorker(LOCAL, lambda _: None) as leaf,
    ):
        first = await opened(leaf)
        await home.request(AttachPipe("r", first))
        second = await opened(leaf)
        await home.request(AttachPipe("r", second))
        await until(lambda: len(router(home)._taps) == 1)
        assert not Path(first).exists()


async def test_a_path_without_a_worker_is_refused() -> None:
    async with (
        InProcessWorker(LOCAL, lambda _: None) as home,
        InProcessWorker(LOCAL, lambda _: None) as leaf,
    ):
        path = await opened(leaf)
        await leaf.request(CloseRouter("r"))
        assert not Path(path).exists()
        with pytest.raises(RelayRefused) as refused:
            await home.request(AttachPipe("r", path))
        assert refused.value.code == "bad_pipe"


async def test_each_pipe_takes_one_connection() -> None:
    async with InProcessWorker(LOCAL, lambda _: None) as leaf:
        path = await opened(leaf)
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as first,
            socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as second,
        ):
            first.connect(path)
            await until(lambda: not Path(path).exists())
            with pytest.raises(FileNotFoundError):
                second.connect(path)


async def test_nonsense_on_a_pipe_harms_nothing() -> None:
    async with InProcessWorker(LOCAL, lambda _: None) as leaf:
        path = await opened(leaf)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as home:
            home.connect(path)
            for nonsense in (b"x", b"\x80" * 7, b"\x80\xc9" + bytes(50), b"\x80" * 3000):
                home.send(nonsense)
            await until(lambda: router(leaf).packets_dropped >= 4)
            assert router(leaf).pipe is not None
        await until(lambda: router(leaf).pipe is None)


async def test_a_bug_over_a_pipes_packet_costs_no_peer(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[bytes] = []

    def receive(link: object, packet: bytes, now: float) -> None:
        taken.append(packet)
        raise ZeroDivisionError

    async with InProcessWorker(LOCAL, lambda _: None) as leaf:
        path = await opened(leaf)
        await leaf.request(Publish("r", "pub", "alice", offer("chromium")))
        leaf.server.relay.serving = "pub"
        monkeypatch.setattr(router(leaf), "receive_rtp", receive)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as home:
            home.connect(path)
            for _ in range(2):
                home.send(b"\x80" * 20)
            await until(lambda: len(taken) == 2)
            assert list(leaf.server.relay.peers) == ["pub"]
            assert router(leaf).pipe is not None


async def test_a_slow_reader_gets_an_unbroken_burst_and_then_what_is_newest() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    theirs.setblocking(False)
    losses: list[int] = []
    sent = 0

    def lost() -> None:
        losses.append(sent)

    pipe = LocalSocket(ours, lambda packets: None, on_loss=lost)
    for sent in range(2 * MAX_BACKLOG):
        pipe.send(sent.to_bytes(4, "big") + bytes(1100))
    received: list[int] = []

    def drain() -> bool:
        try:
            while True:
                received.append(int.from_bytes(theirs.recv(2048)[:4], "big"))
        except BlockingIOError:
            return received[-1] == sent

    await until(drain)
    (at,) = losses
    gap = next(n for n, (a, b) in enumerate(pairwise(received)) if b > a + 1)
    assert received[: gap + 1] == list(range(gap + 1))
    assert gap > 20, "the kernel's own queue"
    assert received[gap + 1 :] == list(range(at, sent + 1))
    pipe.close()
    theirs.close()
