"""Transport-wide feedback, by hand and at random; in C too."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.native import ffi, load
from media.wire import rtcp
from media.wire.rtcp import TransportFeedback, parse_rtcp
from media.wire.rtcp.transport_cc import MAX_STATUSES
from tests.support.transport_feedback import unfolded


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
        arrivals = ffi.new("int64_t[]", MAX_STATUSES)
        assert library.observer_unfold(report.body, len(report.body), arrivals) == -1


@given(st.binary(max_size=100))
def test_reading_transport_feedback_never_raises(body: bytes) -> None:
    body = struct.pack("!IIHH", 1, 2, 65530, len(body)) + body
    body += bytes(-len(body) % 4)
    parse_rtcp(b"\x8f\xcd" + struct.pack("!H", len(body) // 4) + body)


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
