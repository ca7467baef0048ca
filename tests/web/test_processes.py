"""Relays that are loaded before anybody calls for them, each with its port, which it gets back."""

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from media.config import RelayConfig
from media.messages import Event, GetStats, Ready, Stats
from web.config import Settings
from web.processes import WarmRelays, relay_configs, relay_starter


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.processes.SPARE_DELAY", 0.0)


async def spare_of(relays: WarmRelays) -> int:
    """The pid of the spare, once there is one."""
    async with asyncio.timeout(20):
        while not relays._spares:
            await asyncio.sleep(0.01)
    return relays._spares[0].pid


async def test_each_relay_is_the_spare_of_before_and_another_is_loaded_meanwhile() -> None:
    events: list[Event] = []
    relays = WarmRelays([RelayConfig(host="127.0.0.1")])
    await relays.spawn()
    first = await spare_of(relays)
    running = asyncio.create_task(relays.run())
    async with relays(events.append) as relay:
        assert relay.pid == first
        second = await spare_of(relays)
        os.kill(first, signal.SIGKILL)
        await relay.wait_closed()
    async with relays(events.append) as relay:
        assert relay.pid == second
        assert isinstance(await relay.request(GetStats()), Stats)
        third = await spare_of(relays)
    assert [event.pid for event in events if isinstance(event, Ready)] == [first, second]
    running.cancel()
    await asyncio.wait([running])
    assert not os.path.exists(f"/proc/{third}"), "nobody called for it"


async def test_a_spare_that_died_is_not_given_out() -> None:
    relays = WarmRelays([RelayConfig(host="127.0.0.1")])
    await relays.spawn()
    (dead,) = relays._spares
    os.kill(dead.pid, signal.SIGKILL)
    async with asyncio.timeout(5):
        while not dead.ended:
            await asyncio.sleep(0.01)
    async with relays(lambda event: None) as relay:
        assert relay.pid != dead.pid
    await dead.__aexit__(None, None, None)


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
            assert [first.port, second.port] == [port, port + 1]
            os.kill(second.pid, signal.SIGKILL)
            await second.wait_closed()
        async with start(events.append) as third:
            assert third.port == port + 1
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


def test_workers_behind_other_ports_announce_neighbours() -> None:
    announce = ["203.0.113.7:443", "[2001:db8::7]:443", "198.51.100.7"]
    first, second = relay_configs(Settings(announce=announce, relay_workers=2))
    assert first.announce == tuple(announce)
    assert second.announce == ("203.0.113.7:444", "[2001:db8::7]:444", "198.51.100.7")
