"""What a pipe between two relay workers costs: processor time per packet, and delay.

Run `python -m bench.pipe [TRACKS] [SECONDS]`. A home forwards TRACKS pictures of 150 packets a
second to a leaf in another process, through the product's own routers and sockets; SRTP and UDP,
which a pipe has not, are left out. Prints microseconds per packet and milliseconds.
"""

import asyncio
import multiprocessing
import statistics
import struct
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import uvloop

from media.cascade import REPEAT, PipeTap
from media.down_track import DownTrack
from media.link import Link
from media.local_sockets import LocalSocket, PipeDoor, connect_pipe
from media.messages import TrackInfo
from media.router import Router
from media.srtp import is_rtcp
from media.tap import PlainSender
from media.up_track import UpTrack
from media.wake import TICK
from media.wire.codecs import Codec, HeaderExtensions, ReceiveParameters, SendParameters

PACKETS_A_SECOND = 150
PAYLOAD = 1150
BURST = 0.002
"""Seconds between the moments at which a home's packets arrive, as from a batch of UDP reads."""
H264 = Codec("H264", 90000, 102, fmtp="packetization-mode=1;profile-level-id=42e01f")
RTP = struct.Struct("!BBHII")
SENT_AT = struct.Struct("!Bd")


class Deaf:
    """A subscriber's transport that takes packets for nothing."""

    def send_rtp(self, packet: bytes | bytearray) -> None:
        """Drop it."""

    def send_rtcp(self, packet: bytes) -> None:
        """Drop it."""


def info(number: int) -> TrackInfo:
    """One picture."""
    return TrackInfo(number, f"peer{number}", f"owner{number}", "video", "camera", "H264", (H264,))


class Source:
    """A publisher at the home: its packets, one after another, each a key frame of its own."""

    def __init__(self, router: Router, number: int) -> None:
        self._router = router
        self._link = Link(f"peer{number}", Deaf())
        self._number = number
        self._sequence = 0
        router.add_link(self._link)
        params = ReceiveParameters("0", "video", (H264,), HeaderExtensions(), ssrc=number)
        router.add_up_track(UpTrack(info(number), params, self._link))

    def send(self) -> None:
        """One packet arrives now."""
        now = time.monotonic()
        self._sequence = self._sequence + 1 & 0xFFFF
        header = RTP.pack(0x80, 102, self._sequence, self._sequence * 600, self._number)
        packet = header + SENT_AT.pack(0x65, now) + bytes(PAYLOAD - SENT_AT.size)
        self._router.receive_rtp(self._link, packet, now)


async def ticking(router: Router) -> None:
    """The router's timers, until cancelled."""
    while True:
        router.tick(time.monotonic())
        await asyncio.sleep(TICK)


def receiver(router: Router, link: Link) -> Callable[[list[bytes]], None]:
    """What a worker does with packets of a local socket."""

    def take(packets: list[bytes]) -> None:
        now = time.monotonic()
        for packet in packets:
            if is_rtcp(packet):
                router.receive_rtcp(link, packet, now)
            else:
                router.receive_rtp(link, packet, now)

    return take


def subscribe(router: Router, tracks: int) -> None:
    """Give every track one subscriber."""
    for number in range(1, tracks + 1):
        publication = router.publication(number)
        assert publication is not None
        subscriber = Link(f"sub{number}", Deaf())
        router.add_link(subscriber)
        params = SendParameters("0", "video", (H264,), HeaderExtensions(), number, None, "r")
        router.add_down_track(DownTrack(params, subscriber), publication.up_tracks[0])


def padding(packet: bytes) -> int:
    """Bytes at the end that are none of the payload (RFC 3550 section 5.1)."""
    return packet[-1] if packet[0] & 0x20 else 0


async def leaf(parent: Connection, tracks: int) -> None:
    """The other process: every track has one subscriber; says what it took and how long it took."""
    router = Router("r")
    delays: list[float] = []
    ended = asyncio.Event()

    def take(packets: list[bytes]) -> None:
        receive(packets)
        now = time.monotonic()
        delays.extend(
            now - SENT_AT.unpack_from(packet, len(packet) - padding(packet) - PAYLOAD)[1]
            for packet in packets
            if not is_rtcp(packet)
        )

    door = PipeDoor(take, ended.set)
    link = router.open_pipe(PlainSender(door.send))
    receive = receiver(router, link)
    router.set_piped([info(number) for number in range(1, tracks + 1)])
    subscribe(router, tracks)
    parent.send(door.path)
    timers = asyncio.create_task(ticking(router))
    began = time.process_time()
    await ended.wait()
    timers.cancel()
    parent.send((time.process_time() - began, delays))


def run_leaf(parent: Connection, tracks: int) -> None:
    """The other process's entry."""
    uvloop.run(leaf(parent, tracks))


async def home(
    tracks: int, seconds: float, path: str | None = None, served: bool = False
) -> tuple[int, float]:
    """Packets sent and processor seconds, with a pipe to `path`, or with subscribers of its own."""
    router = Router("r")
    sources = [Source(router, number) for number in range(1, tracks + 1)]
    if served:
        subscribe(router, tracks)
    pipe: LocalSocket | None = None
    if path is not None:
        pipe = LocalSocket(connect_pipe(path), lambda packets: receiver(router, tap.link)(packets))
        tap = PipeTap(pipe.send)
        router.attach(tap)
    timers = asyncio.create_task(ticking(router))
    await asyncio.sleep(0.1 if path is None else REPEAT + 0.1)  # until the leaf has asked
    began, worked, sent = time.monotonic(), time.process_time(), 0
    while (passed := time.monotonic() - began) < seconds:
        while sent < passed * PACKETS_A_SECOND * tracks:
            sources[sent % tracks].send()
            sent += 1
        await asyncio.sleep(BURST)
    worked = time.process_time() - worked
    await asyncio.sleep(0.5)
    timers.cancel()
    if pipe is not None:
        pipe.close()
    return sent, worked


def cost(packets: int, worked: float) -> float:
    """Microseconds a packet."""
    return worked / packets * 1e6


def main() -> None:
    """Once without a pipe, once with one."""
    tracks = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
    alone = cost(*uvloop.run(home(tracks, seconds)))
    serving = cost(*uvloop.run(home(tracks, seconds, served=True)))
    ours, theirs = multiprocessing.Pipe()
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=run_leaf, args=(theirs, tracks))
    process.start()
    sent, worked = uvloop.run(home(tracks, seconds, ours.recv()))
    worked_there, delays = ours.recv()
    process.join()
    giving, taking = cost(sent, worked), cost(len(delays), worked_there)
    print(f"{sent:,} packets, {len(delays):,} crossed ({tracks} tracks, {seconds:g} s)")
    print("µs a packet")
    print(f"home   {alone:6.1f} with nobody, {giving:6.1f} with a pipe: + {giving - alone:.1f}")
    print(f"leaf   {taking:6.1f} with a subscriber, whom a home serves for {serving:.1f}")
    p99 = statistics.quantiles(delays, n=100)[-1]
    print(f"delay  p50 {statistics.median(delays) * 1e3:.2f} ms, p99 {p99 * 1e3:.2f} ms")


if __name__ == "__main__":
    main()
