"""Keeping a process running: which deaths are seen, and how soon another is started."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from media.errors import RelayLost, RelayRefused
from signaling.relays import MEANING, slot_of, translated
from signaling.workers import Supervisor
from tests.signaling.hall import PATIENCE, until


class Process:
    """A process that is gone when told so."""

    pid = 4711

    def __init__(self) -> None:
        self.gone = asyncio.Event()
        self.answers = True
        self.stopped = self.killed = False

    def is_stopped(self) -> bool:
        return self.stopped

    def kill(self) -> None:
        self.killed = True

    async def wait_closed(self) -> None:
        await self.gone.wait()


class Slot:
    """A supervised slot and what was said of it."""

    def __init__(self, failures: int = 0) -> None:
        self.started: list[Process] = []
        self.news: list[str] = []
        self.failures = failures
        self.supervisor: Supervisor[Process] = Supervisor(
            "test",
            self.process,
            lambda: self.news.append("up"),
            lambda: self.news.append("down"),
            self.probe,
        )

    @asynccontextmanager
    async def process(self) -> AsyncIterator[Process]:
        if self.failures:
            self.failures -= 1
            raise RelayLost("did not start")
        self.started.append(Process())
        yield self.started[-1]

    async def probe(self, process: Process) -> None:
        if not process.answers:
            raise RelayLost("silent")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.workers.RETRY", 0.0)
    monkeypatch.setattr("signaling.workers.PROBE_INTERVAL", 0.005)
    monkeypatch.setattr("signaling.workers.STOPPED_INTERVAL", 0.005)


@pytest.mark.parametrize("how", ["dies", "silent", "condemned", "stopped"])
async def test_whatever_is_lost_is_replaced(how: str) -> None:
    slot = Slot()
    running = asyncio.create_task(slot.supervisor.run())
    await asyncio.wait_for(slot.supervisor.up.wait(), PATIENCE)
    match how:
        case "dies":
            slot.started[0].gone.set()
        case "silent":
            slot.started[0].answers = False
        case "stopped":
            slot.started[0].stopped = True
        case "condemned":
            slot.supervisor.condemn(Process())
            assert slot.supervisor.usable is slot.started[0]
            slot.supervisor.condemn(slot.started[0])
            assert slot.supervisor.usable is None, "it is asked nothing more"
    await until(lambda: slot.supervisor.worker is slot.started[-1] and len(slot.started) == 2)
    assert slot.supervisor.usable is slot.started[-1]
    assert slot.news == ["up", "down", "up"]
    assert slot.started[0].killed, "one that hangs would not end by itself"
    assert not slot.started[1].killed
    running.cancel()
    await asyncio.wait([running])
    assert slot.news[-1] == "down"
    assert slot.supervisor.worker is None


async def test_a_process_that_does_not_start_is_tried_again() -> None:
    slot = Slot(failures=3)
    running = asyncio.create_task(slot.supervisor.run())
    await asyncio.wait_for(slot.supervisor.up.wait(), PATIENCE)
    assert slot.news == ["up"]
    running.cancel()
    await asyncio.wait([running])


def test_a_consultation_is_always_at_the_same_worker() -> None:
    ids = [f"c{number}" for number in range(1000)]
    assert [slot_of(id, 3) for id in ids] == [slot_of(id, 3) for id in ids]
    shares = [[slot_of(id, 3) for id in ids].count(slot) for slot in range(3)]
    assert all(share > 250 for share in shares)
    assert {slot_of(id, 1) for id in ids} == {0}


@pytest.mark.parametrize(("code", "error"), [*MEANING.items()])
def test_the_relays_refusals_keep_their_meaning(code: str, error: type[Exception]) -> None:
    assert isinstance(translated(RelayRefused(code, "why")), error)
    assert translated(RelayRefused("something new", "why")).code == "media_failed"
