"""A process that fills a record and says on stdout what it was answered, until it is killed.

`python record_child.py URL CONSULTATION SEED NUMBERS`: sends the opinions whose numbers are
given again, then goes on with new ones, several at once and each under its key. Prints `sent N`
before a command goes in and `done N SEQ HASH` when it is answered. CONSULTATION `new` makes one and
prints `made ID`.
"""

import asyncio
import itertools
import random
import sys
from collections.abc import Iterator

import structlog

from sessions.commands import SubmitOpinion
from sessions.service import Service, random_id
from sessions.store import Store
from tests.support.consultation import CREATE, ORGANIZER, VIEWER

SENDERS = 8


def say(*words: object) -> None:
    print(*words, flush=True)


async def send(
    service: Service, consultation_id: str, numbers: Iterator[int], dice: random.Random
) -> None:
    for n in numbers:
        command = SubmitOpinion(random_id(), random_id(), f"意见{n}")
        say("sent", n)
        (record,) = await service.execute(consultation_id, VIEWER, command, key=f"k{n}")
        say("done", n, record.seq, record.hash)
        for _ in range(dice.randrange(3)):
            await asyncio.sleep(0)


def log_to_stderr() -> None:
    """stdout is for what the test reads."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))


async def main(url: str, consultation_id: str, seed: str, again: str) -> None:
    service = Service(Store(url))
    await service.start()
    unanswered = [int(n) for n in again.split(",") if n]
    numbers = itertools.chain(unanswered, itertools.count(int(seed) * 100_000))
    dice = random.Random(seed)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(service.run())
        if consultation_id == "new":
            consultation_id, _ = await service.create(ORGANIZER, CREATE)
            say("made", consultation_id)
        for _ in range(SENDERS):
            tasks.create_task(send(service, consultation_id, numbers, dice))


if __name__ == "__main__":
    log_to_stderr()
    asyncio.run(main(*sys.argv[1:5]))
