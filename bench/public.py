"""The public in a flood: forged opinions, or readers of the wall, while a chair gives the floor.

`python -m bench.public [--kind posts|strange|reads] [--rate 10000] [--seconds 60]
[--connections 64] [--senders many|one] [--fresh]`. The server with its relays runs on one core, the
load on another, over loopback. Opinions come from forged addresses (the server believes a proxy on
this machine), or all from one; strange ones are for a consultation that does not exist, which the
application alone can refuse. Meanwhile the chair calls two members by name in turn, by WebSocket;
people with addresses of their own send an opinion as the page does; and whatever is public is read
and searched for text that nobody approved. Afterwards the log is compared with the receipts.
"""

import argparse
import asyncio
import multiprocessing
import os
import random
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import httpx2

from bench.commands import CLIENT_CPU, HOST, SETTLING, Run, Server, quantiles
from bench.load import http_flood
from bench.load.accounting import cpu_seconds, waited_seconds
from bench.load.http_flood import Orders, Sent
from tests.support.proofs import solved
from tests.support.public_paths import public_paths

PAUSE = 0.05
"""Between two of the chair's commands."""
HONEST_PAUSE = 0.5
LOOK_PAUSE = 0.25
FORGED = "希望公开清水塘地块的土壤检测数据"
BODY = f'{{"text":"{FORGED}，并说明搬迁企业职工的安置办法。"}}'.encode()
OPINION = "请多开几班公交"
REQUESTS = 20_000


def address(dice: random.Random) -> str:
    """Anybody's."""
    return f"10.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(256)}"


def post(id: str, sender: str) -> bytes:
    """A forged opinion."""
    head = (
        f"POST /api/v1/consultations/{id}/opinions HTTP/1.1\r\nHost: x\r\n"
        f"X-Forwarded-For: {sender}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(BODY)}\r\n\r\n"
    )
    return head.encode() + BODY


def read(path: str, tag: str | None) -> bytes:
    """What a page asks for; with a tag, unless it has changed."""
    known = "" if tag is None else f"If-None-Match: {tag}\r\n"
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n{known}\r\n".encode()


class Beside:
    """What goes on during the flood, until `end` (monotonic seconds)."""

    def __init__(self, server: Server, run: Run, end: float) -> None:
        self._server = server
        self._run = run
        self._end = end
        self.honest: list[float] = []
        """Seconds from a person's first try to the receipt."""
        self.statuses: Counter[int] = Counter()
        self.looked = 0
        self.found: list[str] = []
        """Where the forged text was to be read."""

    async def chair(self, kind: str) -> None:
        """Give the floor to one and to the other; where `now.json` is read, leave it as it is."""
        chair = self._run.members[0]
        command = {"type": "grant_floor"}
        if kind == "reads":
            command = {"type": "mark_attendance", "status": "present"}
        turn = 0
        while time.monotonic() < self._end:
            self._run.command(chair, **command, participant_id=f"m{turn % 2}")
            turn += 1
            await asyncio.sleep(PAUSE)

    async def people(self) -> None:
        """One after another, each with an address of their own."""
        dice = random.Random(2)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=context) as workers:
            await asyncio.get_running_loop().run_in_executor(workers, solved, "now.0")
            async with httpx2.AsyncClient(timeout=30) as client:
                while time.monotonic() < self._end:
                    begun = time.perf_counter()
                    if await self._person(client, workers, address(dice)):
                        self.honest.append(time.perf_counter() - begun)
                    await asyncio.sleep(HONEST_PAUSE)

    async def _person(
        self, client: httpx2.AsyncClient, workers: ProcessPoolExecutor, sender: str
    ) -> bool:
        """Whether it was taken, if need be after the work that was asked for."""
        where = f"http://{self._server.address}/api/v1/consultations/{self._server.id}/opinions"
        headers = {"x-forwarded-for": sender}
        answer = await client.post(where, json={"text": OPINION}, headers=headers)
        if challenge := answer.headers.get("tongxin-challenge"):
            loop = asyncio.get_running_loop()
            headers["tongxin-proof"] = await loop.run_in_executor(workers, solved, challenge)
            answer = await client.post(where, json={"text": OPINION}, headers=headers)
        self.statuses[answer.status_code] += 1
        return answer.status_code == 201

    async def look(self) -> None:
        """Read whatever is public, over and over."""
        base = f"http://{self._server.address}"
        async with httpx2.AsyncClient(base_url=base, timeout=30) as client:
            wall = f"/api/v1/consultations/{self._server.id}/wall.json"
            first = (await client.get(wall)).json()["next"]
            while time.monotonic() < self._end:
                last = (await client.get(wall)).json()["next"]
                for path in public_paths(self._server.id, "none", (first, last)):
                    answer = await client.get(path)
                    self.looked += 1
                    if FORGED.encode() in answer.content or OPINION.encode() in answer.content:
                        self.found.append(path)
                    await asyncio.sleep(LOOK_PAUSE / 10)


async def requests_of(server: Server, options: argparse.Namespace) -> list[bytes]:
    """Twenty thousand, to be sent over and over."""
    dice = random.Random(1)
    if options.kind == "reads":
        return await reads(server, dice)
    id = server.id if options.kind == "posts" else "nowhere"
    one = options.senders == "one"
    return [post(id, "192.0.2.1" if one else address(dice)) for _ in range(REQUESTS)]


async def reads(server: Server, dice: random.Random) -> list[bytes]:
    """Now, the playlist, and now and then the wall; most with the tag that each has at first."""
    base = f"/api/v1/consultations/{server.id}"
    shares = {f"/live/{server.id}/video.m3u8": 30, f"{base}/now.json": 60, f"{base}/wall.json": 10}
    tags = {}
    headers = {"accept-encoding": "gzip"}
    async with httpx2.AsyncClient(base_url=f"http://{server.address}", headers=headers) as client:
        for path in shares:
            # Only asking tells when it is on air.
            while (answer := await client.get(path)).status_code != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.5)
            tags[path] = answer.headers["etag"]
    paths = dice.choices(list(shares), list(shares.values()), k=REQUESTS)
    return [read(path, tags[path] if dice.random() < 0.7 else None) for path in paths]


class Flooding:
    """The flood's own process, started and not begun."""

    def __init__(self, orders: Orders) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=http_flood.run, args=(orders, theirs))
        self._process.start()
        self._pipe.recv()

    async def go(self) -> Sent:
        """Until it is over."""
        self._pipe.send("go")
        sent: Sent = await asyncio.to_thread(self._pipe.recv)
        self._process.join()
        return sent


async def measure(server: Server, tokens: list[str], options: argparse.Namespace) -> None:
    """One run, printed."""
    run = Run(server, tokens)
    await run.join()
    alive = [asyncio.create_task(member.keep_alive()) for member in run.members]
    run.command(run.members[0], "open_consultation")
    run.command(run.members[0], "start_item", item_id="item")
    orders = Orders(
        HOST, server.port, await requests_of(server, options), options.rate, options.seconds,
        options.connections, options.fresh, FORGED.encode(),
    )  # fmt: skip
    flooding = Flooding(orders)
    await asyncio.sleep(SETTLING)
    for times in (run.times, run.answers, run.undisturbed):
        times.clear()
    beside = Beside(server, run, time.monotonic() + options.seconds)
    cpu, waited, begun = cpu_seconds(server.pid), waited_seconds(server.pid), time.monotonic()
    sent, *_ = await asyncio.gather(
        flooding.go(), beside.chair(options.kind), beside.people(), beside.look()
    )
    took = time.monotonic() - begun
    used, waited = cpu_seconds(server.pid) - cpu, waited_seconds(server.pid) - waited
    for task in alive:
        task.cancel()
    print(f"sent             {sent.offered / options.seconds:>9,.0f} /s of {options.rate:,} wanted")
    print(f"answered         {sent.statuses.total() / took:>9,.0f} /s {dict(sent.statuses)}")
    print(f"their answers    {shown(sent.times)}, connections lost {sent.lost}")
    print(f"server           {used / took:.2f} of its core used, {waited / took:.2f} waited for it")
    print(f"chair            {shown(run.answers)}, {len(run.answers)} commands")
    print(f"  undisturbed    {shown(run.undisturbed)}")
    print(f"event at members {shown(run.times)}, refused {run.refused}")
    print(f"people           {shown(beside.honest)}, {dict(beside.statuses)}")
    print(f"public answers   {beside.looked} searched, found in {beside.found}, {sent.found}")
    if options.kind == "reads":
        print(f"304              {sent.statuses[304] / max(1, sent.statuses.total()):>9.0%}")
    else:
        await compare(server, sent.statuses[201] + beside.statuses[201])


def shown(times: list[float]) -> str:
    """As `quantiles`, if there are enough."""
    return quantiles(times) if len(times) > 1 else "none"


async def compare(server: Server, acknowledged: int) -> None:
    """What is in the log with what was acknowledged."""
    stored, after = 0, 0
    base = f"http://{server.address}/api/v1/consultations/{server.id}"
    async with httpx2.AsyncClient(headers=server.staff, timeout=60) as client:
        while True:
            page = (await client.get(f"{base}/events", params={"after": after})).json()
            stored += sum(one["event"]["type"] == "opinion_submitted" for one in page["records"])
            after = page["next"]
            if page["complete"]:
                break
    print(f"acknowledged     {acknowledged:>9,}, stored {stored:,}")


def main() -> None:
    """On a data folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=("posts", "strange", "reads"), default="posts")
    parser.add_argument("--senders", choices=("many", "one"), default="many")
    parser.add_argument("--fresh", action="store_true", help="a connection for each request")
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), members=2)
        try:
            tokens = server.prepare()
            os.sched_setaffinity(0, {CLIENT_CPU})
            asyncio.run(measure(server, tokens, options))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
