"""The C engine over its pipes: one line out, one line back."""

import asyncio
from contextlib import suppress
from typing import Self

import msgspec

from bench.load import build, key_frames
from bench.load.sdp import Remote, local_transport
from bench.load.tracks import Codec, Shape, Track
from media.wire.codecs import HeaderExtensions
from media.wire.sdp_write import LocalTransport

ANSWER_TIMEOUT = 30.0
"""Seconds; ICE and DTLS with a server under load take most of it."""
KINDS: dict[Codec, str] = {"opus": "o", "VP8": "v", "H264": "h"}


class ConnectionFailed(Exception):
    """A connection of the load did not come up."""


class EngineStats(msgspec.Struct, frozen=True):
    """Counters since the last `reset`; delays in milliseconds, `cpu` seconds since the start."""

    slots: int
    """Streams that subscribers should receive."""
    seen: int
    """Of these, such as arrive."""
    expected: int
    received: int
    bytes: int
    other: int
    """Packets of other SSRCs: retransmissions and probes."""
    rtcp: int
    late: int
    """How often the engine was half a second behind and gave up what it had missed."""
    decrypted: int
    """Packets of the sample whose keys were right."""
    undecrypted: int
    send_errors: int
    key_frame_requests: int
    whole: int
    """Subscribers that got at least 99.9 %."""
    worst: float
    """The share that the worst-served subscriber got."""
    p50: float
    p95: float
    p99: float
    p999: float
    longest: float
    layers: tuple[int, int, int]
    """Sampled packets by simulcast layer, lowest first."""
    narrow: tuple[int, int, int]
    """Of subscribers with a narrow downlink: packets expected, received, and bytes."""
    cpu: float


class Engine:
    """The load's client side, for the time of an `async with`."""

    def __init__(self, gcm: bool) -> None:
        self._gcm = gcm
        self._waiting: dict[str, asyncio.Future[str]] = {}

    async def __aenter__(self) -> Self:
        options = ["gcm"] if self._gcm else []
        pipe = asyncio.subprocess.PIPE
        self._process = await asyncio.create_subprocess_exec(
            build.engine(), *options, stdin=pipe, stdout=pipe
        )
        self._fingerprint = (await self._line()).split()[1]
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._reading.cancel()
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    def tell(self, *words: object) -> None:
        """Give a command."""
        assert self._process.stdin is not None
        self._process.stdin.write((" ".join(map(str, words)) + "\n").encode())

    async def open(self, connection: int) -> LocalTransport:
        """Make a connection's socket."""
        port = await self._ask(f"opened {connection}", "open", connection)
        return local_transport(int(port), self._fingerprint)

    async def connect(self, connection: int, local: LocalTransport, remote: Remote) -> None:
        """Bring a connection up; raises `ConnectionFailed`."""
        ours, theirs = (local.ufrag, local.password), (remote.ufrag, remote.password)
        words = ("start", connection, remote.ip, remote.port, *ours, *theirs)
        await self._ask(f"up {connection}", *words)

    def stream(self, track: Track, extensions: HeaderExtensions) -> None:
        """Let a track's layers be published over the connection of its publisher."""
        ids = extension_ids(extensions, bool(track.layers[0].rid))
        kind = KINDS[track.codec]
        for layer in track.layers:
            shape = layer.shape
            who = (track.publisher, layer.index, layer.ssrc, track.payload_type, kind)
            names = (track.mid, layer.rid or "-")
            size = (shape.rate, shape.packets, shape.size)
            self.tell("stream", *who, *size, *names, *ids, key_start(track.codec, shape))

    async def run(self, seconds: float) -> None:
        """Publish for so long."""
        await self._ask("done", "go", seconds, timeout=seconds + ANSWER_TIMEOUT)

    async def stats(self) -> EngineStats:
        """The counters now."""
        return msgspec.json.decode(await self._ask("stats", "stats"), type=EngineStats)

    async def _ask(self, key: str, *words: object, timeout: float = ANSWER_TIMEOUT) -> str:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._waiting[key] = answer
        self.tell(*words)
        try:
            async with asyncio.timeout(timeout):
                return await answer
        finally:
            del self._waiting[key]

    async def _line(self) -> str:
        assert self._process.stdout is not None
        return (await self._process.stdout.readline()).decode().rstrip("\n")

    async def _read(self) -> None:
        while line := await self._line():
            word, _, rest = line.partition(" ")
            if word in ("stats", "done"):
                self._settle(word, rest)
                continue
            id, _, rest = rest.partition(" ")
            if word == "failed":
                self._settle(f"up {id}", ConnectionFailed(f"connection {id}: {rest}"))
            else:
                self._settle(f"{word} {id}", rest)

        for key in list(self._waiting):
            self._settle(key, ConnectionFailed("the engine ended"))

    def _settle(self, key: str, result: str | ConnectionFailed) -> None:
        answer = self._waiting.get(key)
        if answer is None or answer.done():
            return
        if isinstance(result, ConnectionFailed):
            answer.set_exception(result)
        else:
            answer.set_result(result)


def extension_ids(extensions: HeaderExtensions, simulcast: bool) -> list[int]:
    """Ids in the order of the engine's command, 0 for what is not sent."""
    ids = (
        extensions.mid,
        extensions.rid if simulcast else None,
        extensions.transport_sequence,
        extensions.abs_send_time,
        extensions.audio_level,
    )
    return [id or 0 for id in ids]


def key_start(codec: Codec, shape: Shape) -> str:
    """How key frames begin, in hexadecimal; `-` for sound."""
    width, height = shape.height * 16 // 9, shape.height
    if codec == "opus":
        return "-"
    return (key_frames.vp8 if codec == "VP8" else key_frames.h264)(width, height).hex()
