"""The public in a flood: forged opinions, or readers of the wall, while a chair goes on.

`python -m bench.public [--kind posts|reads] [--rate 10000] [--seconds 60] [--connections 64]`. The
server with its relays runs on one core, the load on another, over loopback. Opinions come from
forged addresses (the server believes a proxy on this machine), so that no address is limited.
Meanwhile the chair sends a command after another, and each is timed from its sending to its answer.
Afterwards the log is compared with the receipts.
"""

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx2

from bench.commands import CLIENT_CPU, HOST, Server
from bench.load.accounting import cpu_seconds

PIPELINED = 32
"""Requests under way in one connection."""
PAUSE = 0.05
"""Between two of the chair's commands."""
BODY = '{"text":"希望公开清水塘地块的土壤检测数据，并说明搬迁企业职工的安置办法。"}'.encode()


class Flood(asyncio.Protocol):
    """One connection that sends what it is told to and counts the answers by status."""

    def __init__(self) -> None:
        self.under_way = 0
        self.statuses: Counter[int] = Counter()
        self.lost = 0
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self, request: bytes) -> bool:
        """Whether there was room for it."""
        if self._transport is None or self.under_way >= PIPELINED:
            return False
        self._transport.write(request)
        self.under_way += 1
        return True

    def data_received(self, data: bytes) -> None:
        """Answers, whole or in parts."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._buffer) < end + 4 + length:
                return
            self._buffer = self._buffer[end + 4 + length :]
            self.statuses[int(head[9:12])] += 1
            self.under_way -= 1

    def connection_lost(self, exc: Exception | None) -> None:
        """What was under way is lost."""
        self._transport = None
        self.lost += self.under_way


def post(id: str, dice: random.Random) -> bytes:
    """A forged opinion."""
    address = f"10.{dice.randrange(256)}.{dice.randrange(256)}.{dice.randrange(256)}"
    head = (
        f"POST /api/v1/consultations/{id}/opinions HTTP/1.1\r\nHost: x\r\n"
        f"X-Forwarded-For: {address}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(BODY)}\r\n\r\n"
    )
    return head.encode() + BODY


def read(id: str, dice: random.Random, tags: dict[str, str]) -> bytes:
    """What a page asks for: `now.json`, mostly unchanged since it asked; now and then the wall."""
    path = "wall.json" if dice.random() < 0.1 else "now.json"
    known = f"If-None-Match: {tags[path]}\r\n" if dice.random() < 0.7 else ""
    head = f"GET /api/v1/consultations/{id}/{path} HTTP/1.1\r\nHost: x\r\n"
    return f"{head}Accept-Encoding: gzip\r\n{known}\r\n".encode()


async def chair(address: str, id: str, token: str, until: float) -> list[float]:
    """Milliseconds that each command took."""
    times = []
    headers = {"authorization": f"Bearer {token}"}
    where = f"http://{address}/api/v1/consultations/{id}/commands"
    async with httpx2.AsyncClient(headers=headers, timeout=30) as client:
        while time.monotonic() < until:
            begun = time.perf_counter()
            command = {"type": "mark_attendance", "participant_id": "m0", "status": "present"}
            (await client.post(where, json=command)).raise_for_status()
            times.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(PAUSE)
    return times


async def flood(
    server: Server, make: list[bytes], rate: int, connections: int, until: float
) -> tuple[list[Flood], int]:
    """Send at `rate` as far as the server takes it; the connections and how many were offered."""
    loop = asyncio.get_running_loop()
    opened = [
        (await loop.create_connection(Flood, HOST, server.port))[1] for _ in range(connections)
    ]
    begun, sent, turn = time.monotonic(), 0, 0
    while (now := time.monotonic()) < until:
        due = int((now - begun) * rate) - sent
        for _ in range(min(due, rate)):
            turn += 1
            if opened[turn % connections].send(make[sent % len(make)]):
                sent += 1
        await asyncio.sleep(0.002)
    deadline = time.monotonic() + 20
    while any(one.under_way for one in opened) and time.monotonic() < deadline:  # noqa: ASYNC110 - once, at the end
        await asyncio.sleep(0.05)
    return opened, sent


async def measure(server: Server, token: str, options: argparse.Namespace) -> None:
    """One run, printed."""
    dice = random.Random(1)
    base = f"http://{server.address}/api/v1/consultations/{server.id}"
    if options.kind == "posts":
        requests = [post(server.id, dice) for _ in range(20_000)]
    else:
        async with httpx2.AsyncClient(headers={"accept-encoding": "gzip"}) as client:
            tags = {
                path: (await client.get(f"{base}/{path}")).headers["etag"]
                for path in ("wall.json", "now.json")
            }
        requests = [read(server.id, dice, tags) for _ in range(20_000)]
    cpu, begun = cpu_seconds(server.pid), time.monotonic()
    until = begun + options.seconds
    (opened, sent), times = await asyncio.gather(
        flood(server, requests, options.rate, options.connections, until),
        chair(server.address, server.id, token, until),
    )
    took = time.monotonic() - begun
    statuses = sum((one.statuses for one in opened), Counter[int]())
    print(f"sent             {sent / options.seconds:>9,.0f} /s of {options.rate:,} wanted")
    print(f"answered         {sum(statuses.values()) / took:>9,.0f} /s {dict(statuses)}")
    print(f"server CPU       {(cpu_seconds(server.pid) - cpu) / took:>9.2f} of its core")
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[-1]
    print(f"chair            p50 {p50:.1f} ms, p99 {p99:.1f} ms, {len(times)} commands")
    if options.kind == "posts":
        await compare(server, base, statuses[201], sum(one.lost for one in opened))
    else:
        print(f"304              {statuses[304] / max(1, sum(statuses.values())):>9.0%}")


async def compare(server: Server, base: str, acknowledged: int, lost: int) -> None:
    """What is in the log with what was acknowledged."""
    stored, after = 0, 0
    async with httpx2.AsyncClient(headers=server.staff, timeout=60) as client:
        while True:
            page = (await client.get(f"{base}/events", params={"after": after})).json()
            stored += sum(one["event"]["type"] == "opinion_submitted" for one in page["records"])
            after = page["next"]
            if page["complete"]:
                break
    print(f"acknowledged     {acknowledged:>9,}, stored {stored:,}, connections lost {lost}")


def main() -> None:
    """On a data folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=("posts", "reads"), default="posts")
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--connections", type=int, default=64)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), members=1)
        try:
            token, _ = server.prepare()
            os.sched_setaffinity(0, {CLIENT_CPU})
            asyncio.run(measure(server, token, options))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
