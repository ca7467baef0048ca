"""RTCP read and written, compared with aiortc's reading and writing."""

import struct
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from aiortc import rtp as theirs

from media.native import ffi, load
from media.wire import rtcp
from media.wire.rtcp import ReportBlock, TransportFeedback, parse_rtcp
from tests.support.transport_feedback import unfolded

BLOCK = ReportBlock(
    ssrc=0xDEADBEEF,
    fraction_lost=12,
    lost=-5,
    highest=0x1FFFF,
    jitter=77,
    last_sr=0x12345678,
    delay=65536,
)


def _one(data: bytes) -> rtcp.Report:
    reports = parse_rtcp(data)
    assert reports is not None
    (report,) = reports
    return report


def test_sender_report() -> None:
    report = rtcp.SenderReport(1, 0xE8000000_80000000, 0xFFFFFFFF, 10, 2000, (BLOCK, BLOCK))
    data = rtcp.pack_sender_report(report)
    assert _one(data) == report
    (other,) = theirs.RtcpPacket.parse(data)
    assert isinstance(other, theirs.RtcpSrPacket)
    assert other.sender_info.ntp_timestamp == report.ntp
    assert other.sender_info.rtp_timestamp == 0xFFFFFFFF
    assert other.reports[0].packets_lost == -5
    assert bytes(other) == data


def test_receiver_report() -> None:
    report = rtcp.ReceiverReport(1, (BLOCK,))
    data = rtcp.pack_receiver_report(report)
    assert _one(data) == report
    (other,) = theirs.RtcpPacket.parse(data)
    assert bytes(other) == data


@pytest.mark.parametrize("cname", ["", "a", "ab", "abc", "abcd", "同心"])
def test_cname(cname: str) -> None:
    data = rtcp.pack_cname(7, cname)
    (other,) = theirs.RtcpPacket.parse(data)
    assert isinstance(other, theirs.RtcpSdesPacket)
    assert other.chunks == [theirs.RtcpSourceInfo(ssrc=7, items=[(1, cname.encode())])]
    assert parse_rtcp(data) == []


@given(st.sets(st.integers(0, 40), min_size=1), st.integers(0, 65535))
def test_nack(offsets: set[int], start: int) -> None:
    sequences = [start + offset & 0xFFFF for offset in sorted(offsets)]
    data = rtcp.pack_nack(1, 2, sequences)
    assert _one(data) == rtcp.Nack(2, sequences)
    (other,) = theirs.RtcpPacket.parse(data)
    assert isinstance(other, theirs.RtcpRtpfbPacket)
    assert other.lost == sequences


def test_a_huge_nack_is_cut() -> None:
    body = struct.pack("!HH", 0, 0xFFFF) * 1000
    report = _one(struct.pack("!BBHII", 0x81, 205, 2 + 1000, 1, 2) + body)
    assert isinstance(report, rtcp.Nack)
    assert len(report.sequences) == rtcp.MAX_NACKED


def test_pli_and_fir() -> None:
    assert _one(rtcp.pack_pli(1, 2)) == rtcp.KeyFrameRequest(2)
    assert _one(rtcp.pack_fir(1, 2, 300)) == rtcp.KeyFrameRequest(2)
    (pli,) = theirs.RtcpPacket.parse(rtcp.pack_pli(1, 2))
    assert isinstance(pli, theirs.RtcpPsfbPacket)
    assert (pli.fmt, pli.media_ssrc) == (theirs.RTCP_PSFB_PLI, 2)


@pytest.mark.parametrize("bitrate", [0, 1, 262143, 262144, 1_000_000, 2_500_000, 10_000_000_000])
def test_remb(bitrate: int) -> None:
    data = rtcp.pack_remb(1, bitrate, [5, 6])
    report = _one(data)
    assert isinstance(report, rtcp.Remb)
    assert report.ssrcs == (5, 6)
    assert bitrate * (1 - 2**-17) <= report.bitrate <= bitrate
    (other,) = theirs.RtcpPacket.parse(data)
    assert isinstance(other, theirs.RtcpPsfbPacket)
    assert theirs.unpack_remb_fci(other.fci) == (report.bitrate, [5, 6])


def test_compounds_come_apart_and_unknown_parts_are_passed_over() -> None:
    bye = struct.pack("!BBHI", 0x81, 203, 1, 9)
    data = (
        rtcp.pack_receiver_report(rtcp.ReceiverReport(1))
        + rtcp.pack_cname(1, "x")
        + bye
        + rtcp.pack_pli(1, 2)
    )
    assert parse_rtcp(data) == [rtcp.ReceiverReport(1), rtcp.KeyFrameRequest(2)]


MALFORMED = [
    b"",
    b"\x80",
    rtcp.pack_pli(1, 2)[:-1],
    rtcp.pack_pli(1, 2) + b"\x80",
    b"\x41" + rtcp.pack_pli(1, 2)[1:],
    b"\xa1" + rtcp.pack_pli(1, 2)[1:-1] + b"\xff",  # padding longer than the part
    b"\xa1" + rtcp.pack_pli(1, 256)[1:],  # padding of no length
]


@pytest.mark.parametrize("data", MALFORMED)
def test_refuses(data: bytes) -> None:
    assert parse_rtcp(data) is None


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("!BBHI", 0x9F, 201, 1, 1),  # 31 blocks that are not there
        struct.pack("!BBHI", 0x80, 200, 1, 1),
        struct.pack("!BBHI", 0x81, 205, 1, 1),
        struct.pack("!BBHII", 0x8F, 206, 2, 1, 2),
        struct.pack("!BBHII4sI", 0x8F, 206, 4, 1, 2, b"REMB", 0xFF000000),
    ],
)
def test_parts_with_a_bad_body_say_nothing(data: bytes) -> None:
    assert parse_rtcp(data) == []


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("!BBHII", 0x8F, 205, 2, 1, 2),
        struct.pack("!BBHIIHHI", 0x8F, 205, 4, 1, 2, 0, 5, 0),  # no chunks
        struct.pack("!BBHIIHHIHH", 0x8F, 205, 5, 1, 2, 0, 5, 0, 0x2005, 0),  # deltas missing
        struct.pack("!BBHIIHHIHH", 0x8F, 205, 5, 1, 2, 0, 0xFFFF, 0, 0x1FFF, 0x1FFF),
    ],
)
def test_bad_feedback_says_nothing(data: bytes) -> None:
    (report,) = parse_rtcp(data) or []
    assert isinstance(report, rtcp.FoldedFeedback)
    assert report.unfold() is None
    library = load()
    if library is not None:
        arrivals = ffi.new("int64_t[]", rtcp.MAX_STATUSES)
        assert library.observer_unfold(report.body, len(report.body), arrivals) == -1


@given(st.integers(200, 207), st.integers(0, 31), st.binary(max_size=120))
def test_reading_never_raises(kind: int, count: int, body: bytes) -> None:
    parse_rtcp(body)
    body = body[: len(body) // 4 * 4]
    for first in (0x80, 0xA0):
        parse_rtcp(bytes([first | count, kind]) + struct.pack("!H", len(body) // 4) + body)


@given(st.binary(max_size=100))
def test_reading_transport_feedback_never_raises(body: bytes) -> None:
    body = struct.pack("!IIHH", 1, 2, 65530, len(body)) + body
    body += bytes(-len(body) % 4)
    parse_rtcp(b"\x8f\xcd" + struct.pack("!H", len(body) // 4) + body)


# --- transport-wide feedback ------------------------------------------------------------------


def _feedback(*arrivals: int | None, base: int = 65530) -> TransportFeedback:
    return TransportFeedback(base, 7, list(arrivals))


def test_feedback_bytes_by_hand() -> None:
    """Two arrivals with a loss between: reference time 1, a one-bit vector or run, two deltas."""
    data = rtcp.pack_transport_feedback(0xA, 0xB, _feedback(256 + 4, None, 256 + 44, base=100))
    assert data == bytes.fromhex(
        "8fcd0005 0000000a 0000000b 00640003 00000107"  # base 100, 3 statuses, ref 1, packet 7
        "a800"  # one-bit vector: 1, 0, 1
        "0428"  # deltas of 4 and 40 ticks
    )


CASES = [
    _feedback(1000),
    _feedback(*range(1000, 1100)),
    _feedback(1000, *[None] * 9000, 1400),
    _feedback(None, 1000, 1000, None),
    _feedback(1000, 900, 5000, 4999),  # a packet overtaken, a pause
    _feedback(0, 0x7FFF, 0),
    _feedback(*[1000 + 300 * n for n in range(15)]),
    _feedback(0xFFFFFF * 256 + 5, 0x1000000 * 256),
]


@pytest.mark.parametrize("feedback", CASES[:2] + CASES[3:-1])
def test_feedback_round_trip(feedback: TransportFeedback) -> None:
    assert unfolded(rtcp.pack_transport_feedback(1, 2, feedback)) == [feedback]


def test_feedback_with_a_long_run_of_losses_is_written() -> None:
    data = rtcp.pack_transport_feedback(1, 2, CASES[2])
    assert len(data) < 40


@given(
    st.lists(st.none() | st.integers(-3000, 3000), max_size=200),
    st.integers(0, 0x7FFFFF * 256),
    st.integers(0, 65535),
)
def test_feedback_round_trip_of_anything(deltas: list[int | None], start: int, base: int) -> None:
    arrivals: list[int | None] = [start]
    now = start
    for delta in deltas:
        if delta is not None:
            now = max(0, now + delta)
        arrivals.append(None if delta is None else now)
    feedback = _feedback(*arrivals, base=base)
    (read,) = unfolded(rtcp.pack_transport_feedback(1, 2, feedback))
    wrap = 1 << 32
    assert [None if a is None else a % wrap for a in read.arrivals] == [
        None if a is None else a % wrap for a in arrivals
    ]


def test_pause_and_resume() -> None:
    requests = [rtcp.PauseRequest(7, paused=True), rtcp.PauseRequest(0xFFFFFFFF, paused=False)]
    data = rtcp.pack_pauses(1, requests)
    assert rtcp.parse_rtcp(data) == requests
    (theirs_,) = theirs.RtcpPacket.parse(data)
    assert isinstance(theirs_, theirs.RtcpRtpfbPacket)
    assert theirs_.fmt == 9


def test_pauses_with_parameters_and_indications_are_passed_over() -> None:
    body = struct.pack("!II", 1, 0)
    body += struct.pack("!IBBHI", 7, 1 << 4, 1, 0, 99)  # one word of parameters
    body += struct.pack("!IBBH", 8, 2 << 4, 0, 0)  # PAUSED
    body += struct.pack("!IBBH", 9, 0, 0, 0)
    data = struct.pack("!BBH", 0x80 | 9, 205, len(body) // 4) + body
    assert rtcp.parse_rtcp(data) == [rtcp.PauseRequest(7, False), rtcp.PauseRequest(9, True)]
