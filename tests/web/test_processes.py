"""Relays that are loaded before anybody calls for them."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from media.config import RelayConfig
from media.messages import Event, GetStats, Ready, Stats
from web.processes import WarmRelays


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.processes.SPARE_DELAY", 0.0)


async def spare_of(relays: WarmRelays) -> int:
    """The pid of the spare, once there is one."""
    async with asyncio.timeout(20):
        while relays._spare is None:
            await asyncio.sleep(0.01)
    return relays._spare.pid


async def test_each_relay_is_the_spare_of_before_and_another_is_loaded_meanwhile() -> None:
    events: list[Event] = []
    relays = WarmRelays(RelayConfig(host="127.0.0.1"))
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
    relays = WarmRelays(RelayConfig(host="127.0.0.1"))
    await relays.spawn()
    assert relays._spare is not None
    dead = relays._spare
    os.kill(dead.pid, signal.SIGKILL)
    async with asyncio.timeout(5):
        while not dead.ended:
            await asyncio.sleep(0.01)
    async with relays(lambda event: None) as relay:
        assert relay.pid != dead.pid
    await dead.__aexit__(None, None, None)


async def test_however_many_want_a_spare_there_is_one() -> None:
    relays = WarmRelays(RelayConfig(host="127.0.0.1"))
    before = children()
    await asyncio.gather(relays.spawn(), relays.spawn())
    assert relays._spare is not None
    assert children() - before == {relays._spare.pid}
    await relays._spare.__aexit__(None, None, None)


def children() -> set[int]:
    """Processes that this one started."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text()
    return {int(pid) for pid in listed.split()}
