"""A publisher's packets given to a router as Python takes them, and as C does."""

import random
import select
import socket
from collections.abc import Iterator

from media.down_track import DownTrack
from media.ear import Closed, Opened, Taken
from media.fan import Fan
from media.ice import Address
from media.inbox import Inbox
from media.link import Link
from media.messages import Kind
from media.native import load
from media.router import Router
from media.sockaddr import pack
from media.srtp import AEAD_AES_128_GCM, BadSrtp, SrtpSession, is_rtcp, split_keys
from media.up_track import UpTrack
from media.wire.codecs import Codec, HeaderExtensions
from media.wire.rtp import parse_rtp
from tests.support.packets import (
    EXTENSIONS,
    H264,
    LEVEL,
    MID,
    OPUS,
    VP8,
    WIDE,
    h264_key,
    receive_parameters,
    rtp,
    rtx,
    send_parameters,
    track_info,
)

LIBRARY = load()

RED = Codec("red", 48000, 63, 2, "111/111")
AV1 = Codec("AV1", 90000, 45, feedback=frozenset({"nack"}))
PICTURES, SOUND = (H264, VP8, AV1), (OPUS, RED)
TYPES = {"h264": 102, "vp8": 98, "av1": 45, "opus": 111, "red": 63}
VIDEO, AUDIO, VIDEO_RTX = 100, 200, 101
H264_HEADS = (b"\x7c\x85", b"\x7c\x05", b"\x7c\x81", b"\x7c\x87", b"\x65", b"\x67", b"\x78")
VP8_HEADS = (b"\x10", b"\x90\x80\x01", b"\x90\xe0\x81\x83\x05\x21", b"\x90\x20\x41")
WAYS = ("fan", "fan", "no address", "no path")
"""How each subscriber is sent to; the last is egress."""


def keys(number: int, inbound: bool) -> SrtpSession:
    master = split_keys(AEAD_AES_128_GCM, random.Random(number).randbytes(56))
    ours, theirs = (master.client, master.server) if inbound else (master.server, master.client)
    return SrtpSession(AEAD_AES_128_GCM, ours, theirs)


class Subscriber:
    """What one subscriber, or egress, is sent in plain packets."""

    def __init__(self, number: int, fan: Fan | None) -> None:
        self.way = WAYS[number]
        self.packets: list[bytes] = []
        self.control: list[bytes] = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(2.0)
        self.session, self._client = keys(number, True), keys(number, False)
        self.path = fan.path() if fan and self.way != "no path" else None
        if self.path is not None:
            name = pack(self.socket.getsockname()) if self.way == "fan" else None
            self.path.open(self.session, name)
        self.link = Link(f"s{number}", self, self.path)
        self.downs = [self.down("video", PICTURES, 1000), self.down("audio", SOUND, 2000)]

    def down(self, kind: Kind, codecs: tuple[Codec, ...], ssrc: int) -> DownTrack:
        extensions = HeaderExtensions(mid=MID, audio_level=LEVEL if kind == "audio" else None)
        params = send_parameters(kind, codecs, ssrc, None, extensions=extensions)
        return DownTrack(params, self.link, ssrc)

    def send_rtp(self, packet: bytes | bytearray) -> None:
        self.packets.append(bytes(packet))

    def send_rtcp(self, packet: bytes) -> None:
        self.control.append(packet)

    def take(self) -> tuple[list[bytes], list[bytes]]:
        """What was sent since, media in no order: Python's and the fan's overtake each other."""
        taken = sorted(self.packets), self.control
        self.packets, self.control = [], []
        return taken

    def hear(self, count: int) -> None:
        """Take what the fan sent."""
        self.packets += [self._client.unprotect(self.socket.recv(4096)) for _ in range(count)]


class Side:
    """A router with a publisher and subscribers; `native`: as C opens and takes what comes."""

    def __init__(self, native: bool) -> None:
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind(("127.0.0.1", 0))
        self.source = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.source.bind(("127.0.0.1", 0))
        self.fan = Fan(LIBRARY, self.udp.fileno()) if native else None
        self.inbox = Inbox(LIBRARY, self.udp.fileno()) if native else None
        self.ear = self.inbox.ear() if self.inbox else None
        self.session, self._client = keys(99, True), keys(99, False)
        self.control: list[bytes] = []
        self.router = Router("r")
        self.link = Link("p", self, None, self.ear)
        self.router.add_link(self.link)
        if self.inbox and self.ear:
            self.ear.open(self.session)
            address: Address = self.source.getsockname()
            self.inbox.put(address, self.ear)
        self.tracks = [self.track(1, "video", PICTURES, "0"), self.track(2, "audio", SOUND, "1")]
        self.subscribers: dict[int, Subscriber] = {}
        self._sent = 0

    def track(self, number: int, kind: Kind, codecs: tuple[Codec, ...], mid: str) -> UpTrack:
        params = receive_parameters(kind, codecs, None, None, mid, EXTENSIONS)
        track = UpTrack(track_info(number, "alice", kind), params, self.link)
        self.router.add_up_track(track)
        return track

    def send_rtp(self, packet: bytes | bytearray) -> None:
        raise AssertionError("a publisher is sent no media")

    def send_rtcp(self, packet: bytes) -> None:
        self.control.append(packet)

    def join(self, number: int) -> None:
        """Add a subscriber, or take it away."""
        subscriber = self.subscribers.pop(number, None)
        if subscriber is not None:
            self.router.remove_link(subscriber.link)
            subscriber.socket.close()
            return
        subscriber = self.subscribers[number] = Subscriber(number, self.fan)
        self.router.add_link(subscriber.link)
        for down, track in zip(subscriber.downs, self.tracks, strict=True):
            self.router.add_down_track(down, track)
            down.switch(track)

    def receive(self, packets: list[bytes], now: float) -> None:
        """Take a batch."""
        if self.inbox is None:
            for packet in packets:
                self._take(packet, now)
            return
        self.send(packets)
        assert select.select([self.udp], [], [], 5)[0], "lost on loopback"
        for item in self.inbox.read(now, now):
            assert item.arrived == now
            assert self.ear is not None
            self.ear.heard_at = now
            if isinstance(item, Closed):
                opened = self._open(item.datagram)
                self.ear.learn(opened[4:8] if is_rtcp(opened) else opened[8:12])
                self._take(opened, now)
            elif isinstance(item.content, Taken):
                self.link.receive_taken(item.content, now)
            else:
                assert isinstance(item.content, bytes)
                self._take(item.content, now)

    def send(self, packets: list[bytes]) -> None:
        """Send to the socket."""
        for packet in packets:
            protect = self._client.protect_rtcp if is_rtcp(packet) else self._client.protect
            self.source.sendto(protect(packet), self.udp.getsockname())

    def turn(self) -> list[Opened | Closed]:
        """Take and send on what has come; returns what is left to Python."""
        assert self.inbox is not None
        assert self.fan is not None
        assert select.select([self.udp], [], [], 5)[0], "lost on loopback"
        return self.inbox.turn(self.fan, 0.0)

    def arrived(self, number: int) -> list[bytes]:
        """The first byte of each payload that a subscriber was sent since."""
        subscriber = self.subscribers[number]
        subscriber.packets.clear()
        while select.select([subscriber.socket], [], [], 0.01)[0]:
            subscriber.hear(1)
        parsed = [parse_rtp(packet) for packet in subscriber.packets]
        return [packet.payload[:1] for packet in parsed if packet is not None]

    def _open(self, datagram: bytes) -> bytes:
        session = self.session
        return (session.unprotect_rtcp if is_rtcp(datagram) else session.unprotect)(datagram)

    def _take(self, packet: bytes, now: float) -> None:
        if is_rtcp(packet):
            self.router.receive_rtcp(self.link, packet, now)
        else:
            self.router.receive_rtp(self.link, packet, now)

    def flush(self) -> None:
        """Have the subscribers get what waits in the fan."""
        if self.fan is None:
            return
        sent = {s: len(s.packets) for s in self.subscribers.values()}
        waiting = self.fan.waiting
        self.fan.flush()
        for subscriber in sent:
            if subscriber.way == "fan":
                ready = 0
                while waiting and select.select([subscriber.socket], [], [], 0.0)[0]:
                    subscriber.hear(1)
                    ready += 1
                waiting -= ready
        assert not waiting, "all that waited has arrived"

    def state(self, now: float) -> object:
        """All that came of it, since the last call where that is forgotten."""
        self.flush()
        control, self.control = self.control, []
        return (
            control,
            {number: one.take() for number, one in self.subscribers.items()},
            {number: [d.packets for d in s.downs] for number, s in self.subscribers.items()},
            self.link.bytes_in,
            self.link.pictures(),
            self.router.levels(now),
            self.router.track_stats(now),
            [(t.heard_at, t.flowing_since, t.height, t.epoch, t.gate.state) for t in self.tracks],
            [t.reception.report(t.ssrc or 0, now) for t in self.tracks],
            [list(self.kept(t, now)) for t in self.tracks],
        )

    def kept(self, track: UpTrack, now: float) -> Iterator[object]:
        """What the track would send again of its newest packets."""
        highest = track._numbering.highest
        for index in range(highest - 40, highest + 5) if highest is not None else ():
            packet = track.cache.get(index, now)
            if packet is not None:
                yield (
                    *(index, packet.sequence, packet.timestamp, packet.ssrc, packet.payload_type),
                    *(packet.payload, packet.marker, packet.padding, packet.arrival),
                    packet.extensions.get(LEVEL),
                )

    def close(self) -> None:
        self.udp.close()
        self.source.close()
        for subscriber in self.subscribers.values():
            subscriber.socket.close()


class Publisher:
    """Packets of one stream of pictures and one of sound, in order and otherwise."""

    def __init__(self, usual: str = "h264") -> None:
        """`usual` is the codec of the pictures, most of the time; H.264 may be without parameter
        sets.
        """
        self.usual, _, self._bare = usual.partition(" ")
        self.numbers = {VIDEO: 65_500, AUDIO: 65_520, VIDEO_RTX: 5}
        self.ssrcs = {VIDEO: VIDEO, AUDIO: AUDIO}
        self.timestamp = 2**32 - 20_000
        self.wide = 65_500
        self._client = keys(99, False)
        self.lost: list[bytes] = []
        self.last: dict[int, bytes] = {}

    def batch(self, parts: list[tuple[str, str, int]]) -> list[bytes]:
        """Some packets, as far as libsrtp protects the like."""
        parts = [(self.usual if what == "usual" else what, how, seed) for what, how, seed in parts]
        return [p for part in parts for p in self.packets(*part) if self._sendable(p)]

    def _sendable(self, packet: bytes) -> bool:
        try:
            self._client.protect(packet)
        except BadSrtp:
            return False
        return True

    def packets(self, what: str, how: str, seed: int) -> list[bytes]:
        """Some to be sent at once."""
        if what == "rtx":
            return self._again(how)
        rng = random.Random(seed)
        stream = AUDIO if what in ("opus", "red") else VIDEO
        if how == "late":
            late, self.lost = self.lost, []
            return late
        if how == "jump":
            self.numbers[stream] += rng.choice((300, 5_000, 30_000))
        if how == "restart":
            self.ssrcs[stream] += 1
        if how != "same picture":
            self.timestamp += 3000
        key = how == "key"
        count = 1 if stream == AUDIO else 1 + seed % 4
        made = [
            self._packet(what, how, stream, place == count - 1, key, rng) for place in range(count)
        ]
        if how == "lose":
            self.lost = made
            return []
        return made

    def _packet(
        self, what: str, how: str, stream: int, last: bool, key: bool, rng: random.Random
    ) -> bytes:
        self.numbers[stream] += 1
        self.wide += rng.choice((1, 1, 1, 2))
        extensions: dict[int, bytes] = {MID: b"1" if stream == AUDIO else b"0"}
        if rng.random() < 0.1:
            extensions[15] = b"x"  # nothing after it counts
        if rng.random() < 0.7:
            extensions[WIDE] = (self.wide & 0xFFFF).to_bytes(2)
        if rng.random() < 0.7:
            extensions[LEVEL] = bytes([rng.randrange(256)])
        if rng.random() < 0.2:
            extensions[14] = rng.randbytes(rng.randrange(1, 9))
        data = rtp(
            self.numbers[stream],
            b"" if how == "empty" else self._payload(what, key and not last, rng),
            timestamp=self.timestamp & 0xFFFFFFFF,
            ssrc=self.ssrcs[stream],
            payload_type=TYPES[what],
            marker=last,
            extensions=extensions,
            two_byte=how == "two-byte",
            padding=rng.randrange(1, 9) if how == "padded" else 0,
        )
        if how == "malformed":
            data = data[: rng.randrange(12, len(data))]
        self.last[stream] = data
        return data

    def _payload(self, what: str, key: bool, rng: random.Random) -> bytes:
        filling = rng.randbytes(rng.choice((1, 30, 300, 1100)))
        match what:
            case "h264":
                head = rng.choice(H264_HEADS) if rng.random() < 0.2 else b"\x41"
                if key:
                    return b"\x65" + filling if self._bare else h264_key(filling)
                return head + filling
            case "vp8":
                head = rng.choice(VP8_HEADS)
                later = rng.choice((head + b"\x01", b"\x80\x80\x01", b"\x90"))
                return (head + b"\x00" if key else later) + filling
            case "red":
                return b"\xef\x0f\x00\x03\x6fold" + filling
            case _:
                return filling

    def _again(self, how: str) -> list[bytes]:
        """What was lost, or what was not, as retransmission."""
        if how == "needless":
            packets = [self.last[VIDEO]]
        elif how == "last lost":
            packets = [self.lost.pop()] if self.lost else []
        elif how == "lost before it comes":
            packets = self.lost
        else:
            packets, self.lost = self.lost, []
        made = []
        for packet in packets:
            if packet[1] & 0x7F not in (102, 98):
                continue
            self.numbers[VIDEO_RTX] += 1
            original = int.from_bytes(packet[2:4])
            start = 16 + 4 * int.from_bytes(packet[14:16]) if packet[0] & 0x10 else 12
            made.append(
                rtx(
                    self.numbers[VIDEO_RTX],
                    original,
                    packet[start:],
                    timestamp=int.from_bytes(packet[4:8]),
                    ssrc=VIDEO_RTX,
                    payload_type=(packet[1] & 0x7F) + 1,
                    marker=bool(packet[1] & 0x80),
                    extensions={MID: b"0"},
                )
            )
        return made
