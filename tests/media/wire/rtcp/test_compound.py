"""Datagrams taken apart, whatever they hold."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.wire import rtcp
from media.wire.rtcp import parse_rtcp


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


@given(st.integers(200, 207), st.integers(0, 31), st.binary(max_size=120))
def test_reading_never_raises(kind: int, count: int, body: bytes) -> None:
    parse_rtcp(body)
    body = body[: len(body) // 4 * 4]
    for first in (0x80, 0xA0):
        parse_rtcp(bytes([first | count, kind]) + struct.pack("!H", len(body) // 4) + body)
