"""One function per border of the server: gives it bytes, and lets nothing but its one error pass.

Whatever else comes out of a target is a finding. Both the property tests and the coverage-guided
runs (`python -m tests.fuzz.guided`) call these.
"""

import asyncio
import contextlib
import hmac
import itertools
import struct
import zlib
from collections.abc import Callable, Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from starlette.requests import Request as HttpRequest
from starlette.types import Message

from media.cascade import PipeTap
from media.dtls import Dtls
from media.errors import BadFrame, BadStun, MediaError
from media.framing import FrameDecoder
from media.ice import parse_binding_request
from media.messages import FromWorker, Offered, Publish, TakeAnswer, Trickle, View
from media.messages import Request as WorkerRequest
from media.peer import Peer
from media.tap import Tap
from media.wire.rtcp import parse_rtcp
from media.wire.rtp import parse_rtp
from sessions import roster_sheet
from sessions.state import Consultation
from signaling.config import SignalingConfig
from signaling.errors import SignalingError
from signaling.protocol import Connection, Malformed
from tests.support.clock import VirtualClock
from tests.support.peers import DtlsClient
from tests.support.relay_scene import CERTIFICATE, Client, Scene
from web import api, public, sheets
from web.errors import WebError
from web.http import read_json
from web.whip import read_offer, read_text

T = TypeVar("T")

MAX_PACKETS = 64
"""Taken from one input: more would only make a finding harder to read."""
STRANGER = ("198.51.100.1", 9)
TICK = 0.02
ROLE_CONFLICT = 32
"""Bytes by which an answer to somebody who proved their password may exceed a minimal check."""


def packets(data: bytes) -> Iterator[bytes]:
    """Cut an input into packets, each after two bytes of length."""
    for _ in range(MAX_PACKETS):
        if len(data) < 2:
            return
        length = int.from_bytes(data[:2], "big") % 1501
        yield data[2 : 2 + length]
        data = data[2 + length :]


def joined(*cut: bytes) -> bytes:
    """The input that `packets` cuts like this."""
    return b"".join(len(packet).to_bytes(2, "big") + packet for packet in cut)


# --- the media port -----------------------------------------------------------------------------


class Meeting:
    """A publisher, a subscriber and a WHEP viewer of one router, all connected."""

    def __init__(self) -> None:
        self.scene = Scene()
        self.publisher, self.subscriber, self.viewer = (self.scene.client() for _ in range(3))
        tracks = self.publisher.publish("pub", "alice").tracks
        self.offered: Offered = self.subscriber.subscribe("sub", [t.track_id for t in tracks])
        self.subscriber.answer("sub", self.offered)
        self.viewer.view("view", "alice")
        for client in (self.publisher, self.subscriber, self.viewer):
            client.connect()
        assert set(self.scene.connected()) == {"pub", "sub", "view"}

    def peer(self, name: str) -> Peer:
        """One of the three in the relay."""
        return self.scene.relay.peers[name]

    def pass_on(self) -> None:
        """Let a tick pass and forget what was sent; all three keep up their consent meanwhile."""
        for peer in self.scene.relay.peers.values():
            peer.transport.last_heard = self.scene.clock.now
        self.scene.relay.tick(self.scene.clock.advance(TICK))
        self.scene.relay.outgoing.drain()
        self.scene.relay.events.clear()


new_meeting: Callable[[], Meeting] = Meeting
"""A fresh one for each input, so that a finding needs no history; the guided runs recycle."""


def stun(data: bytes) -> None:
    """Bytes in STUN's range from a stranger; no answer, and nobody's state changes."""
    with contextlib.suppress(BadStun):
        parse_binding_request(data)
    scene = Scene()
    scene.client().publish("pub", "alice")
    scene.relay.receive(data, STRANGER, scene.clock.now)
    assert not scene.relay.outgoing.drain(), "an unauthenticated request was answered"


def check(data: bytes) -> None:
    """A check that knows the password and has any bytes for attributes beside its USERNAME."""
    scene = Scene()
    client = scene.client()
    client.publish("pub", "alice")
    assert client.remote is not None
    assert client.remote.ufrag is not None
    assert client.remote.password is not None
    signed = signed_check(client.remote.ufrag, client.remote.password, data[:1000])
    scene.relay.receive(signed, client.address, scene.clock.now)
    for answer, to in scene.relay.outgoing.drain():
        assert to == client.address
        assert len(answer) <= len(signed) + ROLE_CONFLICT


def signed_check(ufrag: str, password: str, attributes: bytes) -> bytes:
    """A binding request (RFC 8489 sections 5, 14.5, 14.7) by hand, so that it may hold nonsense."""
    name = f"{ufrag}:them".encode()
    body = struct.pack("!HH", 6, len(name)) + name + bytes(-len(name) % 4)
    body += attributes + bytes(-len(attributes) % 4)
    head = struct.pack("!HHI", 1, len(body) + 24, 0x2112A442) + bytes(12)
    body += struct.pack("!HH", 8, 20) + hmac.digest(password.encode(), head + body, "sha1")
    head = struct.pack("!HHI", 1, len(body) + 8, 0x2112A442) + bytes(12)
    crc = zlib.crc32(head + body) ^ 0x5354554E
    return head + body + struct.pack("!HHI", 0x8028, 4, crc)


def datagram(data: bytes) -> None:
    """Any datagrams on the relay's socket, from a stranger and from a connected peer's address."""
    meeting = new_meeting()
    for packet in packets(data):
        meeting.scene.relay.receive(packet, STRANGER, meeting.scene.clock.now)
        assert not meeting.scene.relay.outgoing.drain(), "a stranger was answered"
        meeting.scene.relay.receive(packet, meeting.publisher.address, meeting.scene.clock.now)
        meeting.pass_on()


def dtls(data: bytes) -> None:
    """DTLS records instead of, within, and after a handshake (by the first byte, modulo three)."""
    clock = VirtualClock()
    server, client = Dtls(CERTIFICATE, 20.0), DtlsClient(clock)
    stage = data[0] % 3 if data else 0
    client.start()
    for _ in range((0, 1, 6)[stage]):
        for sent in _drained(client.outgoing):
            server.receive(sent, clock.now)
        for answer in server.datagrams():
            client.receive(answer)
    for packet in packets(data[1:]):
        if packet:
            server.receive(packet, clock.advance(TICK))
            server.tick(clock.now)
            server.datagrams()
    server.verify((client.fingerprint,))
    server.close()


def dtls_flight(data: bytes) -> None:
    """A client's genuine handshake, of which the input changes single bytes under way."""
    clock = VirtualClock()
    client = DtlsClient(clock)
    server = Dtls(CERTIFICATE, 20.0, (client.fingerprint,))
    edits = list(struct.iter_unpack("!HB", data[: len(data) // 3 * 3]))
    client.start()
    for _ in range(6):
        for sent in _drained(client.outgoing):
            server.receive(_edited(sent, edits), clock.advance(TICK))
        for answer in server.datagrams():
            client.receive(answer)
    server.close()


def _drained(queue: list[bytes]) -> list[bytes]:
    taken = list(queue)
    queue.clear()
    return taken


def _edited(sent: bytes, edits: list[tuple[Any, ...]]) -> bytes:
    """`sent` with the edit that is next in line for it, if its place is within."""
    changed = bytearray(sent)
    if edits:
        place, mask = edits.pop(0)
        if place < len(changed):
            changed[place] ^= mask
    return bytes(changed)


def rtp(data: bytes) -> None:
    """What an authenticated publisher, or subscriber, sends as RTP."""
    meeting = new_meeting()
    for packet in packets(data):
        parse_rtp(packet)
        for name in ("pub", "sub"):
            peer = meeting.peer(name)
            peer.router.receive_rtp(peer.link, packet, meeting.scene.clock.now)
        meeting.pass_on()


def rtcp(data: bytes) -> None:
    """What an authenticated peer of any kind, egress or another worker sends as RTCP."""
    meeting = new_meeting()
    taps: list[Tap] = [Tap(lambda packet: None), PipeTap(lambda packet: None)]
    router = meeting.peer("pub").router
    for tap in taps:
        router.attach(tap)
    for packet in packets(data):
        parse_rtcp(packet)
        for name in ("pub", "sub", "view"):
            peer = meeting.peer(name)
            peer.router.receive_rtcp(peer.link, packet, meeting.scene.clock.now)
        for tap in taps:
            router.receive_rtcp(tap.link, packet, meeting.scene.clock.now)
        meeting.pass_on()
    for tap in taps:
        router.detach(tap)


# --- requests -----------------------------------------------------------------------------------


def sdp(data: bytes) -> None:
    """A session description as offer of a publisher and a viewer, as renegotiation, as answer."""
    text = data.decode("utf-8", "surrogateescape")
    scene = Scene()
    client: Client = scene.client()
    tracks = client.publish("known", "alice").tracks
    offered = client.subscribe("sub", [t.track_id for t in tracks])
    bodies = (
        Publish("r", "new", "bob", text),
        Publish("r", "known", "alice", text),
        View("r", "view", None, text),
        View("r", "other", "alice", text),
        TakeAnswer("sub", offered.revision, text),
    )
    for body in bodies:
        peers = set(scene.relay.peers)
        try:
            scene.relay.handle(body, scene.clock.now)
        except MediaError:
            assert set(scene.relay.peers) == peers, "a refused request left a peer"
    scene.run(0.1, TICK)


def fragment(data: bytes) -> None:
    """A PATCH body of a WHIP session."""
    text = data.decode("utf-8", "surrogateescape")
    scene = Scene()
    scene.client().publish("pub", "alice")
    for peer in ("pub", "nobody"):
        with contextlib.suppress(MediaError):
            scene.relay.handle(Trickle(peer, text), scene.clock.now)


# --- the web ------------------------------------------------------------------------------------


def whip(data: bytes) -> None:
    """A WHIP request's head (its Content-Type, up to a NUL) and body; then the offer in it."""
    head, _, body = data.partition(b"\0")
    for headers in (
        [(b"content-type", b"application/sdp"), (b"accept", head)],
        [(b"content-type", head), (b"content-length", head)],
    ):
        try:
            text = _run(read_offer(_request(headers, body)))
        except WebError:
            continue
        sdp(text.encode())
    with contextlib.suppress(WebError):
        fragment(_run(read_text(_request([], body))).encode())


def body(data: bytes) -> None:
    """A JSON body, read as each kind that the API takes."""
    headers = [(b"content-type", b"application/json; charset=x")]
    for decoder in (api._create, api._command, api._invitation, public._opinion):
        try:
            _run(read_json(_request(headers, data), decoder))
        except WebError as error:
            error.message("zh-CN")


def _request(headers: list[tuple[bytes, bytes]], body: bytes) -> HttpRequest:
    chunks = [body[i : i + 4096] for i in range(0, len(body), 4096)] or [b""]

    async def receive() -> Message:
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    return HttpRequest({"type": "http", "method": "POST", "headers": headers}, receive)


_loop: list[asyncio.AbstractEventLoop] = []


def _run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine on a loop that is kept: making one costs more than all the rest."""
    if not _loop:
        _loop.append(asyncio.new_event_loop())
    return _loop[0].run_until_complete(coroutine)


def signaling(data: bytes) -> None:
    """A WebSocket text frame, as the first one and as a later one."""
    text = data.decode("utf-8", "surrogateescape")
    for joined_already in (False, True):
        connection = Connection(SignalingConfig(live_directory=Path()), 0.0)
        if joined_already:
            connection.joined(0.0)
        try:
            connection.receive(text, 1.0)
        except Malformed as error:
            error.refusal("en")
        except SignalingError as error:
            error.message("zh-CN")


# --- between hub and worker -----------------------------------------------------------------------


def frames(data: bytes) -> None:
    """The stream between hub and worker, read at either end."""
    for messages in (WorkerRequest, FromWorker):
        _run(_read_all(FrameDecoder(messages), data))


async def _read_all(decoder: FrameDecoder[object], data: bytes) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    try:
        while await decoder.read(reader) is not None:
            pass
    except BadFrame:
        pass


def sheet(data: bytes) -> None:
    """A roster sheet that somebody uploaded, down to what is wrong with each row."""
    try:
        table = sheets.read(data).table
    except sheets.CannotRead:
        return
    ids = itertools.count()
    roster_sheet.read(table, PREPARED, lambda: f"id{next(ids)}")


PREPARED = Consultation(id="c", title="协商", scheduled_at=0)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        stun, check, datagram, dtls, dtls_flight, rtp, rtcp, sdp, fragment, whip, body,
        signaling, frames, sheet,
    )
}  # fmt: skip
