"""From a command to its event at every member: 300 in one consultation, 60 commands a second.

`python -m bench.commands [--members 300] [--rate 60] [--seconds 60]`. The server with its relays
runs on one core, the members on another, by WebSocket and without media. Members ask for the floor
and send opinions, the chair calls them by name and marks attendance. Counted from the moment a
command is sent to the moment its event arrives, once for each member who is told of it.
"""

import argparse
import asyncio
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2

from bench.load.accounting import cpu_seconds, resident, waited_seconds
from bench.load.members import Member
from signaling.tokens import Tokens, load_key
from tests.end_to_end.service import free_port
from web.config import Settings
from web.tokens import organizer_token

HOST = "127.0.0.1"
SERVER_CPU, CLIENT_CPU = 1, 0
READY = 20.0
JOINING = 16
"""Members that join at a time."""
SETTLING = 3.0
"""Seconds before the measurement, and after it for the last events."""
GOAL = 0.150
VENUES = [
    {"id": "cn", "name": "全国主会场", "level": "national", "region_code": "000000"},
    {"id": "hn", "name": "湖南", "level": "provincial", "region_code": "430000", "parent_id": "cn"},
]
AGENDA = [{"id": "item", "title": "发言", "kind": "statements", "planned_minutes": 60}]


class Server:
    """`tongxin serve` on one core, with a consultation of so many members."""

    def __init__(self, data: Path, members: int) -> None:
        self.port = free_port()
        self.address = f"{HOST}:{self.port}"
        self.members = members
        self.id = ""
        settings = Settings(data=data)
        settings.make_data()
        token = organizer_token(Tokens(load_key(settings.key_file)), 3600)
        command = [sys.executable, "-m", "web.cli", "serve", "--data", str(data)]
        self._process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CPU), *command, "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.staff = {"authorization": f"Bearer {token}"}
        """Headers of an organizer."""
        self._http = httpx2.Client(
            base_url=f"http://{self.address}", headers=self.staff, timeout=30
        )

    @property
    def pid(self) -> int:
        """Of the web and signaling process."""
        return self._process.pid

    def prepare(self) -> list[str]:
        """Make the consultation; the tokens of the chair and then of the members."""
        deadline = time.monotonic() + READY
        while not self._ready():
            assert time.monotonic() < deadline, "the server is not ready"
            time.sleep(0.1)
        body = {"title": "测速", "scheduled_at": 0, "venues": VENUES, "agenda": AGENDA}
        self.id = self._post("", body)["id"]
        people = [("chair", "chair"), *((f"m{n}", "member") for n in range(self.members))]
        for id, role in people:
            person = {"id": id, "name": id, "role": role, "venue_id": "hn"}
            self._post("/commands", {"type": "register_participant", "participant": person})
        links = [self._post("/invitations", {"participant_id": id}) for id, _ in people]
        return [link["url"].partition("#t=")[2] for link in links]

    def _ready(self) -> bool:
        try:
            return self._http.get("/readyz").status_code == 200
        except httpx2.HTTPError:
            return False

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        base = "/api/v1/consultations" + (f"/{self.id}" if self.id else "")
        answer = self._http.post(f"{base}{path}", json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def stop(self) -> None:
        """End it."""
        self._http.close()
        self._process.terminate()
        self._process.wait(15)


class Run:
    """The members, and how long each command took to reach each of them."""

    def __init__(self, server: Server, tokens: list[str]) -> None:
        self._server = server
        self._sent: dict[tuple[Member, str], float] = {}
        self._sent_by_seq: dict[int, float] = {}
        self._early: dict[int, list[float]] = {}
        """Arrivals of records whose command has not been answered yet."""
        self._waited: dict[tuple[Member, str], float] = {}
        self.times: list[float] = []
        self.answers: list[float] = []
        self.undisturbed: list[float] = []
        """As `answers`, less what the server and we waited for a core meanwhile."""
        self.refused: dict[str, int] = {}
        self._ids = itertools.count()
        self._dice = random.Random(1)
        self.members = [self._member(token) for token in tokens]

    def _member(self, token: str) -> Member:
        return Member(self._server.address, token, self._told, self._answered)

    @property
    def gone(self) -> list[str]:
        """Why members were closed."""
        return [member.bye for member in self.members if member.bye]

    async def join(self) -> None:
        """All of them, some at a time."""
        loop = asyncio.get_running_loop()
        places = asyncio.Semaphore(JOINING)

        async def one(member: Member) -> None:
            async with places:
                await loop.create_connection(lambda: member, HOST, self._server.port)
                await asyncio.wait_for(member.welcomed.wait(), READY)

        await asyncio.gather(*(one(member) for member in self.members))

    def command(self, member: Member, type: str, **fields: Any) -> None:
        """Send one."""
        id = f"c{next(self._ids)}"
        self._waited[member, id] = self._waiting()
        self._sent[member, id] = time.perf_counter()
        member.send({"type": "command", "id": id, "command": {"type": type, **fields}})

    def _answered(self, member: Member, answer: dict[str, Any], now: float) -> None:
        sent = self._sent.pop((member, answer["id"]), None)
        if sent is None:
            return
        waited = self._waiting() - self._waited.pop((member, answer["id"]))
        if answer["type"] == "refused":
            self.refused[answer["code"]] = self.refused.get(answer["code"], 0) + 1
            return
        self.answers.append(now - sent)
        self.undisturbed.append(max(0.0, now - sent - waited))
        for seq in answer["seqs"]:
            self._sent_by_seq[seq] = sent
            self.times += [at - sent for at in self._early.pop(seq, ())]

    def _waiting(self) -> float:
        return waited_seconds(self._server.pid) + waited_seconds(os.getpid())

    def _told(self, member: Member, seqs: list[int], now: float) -> None:
        for seq in seqs:
            sent = self._sent_by_seq.get(seq)
            if sent is None:
                self._early.setdefault(seq, []).append(now)
            else:
                self.times.append(now - sent)

    def script(self) -> Iterator[None]:
        """One command each time; the mix of a lively meeting."""
        chair, *members = self.members
        self.command(chair, "start_item", item_id="item")
        for number in itertools.count():
            match number % 6:
                case 0 | 1 | 2:
                    member = members[self._dice.randrange(len(members))]
                    self.command(member, "request_floor", kind="statement")
                case 3:
                    person = f"m{self._dice.randrange(len(members))}"
                    self.command(chair, "mark_attendance", status="present", participant_id=person)
                case 4:
                    person = f"m{self._dice.randrange(len(members))}"
                    self.command(chair, "grant_floor", participant_id=person)
                case _:
                    opinion = {"opinion_id": "x", "receipt": "x", "text": f"意见{number}"}
                    author = members[self._dice.randrange(len(members))]
                    self.command(author, "submit_opinion", **opinion)
            yield

    async def go(self, rate: int, seconds: float) -> None:
        """Send at an even pace."""
        script = self.script()
        began = time.perf_counter()
        for number in range(round(rate * seconds)):
            pause = began + number / rate - time.perf_counter()
            if pause > 0:
                await asyncio.sleep(pause)
            next(script)
        await asyncio.sleep(SETTLING)


async def measure(server: Server, rate: int, seconds: float) -> None:
    """Print what one run gives."""
    tokens = server.prepare()
    run = Run(server, tokens)
    before = resident([server.pid])
    await run.join()
    alive = [asyncio.create_task(member.keep_alive()) for member in run.members]
    run.command(run.members[0], "open_consultation")
    await asyncio.sleep(SETTLING)
    run.times.clear()
    run.answers.clear()
    used = cpu_seconds(server.pid)
    await run.go(rate, seconds)
    used = cpu_seconds(server.pid) - used
    for task in alive:
        task.cancel()
    told, answered = quantiles(run.times), quantiles(run.answers)
    print(f"{server.members} members, {len(run.answers)} commands done, refused {run.refused}")
    print(f"event at a member  {told}, of {len(run.times):,}")
    print(f"answer             {answered}")
    after = resident([server.pid])
    print(f"server             {used / seconds:.0%} of a core, {after - before >> 20} MiB for them")
    print(f"closed             {len(run.gone)} of {len(run.members)} {run.gone[:2]}")
    p99 = statistics.quantiles(run.times, n=100)[-1]
    print(
        f"goal               p99 {p99 * 1000:.0f} of {GOAL * 1000:.0f} ms: "
        + ("met" if p99 <= GOAL and not run.gone else "NOT met")
    )


def quantiles(times: list[float]) -> str:
    """p50, p95, p99 and the longest, in ms."""
    cuts = statistics.quantiles(times, n=100)
    named = (("p50", cuts[49]), ("p95", cuts[94]), ("p99", cuts[98]), ("max", max(times)))
    return "  ".join(f"{name} {value * 1000:.1f} ms" for name, value in named)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.commands", description=__doc__)
    parser.add_argument("--members", type=int, default=300)
    parser.add_argument("--rate", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    os.sched_setaffinity(0, {CLIENT_CPU})
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        server = Server(Path(folder), options.members)
        try:
            asyncio.run(measure(server, options.rate, options.seconds))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
