"""Relay workers as the server starts them: early, each with its port, which it gets back."""

import os
import signal
import socket
from pathlib import Path

from media.messages import Event
from web.config import Settings
from web.processes import relay_starter


def free_ports(count: int) -> int:
    """The first of some neighbours that are free."""
    for first in range(41_000, 60_000, count):
        try:
            for port in range(first, first + count):
                with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
                    probe.bind(("::", port))
        except OSError:
            continue
        return first
    raise AssertionError("no free ports")


async def test_workers_have_neighbouring_ports_and_a_replacement_its_predecessors() -> None:
    port = free_ports(2)
    settings = Settings(relay_port=port, relay_workers=2)
    events: list[Event] = []
    async with relay_starter(settings) as start, start(events.append) as first:
        async with start(events.append) as second:
            assert [first.port, second.port] == [port, port + 1]  # type: ignore[attr-defined]
            os.kill(second.pid, signal.SIGKILL)
            await second.wait_closed()
        async with start(events.append) as third:
            assert third.port == port + 1  # type: ignore[attr-defined]
    assert len(events) == 3


def children() -> set[str]:
    """Of this process, by id."""
    pid = os.getpid()
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


async def test_workers_that_nobody_called_for_end_too() -> None:
    before = children()
    async with relay_starter(Settings(relay_workers=2)) as start, start(lambda _: None):
        assert len(children() - before) == 2
    assert children() <= before
