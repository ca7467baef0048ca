"""The native fan sends what Python sends, packet for packet."""

import random
import shutil
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media.down_track import DownTrack
from media.fan import Fan, load
from media.ice import Address
from media.link import Link
from media.router import Router
from media.sockaddr import pack, unpack
from media.srtp import AEAD_AES_128_GCM, AES128_CM_SHA1_80, Profile, SrtpSession, split_keys
from media.transport import Outgoing
from media.up_track import UpTrack
from media.wire.codecs import HeaderExtensions
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
USUAL, OTHER = {"video": 102, "audio": 111}, {"video": 98, "audio": 33}


def test_it_is_built_where_a_compiler_is() -> None:
    if shutil.which("cc"):
        assert LIBRARY is not None


class Path:
    """A subscriber's transport twice over: the same keys, once native and once not."""

    def __init__(self, outgoing: Outgoing, number: int, profile: Profile, native: bool) -> None:
        length = 2 * (profile.key_length + profile.salt_length)
        keys = split_keys(profile, random.Random(number).randbytes(length))
        self.srtp = SrtpSession(profile, inbound=keys.client, outbound=keys.server)
        self.address: Address = ("127.0.0.1", 5000 + number)
        self.outgoing = outgoing
        self.path = outgoing.fan.path() if native and outgoing.fan else None
        if self.path is not None:
            self.path.open(self.srtp, pack(self.address))

    def send_rtp(self, packet: bytes | bytearray) -> None:
        self.outgoing.add_media(self.srtp.protect(packet), self.address)

    def send_rtcp(self, packet: bytes) -> None:
        raise AssertionError("no RTCP here")


class Side:
    """A router with one publisher and some subscribers."""

    def __init__(self, kind: Any, subscribers: list[tuple[int, bool]], native: bool) -> None:
        self.outgoing = Outgoing(Fan(LIBRARY, -1) if native else None)
        self.router = Router("r")
        self.up = Link("publisher", Path(self.outgoing, 999, AEAD_AES_128_GCM, False))
        self.router.add_link(self.up)
        codecs = (H264, VP8) if kind == "video" else (OPUS,)
        self.track = UpTrack(
            track_info(1, "alice", kind), receive_parameters(kind, codecs, 77), self.up
        )
        self.router.add_up_track(self.track)
        self.router.route(["alice"])
        self.downs: list[DownTrack] = []
        for number, (extensions, strong) in enumerate(subscribers):
            profile = AEAD_AES_128_GCM if strong else AES128_CM_SHA1_80
            path = Path(self.outgoing, number, profile, native)
            link = Link(f"s{number}", path, path.path)
            self.router.add_link(link)
            rtx = 200 + number if kind == "video" and number % 2 else None
            params = send_parameters(
                kind, codecs, 100 + number, rtx, extensions=EXTENSIONS[extensions]
            )
            down = DownTrack(params, link, 30_000 + number)
            self.router.add_down_track(down, self.track)
            self.downs.append(down)

    def take(self) -> dict[Address, list[bytes]]:
        """What would leave, by destination; the order of packets not sent by one way is open."""
        found = self.outgoing.drain()
        if self.outgoing.fan is not None:
            for path, datagram in self.outgoing.fan.peek():
                name = bytes(path.name[0 : path.name_length])
                found.append((datagram, unpack(name)))
        sent: dict[Address, list[bytes]] = {}
        for datagram, address in found:
            sent.setdefault(address, []).append(datagram)
        return {address: sorted(datagrams) for address, datagrams in sent.items()}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["next", "next", "next", "key", "lose", "late", "probe", "other", "wrap"]),
        st.integers(0, 700),
        st.integers(0, 127),
    ),
    min_size=1,
    max_size=60,
)


@pytest.mark.skipif(LIBRARY is None, reason="there was no C compiler when this was installed")
@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["video", "audio"]),
    st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=1, max_size=4),
    STEPS,
)
def test_the_same_bytes_leave(
    kind: str, subscribers: list[tuple[int, bool]], steps: list[tuple[str, int, int]]
) -> None:
    sides = [Side(kind, subscribers, native) for native in (False, True)]
    sequence, timestamp, now = 65_500, 2**32 - 9000, 64 * 1000 - 0.5
    held: bytes | None = None
    for step, size, level in steps:
        now += 0.0137
        timestamp = timestamp + 3000 & 0xFFFFFFFF
        sequence = sequence + 1 & 0xFFFF
        body = bytes(size) if size else b"x"
        payload = body
        if kind == "video":
            payload = h264_key(body) if step == "key" else h264_delta(body)
        data = rtp(
            sequence,
            b"" if step == "probe" else payload,
            timestamp=timestamp,
            ssrc=77,
            marker=bool(size & 1),
            payload_type=OTHER[kind] if step == "other" else USUAL[kind],
            extensions={LEVEL: bytes([level])} if kind == "audio" and level % 3 else {},
        )
        if step == "lose":
            held = data
            continue
        if step == "wrap":
            sequence = sequence + 200 & 0xFFFF
        for side in sides:
            side.router.receive_rtp(side.up, data, now)
            if step == "late" and held is not None:
                side.router.receive_rtp(side.up, held, now)
        held = None if step == "late" else held
    plain, native = sides
    assert native.take() == plain.take()
    for one, other in zip(plain.downs, native.downs, strict=True):
        assert (one.packets, one.octets) == (other.packets, other.octets)
        assert one.link.bytes_out == other.link.bytes_out
        assert one.link.estimate.sent.sizes == other.link.estimate.sent.sizes
        assert one.link.estimate.sent.times == other.link.estimate.sent.times
        for field in ("first", "delta", "highest", "offset", "last_timestamp", "last_at"):
            assert getattr(one.leg, field) == getattr(other.leg, field)
