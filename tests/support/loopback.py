"""A lean WebRTC client over a real UDP socket: joins a relay, sends, and counts what it is sent."""

import asyncio
import contextlib
import re
import socket
import time
from collections.abc import Awaitable, Callable
from typing import Self

from media.messages import (
    Offered,
    Publish,
    Published,
    ReplyBody,
    RequestBody,
    Subscribe,
    TakeAnswer,
)
from media.wire import sdp
from tests.support.clock import VirtualClock
from tests.support.packets import rtp
from tests.support.peers import DtlsClient, SrtpClient, check
from tests.support.relay_scene import offer

LOOPBACK = "127.0.0.1"
CHECK_INTERVAL = 0.05
CONSENT_INTERVAL = 2.0
Ask = Callable[[RequestBody], Awaitable[ReplyBody]]


class LoopbackClient:
    """One peer of a relay at 127.0.0.1, for the time of a `with`; runs in the current loop."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.clock = VirtualClock(time.monotonic())
        self.dtls = DtlsClient(self.clock)
        self.ufrag = re.sub(r"\W", "", name)[-12:].rjust(4, "0")
        self.srtp: SrtpClient | None = None
        self.up = asyncio.Event()
        """Set when DTLS is through."""
        self.packets: dict[int, int] = {}
        """RTP packets received, by SSRC."""
        self.first_packet_at: float | None = None
        self.remote: sdp.Transport | None = None
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((LOOPBACK, 0))
        self._loop = asyncio.get_running_loop()
        self._checked_at = 0.0

    @property
    def address(self) -> tuple[str, int]:
        """Where it is heard from."""
        host, port = self._socket.getsockname()[:2]
        return host, port

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the socket; the relay is not told."""
        self._loop.remove_reader(self._socket.fileno())
        self._socket.close()

    # --- negotiation ----------------------------------------------------------------------------

    def mine(self, text: str) -> str:
        """A template with this client's fingerprint and ICE credentials."""
        mark = f"a=fingerprint:sha-256 {self.dtls.fingerprint.value}\r"
        return re.sub(r"a=ice-ufrag:.*", f"a=ice-ufrag:{self.ufrag}\r", re.sub(
            r"a=fingerprint:.*", mark, text))  # fmt: skip

    async def publish(self, ask: Ask, owner: str, router: str = "r") -> Published:
        """Have the relay take camera and microphone."""
        reply = await ask(Publish(router, self.name, owner, self.mine(offer("chromium"))))
        assert isinstance(reply, Published)
        self.take(reply.sdp)
        return reply

    async def subscribe(self, ask: Ask, tracks: list[int], router: str = "r") -> Offered:
        """Be sent `tracks`."""
        reply = await ask(Subscribe(router, self.name, tracks))
        assert isinstance(reply, Offered)
        self.take(reply.sdp)
        await ask(TakeAnswer(self.name, reply.revision, self.answer(reply.sdp)))
        return reply

    def answer(self, text: str) -> str:
        """What a browser makes of an offer, without the congestion feedback that we never send."""
        text = re.sub(r"a=(ssrc|ssrc-group|msid|candidate).*\r\n", "", text)
        text = re.sub(r"a=(rtcp-fb:\d+ transport-cc|extmap:.*transport-wide-cc.*)\r\n", "", text)
        text = text.replace("a=ice-lite\r\n", "").replace("a=sendonly", "a=recvonly")
        return self.mine(text.replace("a=setup:actpass", "a=setup:active"))

    def take(self, text: str) -> None:
        """Adopt the relay's transport of its offer or answer, and its port."""
        found = re.search(rf"a=candidate:.* {LOOPBACK} (\d+) typ host", text)
        assert found is not None
        if self.remote is None:
            self._socket.connect((LOOPBACK, int(found[1])))
            self._drain()
            self._loop.add_reader(self._socket.fileno(), self._readable)
        self.remote = next(m.transport for m in sdp.parse(text).media if m.port)

    # --- transport ------------------------------------------------------------------------------

    async def connect(self, timeout: float = 20.0) -> None:
        """Go through ICE and DTLS; `TimeoutError` where that does not succeed."""
        async with asyncio.timeout(timeout):
            while not self.up.is_set():
                self.tick()
                await asyncio.sleep(CHECK_INTERVAL)

    def tick(self) -> None:
        """Send the check and the handshake's flight that are due."""
        now = self.clock.now = time.monotonic()
        if now - self._checked_at >= (CONSENT_INTERVAL if self.up.is_set() else CHECK_INTERVAL):
            self._checked_at = now
            self.check()
        self.dtls.tick()
        self._flush()

    def check(self) -> None:
        """Send a nominating connectivity check."""
        remote = self.remote
        assert remote is not None
        assert remote.ufrag is not None
        assert remote.password is not None
        self._send(check(remote.ufrag, remote.password, remote=self.ufrag))

    def send_rtp(self, sequence: int, payload: bytes, *, ssrc: int = 7, kind: int = 111) -> None:
        """Protect and send one RTP packet of payload type `kind`, in Chromium's offer Opus."""
        assert self.srtp is not None
        packet = rtp(sequence, payload, timestamp=sequence * 960, ssrc=ssrc, payload_type=kind)
        self._send(self.srtp.out.protect(packet))

    def _drain(self) -> None:
        """Drop what others sent before the socket was told whom to listen to."""
        with contextlib.suppress(BlockingIOError):
            while True:
                self._socket.recv(2048)

    def _send(self, datagram: bytes) -> None:
        with contextlib.suppress(BlockingIOError, ConnectionRefusedError):  # a network may drop
            self._socket.send(datagram)

    def _flush(self) -> None:
        sent, self.dtls.outgoing = self.dtls.outgoing, []
        for datagram in sent:
            self._send(datagram)

    def _readable(self) -> None:
        for _ in range(64):
            try:
                datagram = self._socket.recv(2048)
            except (BlockingIOError, ConnectionRefusedError):
                break
            self._receive(datagram)
        self._flush()

    def _receive(self, datagram: bytes) -> None:
        self.clock.now = time.monotonic()
        if datagram[0] < 4:
            if self.dtls.keys is None and not self.dtls.started:
                self.dtls.start()
        elif datagram[0] < 64:
            self.dtls.receive(datagram)
            if self.dtls.keys is not None and self.srtp is None:
                self.srtp = SrtpClient(self.dtls.keys)
                self.up.set()
        elif self.srtp is not None and not 192 <= datagram[1] <= 223:
            packet = self.srtp.into.unprotect(datagram)
            ssrc = int.from_bytes(packet[8:12], "big")
            self.packets[ssrc] = self.packets.get(ssrc, 0) + 1
            if self.first_packet_at is None:
                self.first_packet_at = self.clock.now
