"""The forwarding plane as a whole: two peers over a lossy network, feedback, egress, junk."""

import struct
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc.rtp import RtcpRrPacket, RtcpSrPacket, RtpPacket, unpack_remb_fci

from media.link import Link
from media.router import Router
from media.stats import Counts
from media.tap import EGRESS_PAYLOAD_TYPES, Tap
from media.wire.codecs import Codec, HeaderExtensions
from media.wire.rtcp import pack_pli
from tests.support.clock import VirtualClock
from tests.support.forwarding import (
    NTP_OFFSET,
    Publisher,
    Stream,
    Subscriber,
    add_link,
    down_track,
    run,
)
from tests.support.network import Network
from tests.support.packets import H264, OPUS, rtp, send_parameters
from tests.support.transport_feedback import unfolded


class Walk:
    """Publisher → router → subscriber, each hop with its own losses, for some seconds."""

    def __init__(
        self,
        up: float,
        down: float,
        seconds: float = 8.0,
        jitter: float = 0.005,
        rtx: bool = True,
        seed: int = 1,
    ) -> None:
        self.clock = VirtualClock()
        self.router = Router("r", NTP_OFFSET)
        self.to_router = Network(seed, up, 0.02, jitter)
        self.to_publisher = Network(seed + 1, up, 0.02, jitter)
        self.publisher = Publisher(self.router, self.clock, self.to_router, self.to_publisher)
        self.to_subscriber = Network(seed + 2, down, 0.02, jitter)
        self.from_subscriber = Network(seed + 3, down, 0.02, jitter)
        codec = H264 if rtx else Codec("H264", 90000, 102, fmtp=H264.fmtp, feedback=H264.feedback)
        self.subscriber = Subscriber(
            self.router,
            self.clock,
            self.from_subscriber,
            self.to_subscriber,
            self.publisher.track,
            send_parameters(codecs=(codec,), rtx_ssrc=0x33333333 if rtx else None),
        )
        self.run(seconds)

    def run(self, seconds: float) -> None:
        uplinks = [
            (self.to_router, self.publisher.link),
            (self.from_subscriber, self.subscriber.link),
        ]
        run(self.clock, self.router, seconds, uplinks, self._step)

    def _step(self) -> None:
        self.publisher.step()
        self.subscriber.step()


@pytest.mark.parametrize("seed", range(1, 4))
@pytest.mark.parametrize(
    ("up", "down", "rtx"),
    [
        (0.0, 0.0, True),
        (0.05, 0.0, True),
        (0.0, 0.05, True),
        (0.05, 0.05, True),
        (0.0, 0.05, False),
    ],
)
def test_losses_are_recovered(up: float, down: float, rtx: bool, seed: int) -> None:
    walk = Walk(up, down, rtx=rtx, seed=seed)
    subscriber, publisher = walk.subscriber, walk.publisher
    assert subscriber.expected > 8 * 30 * 7
    settled = subscriber.expected - 200  # the last ones are still on their way
    assert subscriber.missing(settled) == []
    assert walk.publisher.track.stats(walk.clock.now).lost <= 20
    if up:
        assert walk.to_router.lost > 50
        # Each loss costs about one request, at 5 % both ways: not a storm.
        assert publisher.nacked < 1.6 * walk.to_router.lost
    else:
        assert publisher.nacked <= walk.to_router.lost + 20
    if down and rtx:
        assert subscriber.rtx_packets > 50
    assert subscriber.rtx_packets < 2.5 * (walk.to_subscriber.lost + walk.to_router.lost) + 20
    assert publisher.plis <= 3


def test_what_was_done_about_losses_is_counted() -> None:
    walk = Walk(0.05, 0.05)
    up, down = walk.publisher.link.totals(), walk.subscriber.link.totals()
    assert up.asked >= walk.publisher.nacked > 50, "some requests were lost on their way"
    assert down.wanted >= down.resent > 50
    assert down.resent >= walk.subscriber.rtx_packets
    assert up.key_asked >= walk.publisher.plis
    assert up.bytes_in > 100_000 < down.bytes_out
    both = Counts()
    both.add(up)
    both.add(down)
    assert (both.asked, both.resent) == (up.asked, down.resent)
    assert both.bytes_in == up.bytes_in + down.bytes_in


def test_payloads_arrive_unchanged_and_in_the_publishers_order() -> None:
    walk = Walk(0.05, 0.05)
    sent = list(walk.publisher.sent.values())
    received = [walk.subscriber.received[n] for n in range(walk.subscriber.expected - 200)]
    start = sent.index(received[0])
    assert received == sent[start : start + len(received)]


def test_reordering_alone_costs_hardly_any_request() -> None:
    walk = Walk(0.0, 0.0, jitter=0.004)
    assert walk.publisher.nacked < 5


def test_an_outage_ends_with_a_key_frame() -> None:
    walk = Walk(0.0, 0.0, seconds=2)
    walk.to_router._loss = 1.0
    walk.run(2.0)
    walk.to_router._loss = 0.0
    before = walk.publisher.plis
    walk.run(2.0)
    assert walk.publisher.plis > before
    assert walk.publisher.plis <= before + 3
    assert walk.subscriber.missing(walk.subscriber.expected - 100) != []
    assert len(walk.subscriber.received) > 2 * 1.5 * 240


def test_a_dead_subscriber_does_not_disturb_another() -> None:
    walk = Walk(0.0, 1.0, seconds=1)
    assert walk.subscriber.received == {}
    link, sender = add_link(walk.router)
    walk.router.add_down_track(down_track(link), walk.publisher.track)
    walk.run(1.0)
    assert len(sender.rtp) > 200


# --- feedback to publishers -------------------------------------------------------------------


def test_receiver_reports_go_to_the_publisher_every_second() -> None:
    router = Router("r", NTP_OFFSET)
    link, sender = add_link(router)
    stream = Stream(router, link, 1)
    for tick in range(500):
        stream.packet(b"lost") if tick % 10 == 9 else stream.delta(1.0 + tick * 0.01)
        router.tick(1.0 + tick * 0.01)
    reports = [p for p in sender.take_rtcp() if isinstance(p, RtcpRrPacket) and p.reports]
    assert len(reports) == 5
    block = reports[-1].reports[0]
    assert block.ssrc == stream.ssrc
    assert block.fraction_lost == pytest.approx(25.6, abs=2)
    assert 35 <= block.packets_lost <= 50


def test_transport_feedback_spans_all_tracks_of_a_peer() -> None:
    router = Router("r")
    link, sender = add_link(router)
    video, audio = Stream(router, link, 1), Stream(router, link, 2, kind="audio")
    wide = 65500
    arrivals: dict[int, float] = {}
    for tick in range(100):
        now = 1.0 + tick * 0.01
        stream = video if tick % 2 else audio
        if tick % 7 != 3:
            data = rtp(
                tick,
                b"x",
                ssrc=stream.ssrc,
                payload_type=stream.codec.payload_type,
                extensions={3: struct.pack("!H", wide)},
            )
            router.receive_rtp(link, data, now)
            arrivals[wide] = now
        wide = wide + 1 & 0xFFFF
        router.tick(now)
    told: dict[int, int | None] = {}
    feedbacks = 0
    for data in sender.rtcp:
        for feedback in unfolded(data):
            feedbacks += 1
            for offset, ticks in enumerate(feedback.arrivals):
                told[feedback.base_sequence + offset & 0xFFFF] = ticks
    assert 15 <= feedbacks <= 21
    for sequence, ticks in told.items():
        if sequence in arrivals:
            assert ticks == pytest.approx(arrivals[sequence] * 4000, abs=1)
        else:
            assert ticks is None
    assert len(told) > 90
    assert not any(b"REMB" in data for data in sender.rtcp)


@pytest.mark.parametrize(
    ("ssrc", "payload_type", "padding"),
    [(0x20000001, 103, 0), (0x10000001, 102, 200), (0x30000001, 102, 0), (0x30000002, 77, 0)],
    ids=["retransmission", "probe", "another layer", "unknown"],
)
def test_transport_feedback_tells_of_every_stream(
    ssrc: int, payload_type: int, padding: int
) -> None:
    """Whatever the router makes of it: the publisher's estimator counts what it sent."""
    router = Router("r")
    link, sender = add_link(router)
    Stream(router, link, 1, rtx_ssrc=0x20000001)
    for number in range(4):
        wide = {3: struct.pack("!H", number)}
        data = rtp(
            number, b"", ssrc=ssrc, payload_type=payload_type, extensions=wide, padding=padding
        )
        router.receive_rtp(link, data, 1.0 + number / 4000)
    router.tick(1.1)
    (feedback,) = (feedback for data in sender.rtcp for feedback in unfolded(data))
    assert feedback.arrivals == [4000, 4001, 4002, 4003]


def test_remb_where_transport_feedback_was_not_agreed_on() -> None:
    router = Router("r")
    link, sender = add_link(router)
    codec = Codec("H264", 90000, 102, fmtp=H264.fmtp, feedback=frozenset({"goog-remb", "nack"}))
    stream = Stream(router, link, 1, codec=codec)
    for tick in range(200):
        stream.delta(1.0 + tick * 0.01)
        router.tick(1.0 + tick * 0.01)
    rembs = [p for p in sender.take_rtcp() if getattr(p, "fci", b"")[:4] == b"REMB"]
    assert 4 <= len(rembs) <= 5
    bitrate, ssrcs = unpack_remb_fci(rembs[-1].fci)  # type: ignore[union-attr]
    assert ssrcs == [stream.ssrc]
    assert bitrate >= 2_000_000


# --- egress -----------------------------------------------------------------------------------


def test_egress_gets_every_track_present_and_future() -> None:
    router = Router("r", NTP_OFFSET)
    link, sender = add_link(router)
    first = Stream(router, link, 0xDEADBEEF, timestamp=123456)
    tapped: list[bytes] = []
    router.attach(Tap(tapped.append))
    second = Stream(router, link, 77, "bob", "audio")
    router.route(["bob"])
    first.delta(1.0)
    first.key(1.1)
    second.send(b"sound", 1.1)
    packets = [RtpPacket.parse(data) for data in tapped]
    assert [(p.ssrc, p.payload_type) for p in packets] == [
        (0xDEADBEEF, EGRESS_PAYLOAD_TYPES["H264"]),
        (77, EGRESS_PAYLOAD_TYPES["opus"]),
    ]
    assert packets[0].timestamp == 123456 + 3000
    assert all(not data[0] & 0x10 for data in tapped)
    router.tick(1.1)
    assert sum(data[:2] == b"\x81\xce" for data in sender.rtcp) == 0


def test_egress_asks_for_key_frames_and_gets_sender_reports() -> None:
    router = Router("r", NTP_OFFSET)
    link, sender = add_link(router)
    stream = Stream(router, link, 5)
    tapped: list[bytes] = []
    tap = Tap(tapped.append)
    router.attach(tap)
    stream.key(1.0)
    router.tick(1.0)
    sender.rtcp.clear()
    router.receive_rtcp(tap.link, pack_pli(1, 5), 2.0)
    router.receive_rtcp(tap.link, pack_pli(1, 6), 2.0)
    router.receive_rtcp(tap.link, b"junk", 2.0)
    router.tick(2.0)
    assert sum(data[:2] == b"\x81\xce" for data in sender.rtcp) == 1
    sr = struct.pack("!BBHIIIIII", 0x80, 200, 6, stream.ssrc, 1000, 0, stream.timestamp, 1, 1)
    router.receive_rtcp(link, sr, 2.1)
    router.tick(2.2)
    (report,) = [RtcpSrPacket.parse(data[4:28], 0) for data in tapped if data[1] == 200]
    assert report.ssrc == 5
    assert report.sender_info.rtp_timestamp == pytest.approx(stream.timestamp + 9000, abs=2)
    assert report.sender_info.ntp_timestamp / 2**32 == pytest.approx(NTP_OFFSET + 2.2)


def test_egress_can_leave_and_come_back() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 5)
    first: list[bytes] = []
    second: list[bytes] = []
    tap = Tap(first.append)
    router.attach(tap)
    stream.key(1.0)
    router.detach(tap)
    stream.key(1.1)
    router.attach(Tap(second.append))
    stream.key(1.2)
    router.remove_up_track(stream.track)
    assert (len(first), len(second)) == (1, 1)
    assert router.packets_forwarded == 2


# --- coming and going -------------------------------------------------------------------------


def test_a_peer_that_leaves_takes_its_tracks_along() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 5)
    down_link, sender = add_link(router)
    down = down_track(down_link)
    router.add_down_track(down, stream.track)
    stream.key(1.0)
    router.remove_link(link)
    stream.delta(1.1)
    assert len(sender.rtp) == 1
    assert down.source is None
    assert router.track_stats(1.0) == []
    assert router.levels(1.0) == {}
    router.remove_link(down_link)
    router.remove_link(down_link)
    router.remove_down_track(down)
    router.tick(2.0)
    assert router.packets_forwarded == 1


def test_a_subscriber_that_leaves_gets_nothing_more() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 5)
    down_link, sender = add_link(router)
    waiting = down_track(down_link, send_parameters(ssrc=9))
    down = down_track(down_link)
    router.add_down_track(down, stream.track)
    stream.key(1.0)
    router.add_down_track(waiting, stream.track)
    router.remove_link(down_link)
    stream.key(1.1)
    assert len(sender.rtp) == 1
    assert not list(stream.track.down_tracks)
    assert stream.track.waiting == []


def test_a_recycled_down_track_continues_its_numbering() -> None:
    router = Router("r")
    link, _ = add_link(router)
    alice, bob = Stream(router, link, 1, "alice"), Stream(router, link, 2, "bob")
    down_link, sender = add_link(router)
    down = down_track(down_link)
    router.add_down_track(down, alice.track)
    alice.key(1.0)
    alice.delta(1.1)
    router.remove_down_track(down)
    alice.delta(1.2)
    router.add_down_track(down, bob.track)
    alice.delta(1.3)
    bob.key(2.1)
    packets = sender.take_rtp()
    assert [p.sequence_number for p in packets] == [1, 2, 3]
    assert packets[2].timestamp - packets[1].timestamp == 90000


def test_stats_tell_the_bitrate() -> None:
    router = Router("r")
    link, _ = add_link(router)
    stream = Stream(router, link, 5)
    down_link, _ = add_link(router)
    router.add_down_track(down_track(down_link), stream.track)
    stream.key(1.0)
    for tick in range(300):
        now = 1.0 + tick * 0.01
        stream.send(b"\x41" + bytes(999), now)
        router.tick(now)
        router.track_stats(now)
        link.quality(now)
        down_link.quality(now)
    (stats,) = router.track_stats(4.0)
    assert stats.bitrate == pytest.approx(800_000, rel=0.02)
    assert link.quality(4.0).bitrate_in == pytest.approx(810_000, rel=0.02)
    assert down_link.quality(4.0).bitrate_out == pytest.approx(820_000, rel=0.02)


def test_active_speakers_rank_owners() -> None:
    router = Router("r")
    link, _ = add_link(router)
    streams = {o: Stream(router, link, n, o, "audio") for n, o in enumerate(("a", "b"), 1)}
    for tick in range(200):
        now = 1.0 + tick * 0.02
        streams["a"].send(b"x", now, level=100)
        streams["b"].send(b"x", now, level=20)
        ranking = router.active_speakers(now)
    assert ranking == ["b", "a"]


# --- junk -------------------------------------------------------------------------------------


def _busy_router() -> tuple[Router, list[Link]]:
    router = Router("r")
    link, _ = add_link(router)
    streams = [Stream(router, link, 1, rtx_ssrc=0x999), Stream(router, link, 2, kind="audio")]
    down_link, _ = add_link(router)
    router.add_down_track(down_track(down_link), streams[0].track)
    audio = send_parameters("audio", (OPUS,), 0x444, None, extensions=HeaderExtensions())
    router.add_down_track(down_track(down_link, audio), streams[1].track)
    router.route(["alice"])
    tap = Tap(lambda data: None)
    router.attach(tap)
    streams[0].key(1.0)
    streams[1].send(b"x", 1.0)
    return router, [link, down_link, tap.link]


SSRCS = st.sampled_from([0x10000001, 0x10000002, 0x999, 0x22222222, 0x33333333, 0x444, 7])
JUNK_RTP = st.builds(
    rtp,
    st.integers(0, 65535),
    st.binary(max_size=40),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=SSRCS,
    payload_type=st.sampled_from([102, 103, 98, 99, 111, 50]),
    marker=st.booleans(),
    extensions=st.dictionaries(st.integers(1, 14), st.binary(min_size=1, max_size=4), max_size=4),
    padding=st.integers(0, 3),
)
JUNK_RTCP = st.builds(
    lambda kind, count, sender, media, body: (
        struct.pack("!BBHII", 0x80 | count, kind, 2 + len(body) // 4, sender, media)
        + body[: len(body) // 4 * 4]
    ),
    st.integers(200, 207),
    st.integers(0, 31),
    SSRCS,
    SSRCS,
    st.binary(max_size=80),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), JUNK_RTP | JUNK_RTCP | st.binary(max_size=60))))
def test_no_input_raises_and_junk_leaves_the_stream_intact(
    inputs: list[tuple[bool, bytes]],
) -> None:
    router, links = _busy_router()
    now = 1.0
    for to_publisher, data in inputs:
        now += 0.02
        link = links[0] if to_publisher else links[1]
        router.receive_rtp(link, data, now)
        router.receive_rtcp(link, data, now)
        router.receive_rtcp(links[2], data, now)
        router.tick(now)
    router.track_stats(now)
    router.levels(now)
    links[0].quality(now)
