"""What a flood of junk costs a relay: 20,000 hostile datagrams a second for 30 s beside a call.

Run `python -m bench.junk_flood [--rate 20000] [--seconds 30] [--runs 3]`. Alerts, ClientHellos,
checks forged with a ufrag in use, RTP and noise come from sixteen sources; a publisher sends 200
packets a second to a subscriber meanwhile. Prints what was lost of them, the worker's processor
time and the growth of its memory, and beside it the same call's loss without a flood.
"""

import argparse
import asyncio
import statistics
import time

from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import GetStats, Stats
from tests.support.flood import Flood
from tests.support.loopback import LOOPBACK, LoopbackClient
from tests.support.packets import h264_key
from tests.support.process import resident

VIDEO_SSRC, VIDEO_TYPE = 3890577821, 108
"""Of Chromium's offer."""
RATE = 200
MIB = 1 << 20
STOPPED = 0.5
"""Seconds for the last packets to arrive."""


class Call:
    """A publisher and its subscriber."""

    def __init__(self, publisher: LoopbackClient, subscriber: LoopbackClient) -> None:
        self._publisher = publisher
        self._subscriber = subscriber
        self._sent = 0

    async def go_on(self, seconds: float) -> float:
        """Send for so long; the share that did not arrive."""
        began, before, arrived = time.monotonic(), self._sent, self._arrived()
        while (now := time.monotonic()) < began + seconds:
            while self._sent - before < (now - began) * RATE:
                self._sent += 1
                self._publisher.send_rtp(
                    self._sent, h264_key(b"x" * 900), ssrc=VIDEO_SSRC, kind=VIDEO_TYPE
                )
            for client in (self._publisher, self._subscriber):
                client.tick()
            await asyncio.sleep(0.005)
        await asyncio.sleep(STOPPED)
        return 1 - (self._arrived() - arrived) / (self._sent - before)

    def _arrived(self) -> int:
        return sum(self._subscriber.packets.values())


async def run(rate: int, seconds: float, runs: int) -> None:
    """Print each run and the medians."""
    lost: list[float] = []
    grown: list[float] = []
    for number in range(1, runs + 1):
        quiet, flooded, memory, share, sent = await once(rate, seconds)
        print(
            f"run {number}: {sent / seconds:.0f} datagrams/s, lost {flooded:.2%} (without flood"
            f" {quiet:.2%}), {memory:+.1f} MiB, {share:.0%} of a core",
            flush=True,
        )
        lost.append(flooded)
        grown.append(memory)
    print(f"median: lost {statistics.median(lost):.2%}, {statistics.median(grown):+.1f} MiB")


async def once(rate: int, seconds: float) -> tuple[float, float, float, float, int]:
    """Loss without and with flood, MiB grown, share of a core used, datagrams of the flood."""
    async with RelayWorker(RelayConfig(host=LOOPBACK), lambda _: None) as worker:
        with LoopbackClient("pub") as publisher, LoopbackClient("sub") as subscriber:
            published = await publisher.publish(worker.request, "alice")
            await publisher.connect()
            await subscriber.subscribe(worker.request, [t.track_id for t in published.tracks])
            await subscriber.connect()
            both = Call(publisher, subscriber)
            quiet = await both.go_on(min(seconds, 5.0))
            before, cpu = resident(worker.pid), await used(worker)
            assert publisher.remote is not None
            with Flood(worker.port, rate, seconds, str(publisher.remote.ufrag)) as flood:
                flooded = await both.go_on(seconds)
                sent = await asyncio.to_thread(flood.sent)
            share = (await used(worker) - cpu) / seconds
            return quiet, flooded, (resident(worker.pid) - before) / MIB, share, sent


async def used(worker: RelayWorker) -> float:
    """Processor seconds so far."""
    stats = await worker.request(GetStats())
    assert isinstance(stats, Stats)
    return stats.cpu_seconds


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.junk_flood", description=__doc__)
    parser.add_argument("--rate", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    asyncio.run(run(options.rate, options.seconds, options.runs))


if __name__ == "__main__":
    main()
