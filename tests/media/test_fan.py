"""The native fan sends what Python sends, packet for packet."""

import contextlib
import random
import socket
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media import native
from media.down_track import DownTrack
from media.fan import Fan
from media.ice import Address
from media.link import Link
from media.native import load
from media.router import Router
from media.sockaddr import pack
from media.srtp import AEAD_AES_128_GCM, AES128_CM_SHA1_80, Profile, SrtpSession, split_keys
from media.transport import Outgoing
from media.up_track import UpTrack
from media.wire.codecs import Codec, HeaderExtensions, Kind
from tests.support.packets import (
    H264,
    LEVEL,
    OPUS,
    TIME,
    VP8,
    WIDE,
    h264_delta,
    h264_key,
    receive_parameters,
    rtp,
    send_parameters,
    track_info,
)

LIBRARY = load()
EXTENSIONS = [
    HeaderExtensions(),
    HeaderExtensions(mid=1),
    HeaderExtensions(mid=1, transport_sequence=WIDE, abs_send_time=TIME, audio_level=LEVEL),
    HeaderExtensions(transport_sequence=WIDE),
    HeaderExtensions(mid=15, audio_level=LEVEL),
]
RED = Codec("red", 48000, 63, 2, "111/111")
USUAL = {"video": 102, "vp8": 98, "audio": 111, "red": 63}
OTHER = {"video": 98, "vp8": 102, "audio": 33, "red": 111}
CODECS: dict[str, tuple[Codec, ...]] = {
    "video": (H264, VP8),
    "vp8": (VP8, H264),
    "audio": (OPUS,),
    "red": (OPUS, RED),
}


class Path:
    """A subscriber's transport, whose keys follow from its number; to a real socket if native."""

    def __init__(self, outgoing: Outgoing, number: int, profile: Profile, native: bool) -> None:
        length = 2 * (profile.key_length + profile.salt_length)
        keys = split_keys(profile, random.Random(number).randbytes(length))
        sealer = outgoing.fan.sealer if native and outgoing.fan is not None else None
        self.srtp = SrtpSession(profile, keys.client, keys.server, sealer)
        self.outgoing = outgoing
        self.path = None
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address: Address = self.socket.getsockname()
        if native and outgoing.fan is not None:
            self.path = outgoing.fan.path()
            self.path.open(self.srtp, pack(self.address))

    def take(self, count: int) -> list[bytes]:
        """The `count` datagrams that the socket gets, and what comes beyond."""
        received = []
        with contextlib.suppress(TimeoutError, BlockingIOError):
            self.socket.settimeout(2.0)  # a busy kernel delivers a moment later
            received += [self.socket.recv(4096) for _ in range(count)]
            self.socket.settimeout(0.0)
            received.append(self.socket.recv(4096))
        return received

    def send_rtp(self, packet: bytes | bytearray) -> None:
        self.outgoing.add_media(self.srtp.protect(packet), self.address)

    def send_rtcp(self, packet: bytes) -> None:
        raise AssertionError("no RTCP here")


class Side:
    """A router with one publisher and some subscribers."""

    def __init__(self, kind: str, subscribers: list[tuple[int, bool]], native: bool) -> None:
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.outgoing = Outgoing(Fan(LIBRARY, self.udp.fileno()) if native else None)
        self.paths: list[Path] = []
        self.router = Router("r")
        self.publisher = Path(self.outgoing, 999, AEAD_AES_128_GCM, False)
        self.up = Link("publisher", self.publisher)
        self.router.add_link(self.up)
        medium: Kind = "audio" if kind in ("audio", "red") else "video"
        codecs: tuple[Codec, ...] = CODECS[kind]
        self.tracks = [self.up_track(number, medium, codecs) for number in (0, 1)]
        self.router.route(["alice"])
        self.downs: list[DownTrack] = []
        for number, (extensions, strong) in enumerate(subscribers):
            profile = AEAD_AES_128_GCM if strong else AES128_CM_SHA1_80
            path = Path(self.outgoing, number, profile, native)
            self.paths.append(path)
            link = Link(f"s{number}", path, path.path)
            self.router.add_link(link)
            rtx = 200 + number if medium == "video" and number % 2 else None
            taken = codecs[:1] if kind == "red" and number % 2 else codecs
            params = send_parameters(
                medium, taken, 100 + number, rtx, extensions=EXTENSIONS[extensions]
            )
            down = DownTrack(params, link, 30_000 + number)
            self.router.add_down_track(down, self.tracks[0])
            self.downs.append(down)

    def up_track(self, number: int, kind: Kind, codecs: tuple[Codec, ...]) -> UpTrack:
        """One of the publisher's tracks."""
        info, params = (
            track_info(number, "alice", kind),
            receive_parameters(kind, codecs, 77 + number),
        )
        track = UpTrack(info, params, self.up)
        self.router.add_up_track(track)
        return track

    def switch(self, number: int) -> None:
        """Have everybody sent the other track, from its next key frame on."""
        for down in self.downs:
            down.switch(self.tracks[number])

    def take(self) -> list[list[bytes]]:
        """What left, by subscriber, in no order: Python's and the fan's overtake each other."""
        sent: dict[Address, list[bytes]] = {path.address: [] for path in self.paths}
        for datagram, address in self.outgoing.drain():
            sent[address].append(datagram)
        if self.outgoing.fan is not None:
            self.outgoing.fan.flush()
            for path, down in zip(self.paths, self.downs, strict=True):
                sent[path.address] += path.take(down.packets - len(sent[path.address]))
        return [sorted(datagrams) for datagrams in sent.values()]

    def close(self) -> None:
        """Release the sockets."""
        self.udp.close()
        for path in (*self.paths, self.publisher):
            path.socket.close()


@pytest.mark.skipif(LIBRARY is None, reason="there was no C compiler when this was installed")
def test_a_destination_that_cannot_be_reached_costs_nobody_the_batches() -> None:
    side = Side("audio", [(0, True)], True)
    try:
        side.paths[0].address = ("255.255.255.255", 9)  # refused: the socket may not broadcast
        assert side.paths[0].path is not None
        side.paths[0].path.open(side.paths[0].srtp, pack(side.paths[0].address))
        for number in range(4):
            data = rtp(number, b"sound", timestamp=960 * number, ssrc=77, payload_type=111)
            side.router.receive_rtp(side.up, data, 1.0 + 0.02 * number)
        fan = side.outgoing.fan
        assert fan is not None
        assert fan.waiting == 3, "all but the first, which Python sends"
        fan.flush()
        assert fan.unsent == 3
        assert fan.segments
    finally:
        side.close()


@pytest.mark.skipif(LIBRARY is None, reason="there was no C compiler when this was installed")
def test_a_path_that_closed_points_at_no_session_while_something_waits_for_it() -> None:
    """Which may be gone by then: the fan looks ahead at what the next destination needs."""
    side = Side("audio", [(0, True), (0, True)], True)
    try:
        for number in range(3):
            data = rtp(number, b"sound", timestamp=960 * number, ssrc=77, payload_type=111)
            side.router.receive_rtp(side.up, data, 1.0 + 0.02 * number)
        fan, path = side.outgoing.fan, side.paths[1].path
        assert fan is not None
        assert path is not None
        assert fan.waiting == 4
        path.close()
        assert path.struct.session == path.struct.protect == native.ffi.NULL
        fan.flush()
        assert len(side.paths[0].take(2)) == 2
        assert side.paths[1].take(0) == []
    finally:
        side.close()


@pytest.mark.skipif(LIBRARY is None, reason="there was no C compiler when this was installed")
def test_what_is_short_leaves_behind_what_else_goes_the_same_way() -> None:
    side = Side("video", [(0, True)], True)
    try:
        sound = side.up_track(2, "audio", CODECS["audio"])
        side.router.route(["alice"])
        down = DownTrack(send_parameters("audio", CODECS["audio"], 500, None), side.downs[0].link)
        side.router.add_down_track(down, sound)
        for number in range(3):  # the first of each goes by Python
            if number == 1:
                side.take()
            for kind, ssrc in (("audio", 79), ("video", 77)):
                payload = PAYLOADS[kind](number == 0, number, 600 if kind == "video" else 60)
                data = rtp(number, payload, ssrc=ssrc, payload_type=USUAL[kind])
                side.router.receive_rtp(side.up, data, 1.0 + number)
        assert side.outgoing.fan is not None
        side.outgoing.fan.flush()
        left = [datagram[8:12] for datagram in side.paths[0].take(4)]
        assert [int.from_bytes(ssrc) for ssrc in left] == [100, 100, 500, 500]
    finally:
        side.close()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["next", "next", "next", "key", "lose", "late", "probe", "other", "wrap", "switch"]
        ),
        st.integers(0, 700),
        st.integers(0, 127),
    ),
    min_size=1,
    max_size=60,
)


@pytest.mark.skipif(LIBRARY is None, reason="there was no C compiler when this was installed")
@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(["video", "vp8", "audio", "red"]),
    st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=4),
    STEPS,
)
def test_the_same_bytes_leave(
    kind: str, subscribers: list[tuple[int, bool]], steps: list[tuple[str, int, int]]
) -> None:
    sides = [Side(kind, subscribers, native) for native in (False, True)]
    try:
        walk(kind, sides, [("key", 300, 1), *steps, ("switch", 11, 2), ("next", 600, 3)])
        check_alike(*sides)
    finally:
        for side in sides:
            side.close()


def walk(kind: str, sides: list[Side], steps: list[tuple[str, int, int]]) -> None:
    """Give the same packets of two tracks to each side: in order, lost, late, unusual."""
    sequence, timestamp, now, shown = 65_500, 2**32 - 9000, 64 * 1000 - 0.5, 0
    held: list[bytes] = []
    sound = kind in ("audio", "red")
    for step, size, level in steps:
        now += 0.0137
        timestamp = timestamp + 3000 & 0xFFFFFFFF
        sequence = sequence + 1 & 0xFFFF
        packets = [
            rtp(
                sequence,
                b""
                if step == "probe"
                else PAYLOADS[kind](step in ("key", "switch"), sequence + 40 * number, size),
                timestamp=timestamp,
                ssrc=77 + number,
                marker=bool(size & 1),
                payload_type=OTHER[kind] if step == "other" else USUAL[kind],
                extensions={LEVEL: bytes([level])} if sound and level % 3 else {},
            )
            for number in (0, 1)
        ]
        if step == "lose":
            held = packets
            continue
        if step == "wrap":
            sequence = sequence + 200 & 0xFFFF
        if step == "switch":
            shown = 1 - shown
        for side in sides:
            side.switch(shown)
            for data in [*packets, *(held if step == "late" else [])]:
                side.router.receive_rtp(side.up, data, now)
        held = [] if step == "late" else held


def vp8(key: bool, number: int, size: int) -> bytes:
    """A payload with a picture id, of 7 or 15 bits, and a TL0PICIDX (RFC 7741 section 4.2)."""
    picture = (
        bytes([number & 0x7F]) if size % 5 == 0 else (0x8000 | number & 0x7FFF).to_bytes(2, "big")
    )
    return bytes([0x90, 0xC0]) + picture + bytes([number & 0xFF, 0 if key else 1]) + bytes(size)


PAYLOADS: dict[str, Callable[[bool, int, int], bytes]] = {
    "video": lambda key, _, size: (h264_key if key else h264_delta)(bytes(size) or b"x"),
    "vp8": vp8,
    "audio": lambda _, number, size: bytes(size) or b"x",
    "red": lambda _, number, size: b"\xef\x0f\x00\x03\x6fold" + bytes(size),
}


def check_alike(plain: Side, native: Side) -> None:
    """The same left, and the same is remembered."""
    assert native.take() == plain.take()
    for one, other in zip(plain.downs, native.downs, strict=True):
        assert (one.packets, one.octets) == (other.packets, other.octets)
        assert one.link.bytes_out == other.link.bytes_out
        assert one.link.estimate.sent.sizes == other.link.estimate.sent.sizes
        assert one.link.estimate.sent.times == other.link.estimate.sent.times
        for field in ("first", "delta", "highest", "offset", "last_timestamp", "last_at"):
            assert getattr(one.leg, field) == getattr(other.leg, field)
