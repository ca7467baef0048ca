"""What the record bears: commands within 50 ms on each database, a long log read, memory.

Run `python -m bench.record [--stores sqlite,postgresql] [--events 100000] [--directory DIRECTORY]`;
databases are made in DIRECTORY, which should be on the disk that counts (PostgreSQL's in TMPDIR).
PostgreSQL is Debian's, started for this alone.
"""

import argparse
import asyncio
import gc
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import structlog

from bench.record_commit import CREATE, ORGANIZER, TEXT, VIEWER, Bench
from sessions import chain
from sessions import commands as c
from sessions.consultation import apply, decide
from sessions.events import tag
from sessions.jurisdiction import DEFAULT
from sessions.rows import Row
from sessions.service import Service
from sessions.state import NO_HASH, Consultation
from sessions.store import Store
from sessions.types import SYSTEM, Actor, AttendanceStatus, Participant
from tests.support.postgresql import Cluster, binaries

MOST_MS = 50.0
"""What a command may take at its 99th percentile; the largest load within it counts."""
LOADS = (8, 32, 64, 128, 256, 512, 1024)
"""Senders at once, each sending its next when the last is answered."""
STEP_S = 3.0
OPEN = 50
"""Consultations in memory, to tell what one takes."""
CHAIR, MEMBER = Actor("chair", "chair", "cn"), Actor("member", "member", "cn")
PEOPLE: tuple[Literal["chair", "member"], ...] = ("chair", "member")
Send = Callable[[], Awaitable[object]]


# --- commands ---------------------------------------------------------------------------------


async def acknowledged(send: Send, senders: int) -> tuple[float, float]:
    """Commands a second, and the milliseconds of the 99th percentile."""
    times: list[float] = []
    until = time.perf_counter() + STEP_S

    async def sender() -> None:
        while (begun := time.perf_counter()) < until:
            await send()
            times.append((time.perf_counter() - begun) * 1000)

    begun = time.perf_counter()
    await asyncio.gather(*(sender() for _ in range(senders)))
    rate = len(times) / (time.perf_counter() - begun)
    return rate, statistics.quantiles(times, n=100)[-1]


async def most(name: str, begin: Callable[[], Awaitable[Send]]) -> None:
    """The largest load whose 99th percentile is within `MOST_MS`, printed; `begin` before each."""
    best = (0.0, 0.0, 0)
    for senders in LOADS:
        rate, p99 = await acknowledged(await begin(), senders)
        if p99 > MOST_MS:
            break
        best = max(best, (rate, p99, senders))
    rate, p99, senders = best
    print(f"  {name:<10}{rate:>9,.0f} /s acknowledged, p99 {p99:.1f} ms, {senders} at once")


async def commands(url: str) -> None:
    """The meeting's own commands, then opinions, of a new consultation for each load: one takes no
    more than `OPINIONS_MAX`.
    """
    service = Service(store := Store(url))
    await service.start()
    running = asyncio.create_task(service.run())

    async def controls() -> Send:
        id, _ = await service.create(ORGANIZER, CREATE)
        member = Participant("m", "委员", "member", "cn")
        await service.execute(id, ORGANIZER, c.RegisterParticipant(member))
        both: tuple[AttendanceStatus, ...] = ("present", "excused")
        flips = itertools.cycle(both)
        return lambda: service.execute(
            id, ORGANIZER, c.MarkAttendance(next(flips), participant_id="m")
        )

    async def opinions() -> Send:
        id, _ = await service.create(ORGANIZER, CREATE)
        return Bench(service, id).submit

    await most("commands", controls)
    await most("opinions", opinions)
    running.cancel()
    await asyncio.wait([running])
    await store.close()


# --- a long log -------------------------------------------------------------------------------


class Meeting:
    """A log made by the rules, without a writer."""

    def __init__(self) -> None:
        self.state: Consultation | None = None
        self.rows: list[Row] = []
        self.now = 0
        self.ids = itertools.count()

    def new_id(self) -> str:
        """One never used before."""
        return f"id{next(self.ids)}"

    def do(self, actor: Actor, command: c.CreateConsultation | c.AnyCommand) -> None:
        """One command more."""
        self.now += 100
        for event in decide(self.state, actor, command, self.now, self.new_id, DEFAULT):
            prev, seq = (self.state.hash, self.state.seq) if self.state else (NO_HASH, 0)
            record, stored = chain.seal(prev, seq + 1, self.now, actor, event)
            self.state = apply(self.state, record)
            self.rows.append(Row(self.state.id, stored, tag(type(event))))

    def hold(self, events: int) -> list[Row]:
        """Opinions, of which every third is published, and speeches between them."""
        self.do(ORGANIZER, CREATE)
        for role in PEOPLE:
            self.do(ORGANIZER, c.RegisterParticipant(Participant(role, role, role, "cn")))
            self.do(SYSTEM, c.JoinConsultation(role))
        self.do(CHAIR, c.OpenConsultation())
        self.do(CHAIR, c.StartItem("item"))
        for number in itertools.count():
            if len(self.rows) >= events:
                return self.rows
            self.do(VIEWER, c.SubmitOpinion(f"o{number}", f"r{number}", TEXT, "王先生", "石峰区"))
            if number % 3 == 0:
                self.do(ORGANIZER, c.PublishOpinion(f"o{number}"))
            if number % 7 == 0:
                self.speak()
        raise AssertionError("it ends with the last event")

    def speak(self) -> None:
        """The member speaks, and yields."""
        self.do(CHAIR, c.GrantFloor(participant_id="member"))
        assert self.state is not None
        speech = next(self.state.speeches.last(1)).speech_id
        self.do(MEMBER, c.StartSpeech(speech))
        self.do(MEMBER, c.YieldFloor(speech))


async def replay(url: str, events: int) -> None:
    """A log from the store to its state, verified: the median of three."""
    await _keep(url, rows := Meeting().hold(events))
    id, count = rows[0].consultation_id, len(rows)
    del rows
    times = []
    for _ in range(3):
        gc.collect()
        service = Service(store := Store(url))
        await service.start()
        begun = time.perf_counter()
        await service.state(id)
        times.append(time.perf_counter() - begun)
        await store.close()
        del service
    print(f"  replay    {statistics.median(times):>9.2f} s for {count:,} events, verified")


async def _keep(url: str, rows: list[Row]) -> None:
    store = Store(url)
    await store.start()
    await store.append(rows)
    await store.close()


# --- memory -----------------------------------------------------------------------------------


async def memory(url: str, events: int) -> None:
    """Resident memory of a consultation that is open, of `events` events."""
    rows = Meeting().hold(events)
    await _keep(url, [replace_id(row, f"c{n}") for n in range(OPEN) for row in rows])
    service = Service(store := Store(url))
    await service.start()
    await service.state("c0")
    gc.collect()
    before = resident()
    for number in range(1, OPEN):
        await service.state(f"c{number}")
    gc.collect()
    each = (resident() - before) / (OPEN - 1) / 1024
    print(f"  memory    {each:>9,.0f} kB for an open consultation of {len(rows):,} events")
    await store.close()


def replace_id(row: Row, id: str) -> Row:
    """The same row in another consultation's log."""
    return Row(id, row.stored, row.type, row.command_key)


def resident() -> int:
    """Bytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096


# --- all of it --------------------------------------------------------------------------------


@contextmanager
def urls(store: str, directory: Path) -> Iterator[Callable[[], str]]:
    """Makes a database with nothing in it, as often as asked."""
    if store == "sqlite":
        numbers = itertools.count()
        yield lambda: f"sqlite+aiosqlite:///{directory / f'{next(numbers)}.db'}"
        return
    programs = binaries()
    if programs is None:
        sys.exit("PostgreSQL is not installed here.")
    with Cluster(programs) as cluster:
        yield cluster.database


def main() -> None:
    """Store by store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stores", default="sqlite,postgresql")
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--directory", type=Path, default=Path())
    asked = parser.parse_args()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for store in asked.stores.split(","):
        print(store)
        with (
            tempfile.TemporaryDirectory(dir=asked.directory) as directory,
            urls(store, Path(directory)) as new_url,
        ):
            asyncio.run(commands(new_url()))
            asyncio.run(replay(new_url(), asked.events))
            if store == "sqlite":
                asyncio.run(memory(new_url(), 1_000))


if __name__ == "__main__":
    main()
