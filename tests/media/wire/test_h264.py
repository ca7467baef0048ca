"""What begins in an H.264 payload."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.wire.h264 import Starts, inspect
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
