"""Whether a relay gives back what those who left had: 2,000 joins and leaves at one worker.

Run `python -m bench.join_leave [--peers 2000] [--at-once 20]`. Each peer negotiates, goes through
ICE and DTLS over loopback, sends pictures that another receives, and leaves: half by closing, half
without a word by being closed. Prints the worker's resident memory and descriptors on the way.
"""

import argparse
import asyncio

from media.client import RelayWorker
from media.config import RelayConfig
from media.messages import ClosePeer, CloseRouter, GetStats, Stats
from tests.support.loopback import LOOPBACK, LoopbackClient
from tests.support.packets import h264_key
from tests.support.process import descriptors, resident

VIDEO_SSRC, VIDEO_TYPE = 3890577821, 108
"""Of Chromium's offer."""
PACKETS = 30
MIB = 1 << 20
WARM_UP = 0.1
"""Share of the peers before the baseline: pools and caches fill once."""


async def visit(worker: RelayWorker, number: int) -> None:
    """One publisher and one subscriber of its own come and go."""
    router = f"r{number % 7}"
    with LoopbackClient(f"pub{number}") as publisher, LoopbackClient(f"sub{number}") as subscriber:
        published = await publisher.publish(worker.request, f"owner{number}", router)
        tracks = [track.track_id for track in published.tracks]
        await publisher.connect(60)
        await subscriber.subscribe(worker.request, tracks, router)
        await subscriber.connect(60)
        for sequence in range(PACKETS):
            publisher.send_rtp(sequence, h264_key(b"x" * 900), ssrc=VIDEO_SSRC, kind=VIDEO_TYPE)
            await asyncio.sleep(0.005)
        for client in (subscriber, publisher):
            if number % 2:
                client.dtls.send_close_notify()
                client.tick()
            await worker.request(ClosePeer(client.name))


async def run(peers: int, at_once: int) -> None:
    """Print as it goes."""
    async with RelayWorker(RelayConfig(host=LOOPBACK, full_load=2.0), lambda _: None) as worker:
        pid, numbers = worker.pid, iter(range(peers // 2))
        print(
            f"{0:6} peers  {resident(pid) / MIB:6.1f} MiB  {descriptors(pid)} descriptors",
            flush=True,
        )
        baseline: tuple[float, int] | None = None
        done = 0

        async def keep_visiting() -> None:
            nonlocal baseline, done
            for number in numbers:
                await visit(worker, number)
                done += 2
                if done % max(2, peers // 10 // 2 * 2) == 0:
                    memory, files = resident(pid) / MIB, descriptors(pid)
                    print(f"{done:6} peers  {memory:6.1f} MiB  {files} descriptors", flush=True)
                    if baseline is None and done >= WARM_UP * peers:
                        baseline = memory, files

        async with asyncio.TaskGroup() as tasks:
            for _ in range(at_once // 2):
                tasks.create_task(keep_visiting())
        for number in range(7):
            await worker.request(CloseRouter(f"r{number}"))
        await asyncio.sleep(1.0)
        stats = await worker.request(GetStats())
        assert isinstance(stats, Stats)
        assert baseline is not None
        grown, files = resident(pid) / MIB - baseline[0], descriptors(pid) - baseline[1]
        print(
            f"left: {stats.peers} peers, {grown:+.1f} MiB and {files:+} descriptors from baseline"
        )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.join_leave", description=__doc__)
    parser.add_argument("--peers", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=20)
    options = parser.parse_args()
    asyncio.run(run(options.peers, options.at_once))


if __name__ == "__main__":
    main()
