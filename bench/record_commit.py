"""How fast the record takes commands: one after another, many at once, and a chair in a flood.

Run `python -m bench.record_commit [DIRECTORY]`; the database is made in DIRECTORY, which should be
on the disk that counts. Prints commands a second and milliseconds.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import structlog

from sessions.commands import (
    CreateConsultation,
    MarkAttendance,
    RegisterParticipant,
    SubmitOpinion,
)
from sessions.config import BATCH_MAX
from sessions.errors import Unavailable
from sessions.service import Service, random_id
from sessions.store import Store
from sessions.types import Actor, AgendaItem, Participant, Venue

ORGANIZER, VIEWER = Actor("organizer"), Actor("viewer")
CREATE = CreateConsultation(
    "测速",
    0,
    [Venue("cn", "会场", "national", "000000")],
    [AgendaItem("item", "发言", "statements", 10)],
)
TEXT = "希望公开清水塘地块的土壤检测数据，并说明搬迁企业职工的安置办法。" * 2
FLOOD_S = 5.0


class Bench:
    """One consultation to fill."""

    def __init__(self, service: Service, consultation_id: str) -> None:
        self.service = service
        self.id = consultation_id

    async def submit(self) -> bool:
        """One opinion; False where too many wait."""
        try:
            await self.service.execute(
                self.id, VIEWER, SubmitOpinion(random_id(), random_id(), TEXT, "王先生", "石峰区")
            )
        except Unavailable:
            return False
        return True

    async def control(self) -> None:
        """One of the meeting's own commands."""
        await self.service.execute(
            self.id, ORGANIZER, MarkAttendance("present", participant_id="member")
        )

    async def at_once(self, senders: int, each: int) -> float:
        """Commands a second of `senders`, each sending its next when the last is answered."""

        async def sender() -> None:
            for _ in range(each):
                await self.submit()

        begun = time.perf_counter()
        await asyncio.gather(*(sender() for _ in range(senders)))
        return senders * each / (time.perf_counter() - begun)

    async def flood(self, senders: int) -> tuple[float, list[float]]:
        """Opinions a second, and the milliseconds that each of the meeting's commands took."""
        taken, times, until = 0, list[float](), time.perf_counter() + FLOOD_S

        async def sender() -> None:
            nonlocal taken
            while time.perf_counter() < until:
                is_taken = await self.submit()  # before reading `taken`, which others add to
                taken += is_taken
                await asyncio.sleep(0)

        async def chair() -> None:
            while time.perf_counter() < until:
                begun = time.perf_counter()
                await self.control()
                times.append((time.perf_counter() - begun) * 1000)
                await asyncio.sleep(0.02)

        await asyncio.gather(chair(), *(sender() for _ in range(senders)))
        return taken / FLOOD_S, times


def fsync_per_second(directory: Path) -> float:
    """What the disk allows: 200 appends of 4 KiB, each synced."""
    with (directory / "probe").open("wb") as file:
        begun = time.perf_counter()
        for _ in range(200):
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
        return 200 / (time.perf_counter() - begun)


async def measure(directory: Path) -> None:
    """Everything, printed."""
    print(f"fsync            {fsync_per_second(directory):>9,.0f} /s")
    service = Service(store := Store(f"sqlite+aiosqlite:///{directory / 'bench.db'}"))
    await service.start()
    running = asyncio.create_task(service.run())
    consultation_id, _ = await service.create(ORGANIZER, CREATE)
    member = Participant("member", "委员", "member", "cn")
    await service.execute(consultation_id, ORGANIZER, RegisterParticipant(member))
    bench = Bench(service, consultation_id)
    print(f"one at a time    {await bench.at_once(1, 500):>9,.0f} commands/s")
    for senders in (8, 64, BATCH_MAX, 2048):
        rate = await bench.at_once(senders, max(10, 8192 // senders))
        print(f"{senders:>4} at once     {rate:>9,.0f} commands/s")
    rate, times = await bench.flood(4 * BATCH_MAX)
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[-1]
    print(f"in a flood       {rate:>9,.0f} opinions/s taken; the meeting's own commands meanwhile:")
    print(f"                 p50 {p50:.1f} ms, p99 {p99:.1f} ms")
    begun = time.perf_counter()
    faults = await service.verify(consultation_id)
    took = time.perf_counter() - begun
    seq = (await service.state(consultation_id)).seq
    print(f"verify           {seq / took:>9,.0f} records/s, {len(faults)} faults")
    running.cancel()
    await asyncio.wait([running])
    await store.close()
    service = Service(store := Store(f"sqlite+aiosqlite:///{directory / 'bench.db'}"))
    begun = time.perf_counter()
    await service.state(consultation_id)
    print(f"replay           {seq / (time.perf_counter() - begun):>9,.0f} records/s of {seq:,}")
    await store.close()


def main() -> None:
    """In a directory of its own below the one given."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else ".") as directory:
        asyncio.run(measure(Path(directory)))


if __name__ == "__main__":
    main()
