"""What begins in an H.264 payload."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.wire.h264 import Starts, height, inspect
from tests.support.packets import h264_delta, h264_key

TABLE = [
    (b"", Starts.NOTHING),
    (b"\x67", Starts.NOTHING),  # too short to be one
    (b"\x67\x42", Starts.PARAMETER_SETS),
    (b"\x68\xce", Starts.NOTHING),  # a PPS alone starts nothing
    (b"\x65\x88", Starts.IDR),
    (b"\x41\x9a", Starts.NOTHING),
    (b"\x06\x05", Starts.NOTHING),  # SEI
    (b"\x09\xf0", Starts.NOTHING),  # access unit delimiter
    (b"\x7c\x85", Starts.IDR),  # FU-A, start
    (b"\x7c\x05", Starts.NOTHING),  # FU-A, middle
    (b"\x7c\x45", Starts.NOTHING),  # FU-A, end
    (b"\x7c\x81", Starts.NOTHING),  # FU-A, start of a P slice
    (b"\x7c\x87", Starts.PARAMETER_SETS),
    (h264_key(), Starts.PARAMETER_SETS | Starts.IDR),
    (h264_delta(), Starts.NOTHING),
    (b"\x78\x00\x02\x68\xce", Starts.NOTHING),
    (b"\x78\x00\x02\x09\xf0\x00\x02\x67\x42", Starts.PARAMETER_SETS),
    (b"\x78\xff\xff\x67", Starts.PARAMETER_SETS),
    (b"\x78\x00\x00\x00\x00\x00", Starts.NOTHING),
]


@pytest.mark.parametrize(("payload", "starts"), TABLE)
def test_inspect(payload: bytes, starts: Starts) -> None:
    assert inspect(payload) == starts


@given(st.binary(max_size=60))
def test_never_raises(payload: bytes) -> None:
    inspect(payload)
    inspect(b"\x78" + payload)


SPS = bytes.fromhex("6742c01fda014016ec0440000003004000000c83c60ca8")
"""1280 by 720, baseline."""
PPS = bytes.fromhex("68ce3c80")


def aggregate(*units: bytes) -> bytes:
    """A STAP-A."""
    return b"\x78" + b"".join(len(unit).to_bytes(2, "big") + unit for unit in units)


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (SPS, 720),
        (aggregate(SPS, PPS, b"\x65\x88"), 720),
        (aggregate(b"\x09\xf0", SPS), 720),
        (aggregate(PPS), 0),
        (SPS[:6], 0),
        (b"\x78\x00\x17", 0),
        (b"\x65\x88", 0),
        (b"", 0),
    ],
    ids=range(8),
)
def test_height(payload: bytes, expected: int) -> None:
    assert height(payload) == expected


@given(st.binary(max_size=60), st.sampled_from([b"", b"\x67", b"\x78\x00\x20\x67"]))
def test_height_never_raises(payload: bytes, head: bytes) -> None:
    assert height(head + payload) >= 0
