"""Peers around a router: publishers that answer NACK and PLI, players that ask, recorders.

They read what the router sends through aiortc's formats, so the router's own are not their measure.
"""

import struct
import warnings
from collections.abc import Callable

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc.rtp import (
        RTCP_PSFB_PLI,
        RTCP_RTPFB_NACK,
        AnyRtcpPacket,
        RtcpPacket,
        RtcpPsfbPacket,
        RtcpRtpfbPacket,
        RtpPacket,
    )

from msgspec.structs import replace

from media.down_track import DownTrack
from media.link import Link
from media.messages import Source
from media.router import Router
from media.up_track import UpTrack
from media.wire.codecs import Codec, Kind, SendParameters
from media.wire.rtcp import pack_nack
from tests.support.clock import VirtualClock
from tests.support.network import Network
from tests.support.packets import (
    H264,
    LEVEL,
    OPUS,
    VP8,
    WIDE,
    h264_delta,
    h264_key,
    receive_parameters,
    rtp,
    rtx,
    send_parameters,
    sender_report,
    track_info,
)

NTP_OFFSET = 3_900_000_000.0
"""Of the router in tests."""


class RecordingSender:
    """A transport that keeps what it is given."""

    def __init__(self) -> None:
        self.rtp: list[bytes] = []
        self.rtcp: list[bytes] = []

    def send_rtp(self, packet: bytes | bytearray) -> None:
        self.rtp.append(bytes(packet))

    def send_rtcp(self, packet: bytes) -> None:
        self.rtcp.append(packet)

    def take_rtp(self) -> list[RtpPacket]:
        """What was sent since the last call."""
        taken, self.rtp = self.rtp, []
        return [RtpPacket.parse(data) for data in taken]

    def take_rtcp(self) -> list[AnyRtcpPacket]:
        """What was sent since the last call, compounds taken apart."""
        taken, self.rtcp = self.rtcp, []
        return [part for data in taken for part in RtcpPacket.parse(data)]


class NetworkSender:
    """A transport over a `Network`: RTP and RTCP share it, as on a multiplexed port."""

    def __init__(self, network: Network, clock: VirtualClock) -> None:
        self._network = network
        self._clock = clock

    def send_rtp(self, packet: bytes | bytearray) -> None:
        self._network.send(bytes(packet), self._clock.now)

    def send_rtcp(self, packet: bytes) -> None:
        self._network.send(packet, self._clock.now)


def is_rtcp(packet: bytes) -> bool:
    """RFC 5761 section 4."""
    return 192 <= packet[1] <= 223


class Stream:
    """A published track whose packets a test sends one by one, straight into the router."""

    def __init__(
        self,
        router: Router,
        link: Link,
        track_id: int,
        owner: str = "alice",
        kind: Kind = "video",
        *,
        sequence: int = 100,
        timestamp: int = 1000,
        codec: Codec | None = None,
        codecs: tuple[Codec, ...] = (),
        source: Source | None = None,
        rtx_ssrc: int | None = None,
    ) -> None:
        self.router = router
        self.link = link
        self.ssrc = 0x10000000 + track_id
        self.rtx_ssrc = rtx_ssrc
        self.codec = codec or (H264 if kind == "video" else OPUS)
        self.sequence = sequence
        self.timestamp = timestamp
        if codec is not None or kind == "audio":
            codecs = codecs or (self.codec,)
        codecs = codecs or (H264, VP8)
        params = receive_parameters(kind, codecs, self.ssrc, rtx_ssrc, mid=str(track_id))
        info = replace(track_info(track_id, owner, kind, source), codecs=codecs)
        self.track = UpTrack(info, params, link)
        router.add_up_track(self.track)

    def packet(self, payload: bytes, step: int = 3000, level: int | None = None) -> bytes:
        """The next packet, not sent."""
        extensions = {} if level is None else {LEVEL: bytes([level])}
        data = rtp(
            self.sequence,
            payload,
            timestamp=self.timestamp,
            ssrc=self.ssrc,
            payload_type=self.codec.payload_type,
            extensions=extensions,
        )
        self.sequence = self.sequence + 1 & 0xFFFF
        self.timestamp = self.timestamp + step & 0xFFFFFFFF
        return data

    def send(self, payload: bytes, now: float, level: int | None = None, step: int = 3000) -> bytes:
        """Send the next packet; returns it."""
        data = self.packet(payload, step, level)
        self.router.receive_rtp(self.link, data, now)
        return data

    def key(self, now: float) -> bytes:
        """Send a key frame of one packet."""
        return self.send(h264_key(), now)

    def delta(self, now: float) -> bytes:
        """Send another frame of one packet."""
        return self.send(h264_delta(b"%d" % self.sequence), now)


def add_link(router: Router, name: str = "peer") -> tuple[Link, RecordingSender]:
    """A new peer of `router`."""
    sender = RecordingSender()
    link = Link(name, sender)
    router.add_link(link)
    return link, sender


def down_track(link: Link, params: SendParameters | None = None, first: int = 1) -> DownTrack:
    """A down track whose numbering starts at `first`."""
    return DownTrack(params or send_parameters(), link, first)


class Publisher:
    """One H.264 camera behind a network: 30 frames/s of several packets, key frames on demand."""

    FRAME = 1 / 30

    def __init__(
        self, router: Router, clock: VirtualClock, up: Network, down: Network, packets: int = 8
    ) -> None:
        self._router = router
        self._clock = clock
        self._up = up
        self._down = down
        self.link = Link("publisher", NetworkSender(down, clock))
        router.add_link(self.link)
        self.ssrc, self.rtx_ssrc = 0xAAAA, 0xBBBB
        params = receive_parameters(ssrc=self.ssrc, rtx_ssrc=self.rtx_ssrc)
        self.track = UpTrack(track_info(7), params, self.link)
        router.add_up_track(self.track)
        self.packets = packets
        self.sequence = 65000  # wraps within two seconds
        self.timestamp = 0xFFFFFFFF - 90000
        self.sent: dict[int, bytes] = {}
        self.plis = 0
        self.nacked = 0
        self._rtx_sequence = 10
        self._wide = 0
        self._wants_key = True
        self._next_frame = clock.now
        self._next_report = clock.now

    def step(self) -> None:
        """Do what is due: receive RTCP, send frames and reports."""
        now = self._clock.now
        for data in self._down.deliver(now):
            for part in RtcpPacket.parse(data):
                self._receive(part)
        while now >= self._next_frame:
            self._next_frame += self.FRAME
            self._send_frame()
        if now >= self._next_report:
            self._next_report += 1.0
            self._up.send(sender_report(self.ssrc, NTP_OFFSET + now, self.timestamp), now)

    def _receive(self, part: AnyRtcpPacket) -> None:
        if isinstance(part, RtcpPsfbPacket) and part.fmt == RTCP_PSFB_PLI:
            assert part.media_ssrc == self.ssrc
            self.plis += 1
            self._wants_key = True
        elif isinstance(part, RtcpRtpfbPacket) and part.fmt == RTCP_RTPFB_NACK:
            for lost in part.lost:
                self.nacked += 1
                self._send_rtx(lost)

    def _stamp(self) -> dict[int, bytes]:
        self._wide = self._wide + 1 & 0xFFFF
        return {WIDE: struct.pack("!H", self._wide)}

    def _send_rtx(self, lost: int) -> None:
        if lost in self.sent:
            self._rtx_sequence += 1
            data = rtx(
                self._rtx_sequence,
                lost,
                self.sent[lost],
                ssrc=self.rtx_ssrc,
                payload_type=103,
                extensions=self._stamp(),
            )
            self._up.send(data, self._clock.now)

    def _send_frame(self) -> None:
        for number in range(self.packets):
            filling = struct.pack("!IH", self.timestamp, number) + bytes(50)
            first = number == 0 and self._wants_key
            payload = h264_key(filling) if first else h264_delta(filling)
            self.sent[self.sequence] = payload
            data = rtp(
                self.sequence,
                payload,
                timestamp=self.timestamp,
                ssrc=self.ssrc,
                marker=number == self.packets - 1,
                extensions=self._stamp(),
            )
            self._up.send(data, self._clock.now)
            self.sequence = self.sequence + 1 & 0xFFFF
        self._wants_key = False
        self.timestamp = self.timestamp + 3000 & 0xFFFFFFFF


class Subscriber:
    """A player behind a network: asks again for gaps every 50 ms, unwraps RTX, reports."""

    def __init__(
        self,
        router: Router,
        clock: VirtualClock,
        up: Network,
        down: Network,
        source: UpTrack,
        params: SendParameters | None = None,
    ) -> None:
        self._clock = clock
        self._up = up
        self._down = down
        self.params = params or send_parameters()
        self.link = Link("subscriber", NetworkSender(down, clock))
        router.add_link(self.link)
        self.down_track = DownTrack(self.params, self.link, 65400)
        router.add_down_track(self.down_track, source)
        self.received: dict[int, bytes] = {}
        """Payload by index from the first packet, at 0."""
        self.rtx_packets = 0
        self._first: int | None = None
        self._highest = 0
        self._asked: dict[int, float] = {}
        self.reports: list[AnyRtcpPacket] = []

    @property
    def expected(self) -> int:
        """Packets up to the highest received."""
        return self._highest + 1

    def missing(self, until: int) -> list[int]:
        """The indices below `until` that never came."""
        return [index for index in range(until) if index not in self.received]

    def step(self) -> None:
        """Receive, then ask for what is missing."""
        now = self._clock.now
        for data in self._down.deliver(now):
            if is_rtcp(data):
                self.reports += RtcpPacket.parse(data)
            else:
                self._receive(RtpPacket.parse(data))
        lost = [
            index
            for index in range(max(0, self._highest - 400), self._highest)
            if index not in self.received and now - self._asked.get(index, 0.0) > 0.05
        ]
        if lost and self._first is not None:
            self._asked.update(dict.fromkeys(lost, now))
            numbers = [index + self._first & 0xFFFF for index in lost]
            self._up.send(pack_nack(9, self.params.ssrc, numbers), now)  # aiortc's fails at 65535

    def _receive(self, packet: RtpPacket) -> None:
        sequence, payload = packet.sequence_number, packet.payload
        if packet.ssrc == self.params.rtx_ssrc:
            sequence, payload = struct.unpack_from("!H", payload)[0], payload[2:]
            self.rtx_packets += 1
        else:
            assert packet.ssrc == self.params.ssrc
        if self._first is None:
            self._first = sequence
        ahead = sequence - (self._first + self._highest) & 0xFFFF
        index = self._highest + (ahead if ahead < 0x8000 else ahead - 0x10000)
        self._highest = max(self._highest, index)
        held = self.received.setdefault(index, payload)
        assert held == payload, "one number, two contents"


def run(
    clock: VirtualClock,
    router: Router,
    seconds: float,
    uplinks: list[tuple[Network, Link]],
    step: Callable[[], None],
) -> None:
    """Let time pass in ticks of 10 ms: `uplinks` into the router, its tick, the peers' `step`."""
    end = clock.now + seconds
    while clock.now < end:
        clock.advance(0.01)
        for network, link in uplinks:
            for data in network.deliver(clock.now):
                if is_rtcp(data):
                    router.receive_rtcp(link, data, clock.now)
                else:
                    router.receive_rtp(link, data, clock.now)
        router.tick(clock.now)
        step()
