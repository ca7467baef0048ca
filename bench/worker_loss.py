"""How soon media is back after a relay worker is lost: 30 participants through the real server.

Run `python -m bench.worker_loss [--clients 30] [--runs 3] [--signal KILL|STOP]`. A `tongxin serve`
of its own, participants with lean DTLS-SRTP clients in this process, all on loopback; each
publishes and is sent everybody's pictures. Prints the seconds from the signal to each participant's
first packet by the new worker: median, 95th percentile, maximum, per run and over all.
"""

import argparse
import asyncio
import os
import signal
import statistics
import sys
import tempfile
import time

import msgspec
import websockets

from signaling import messages as m
from tests.support.loopback import LoopbackClient
from tests.support.packets import h264_key
from tests.support.relay_scene import offer
from tests.support.served import ITEM, VENUE, Server

SETTLED = 15.0
"""Seconds of media before each loss; by then the spare that is to replace it is loaded."""
GIVE_UP = 30.0
PICTURES = 4
"""Packets a second that each participant sends."""
VIDEO_SSRC, VIDEO_TYPE = 3890577821, 108
"""Of Chromium's offer, which everybody makes here."""

_decoder: msgspec.json.Decoder[m.ServerMessage] = msgspec.json.Decoder(m.ServerMessage)


class Participant:
    """One member: a WebSocket, a transport up and one down."""

    def __init__(self, name: str, token: str, base: str) -> None:
        self.name = name
        self._token = token
        self._base = base.replace("http", "ws")
        self._count = 0
        self.up: LoopbackClient | None = None
        self.down: LoopbackClient | None = None
        self.resets = 0

    async def run(self) -> None:
        """Until cancelled."""
        url = f"{self._base}/ws"
        async with websockets.connect(url, max_size=2**22, compression=None) as self._ws:
            await self._send(m.Hello(m.VERSION, self._token))
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._tick())
                async for text in self._ws:
                    await self._take(_decoder.decode(text))

    async def _send(self, message: m.ClientMessage) -> None:
        await self._ws.send(msgspec.json.encode(message).decode())

    async def _take(self, message: m.ServerMessage) -> None:
        match message:
            case m.Welcome():
                await self._publish()
            case m.MediaReset():
                self.resets += 1
                await self._publish()
            case m.Refused(id="media", code=code):
                raise ConnectionError(f"{self.name}: {code}")
            case m.Published(sdp=sdp) if self.up is not None:
                self.up.take(sdp)
                self.up.tick()
            case m.Offer(revision=revision, sdp=sdp):
                if revision == 1 or self.down is None:
                    self.down = self._client(self.down)
                self.down.take(sdp)
                await self._send(m.Answer(revision, self.down.answer(sdp)))
                self.down.tick()
            case m.Bye(code=code):
                raise ConnectionError(f"{self.name}: {code}")
            case _:
                pass

    async def _publish(self) -> None:
        self.up = self._client(self.up)
        await self._send(m.Publish("media", self.up.mine(offer("chromium"))))

    def _client(self, before: LoopbackClient | None) -> LoopbackClient:
        if before is not None:
            before.close()
        self._count += 1
        return LoopbackClient(f"{self.name}{self._count}")

    async def _tick(self) -> None:
        pinged = time.monotonic()
        for number in range(1, sys.maxsize):
            for client in (self.up, self.down):
                if client is not None and client.remote is not None:
                    client.tick()
            if self.up is not None and self.up.srtp is not None:
                self.up.send_rtp(number, h264_key(b"x" * 900), ssrc=VIDEO_SSRC, kind=VIDEO_TYPE)
            if time.monotonic() - pinged > 5:
                pinged = time.monotonic()
                await self._send(m.Ping(time=pinged))
            await asyncio.sleep(1 / PICTURES)


async def until_media(participants: list[Participant], since: float) -> list[float]:
    """Seconds from `since` to each one's first packet on a transport of after it."""
    deadline = time.monotonic() + GIVE_UP
    waiting = list(participants)
    done: list[float] = []
    while waiting:
        for participant in list(waiting):
            first = participant.down.first_packet_at if participant.down is not None else None
            if first is not None and first > since:
                waiting.remove(participant)
                done.append(first - since)
        if time.monotonic() > deadline:
            raise TimeoutError(f"no media for {len(waiting)} of {len(participants)}")
        await asyncio.sleep(0.005)
    return done


def shown(times: list[float]) -> str:
    """Median, 95th percentile and maximum."""
    p95 = sorted(times)[max(0, round(0.95 * len(times)) - 1)]
    return f"median {statistics.median(times):.2f} s  p95 {p95:.2f} s  max {max(times):.2f} s"


async def measure(server: Server, clients: int, runs: int, how: signal.Signals) -> list[float]:
    """All times of all runs."""
    id = server.post("", title="测速", scheduled_at=0, venues=[VENUE], agenda=[ITEM])["id"]
    invited = [
        server.post(f"/{id}/invitations", name=f"委员{n}", role="member", venue_id="cn")
        for n in range(clients)
    ]
    server.post(f"/{id}/commands", type="open_consultation")
    participants = [Participant(f"p{n}", i["token"], server.base) for n, i in enumerate(invited)]
    times: list[float] = []
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(participant.run()) for participant in participants]
        await until_media(participants, 0.0)
        for run in range(runs):
            await asyncio.sleep(SETTLED)
            worker = server.relay()
            lost = time.monotonic()
            os.kill(worker, how)
            found = await until_media(participants, lost)
            print(f"run {run + 1}: {shown(found)}", flush=True)
            times += found
        assert {participant.resets for participant in participants} == {runs}
        for task in running:
            task.cancel()
    return times


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.worker_loss", description=__doc__)
    parser.add_argument("--clients", type=int, default=30)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--signal", choices=["KILL", "STOP"], default="KILL")
    options = parser.parse_args()
    how = signal.Signals[f"SIG{options.signal}"]
    with tempfile.TemporaryDirectory() as directory, Server(directory) as server:
        times = asyncio.run(measure(server, options.clients, options.runs, how))
    print(f"{how.name}, {options.clients} participants, {options.runs} runs: {shown(times)}")


if __name__ == "__main__":
    main()
