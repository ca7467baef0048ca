"""Where a VP8 key frame begins, and how large it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.wire.vp8 import Numbers, Shift, continuing, height, numbers, shifted, starts_key_frame

TABLE = [
    (b"", False),
    (b"\x10", False),
    (b"\x10\x00", True),
    (b"\x10\x01", False),  # an interframe
    (b"\x00\x00", False),  # not the start of a partition
    (b"\x11\x00", False),  # of partition 1
    (b"\x30\x00", True),  # not for reference
    (b"\x90", False),
    (b"\x90\x80\x05\x00", True),  # seven bits of picture id
    (b"\x90\x80\x05\x01", False),
    (b"\x90\x80\x85\x01\x00", True),  # fifteen
    (b"\x90\xe0\x85\x01\x07\x20\x00", True),  # picture id, TL0PICIDX, TID
    (b"\x90\xf0\x85\x01\x07\x20\x01", False),
    (b"\x90\x10\x20\x00", True),  # key index only
    (b"\x90\x80", False),
    (b"\x90\x80\x85\x01", False),
]


@pytest.mark.parametrize(("payload", "starts"), TABLE)
def test_starts_key_frame(payload: bytes, starts: bool) -> None:
    assert starts_key_frame(payload) is starts


@given(st.binary(max_size=10))
def test_never_raises(payload: bytes) -> None:
    starts_key_frame(payload)
    starts_key_frame(b"\x90" + payload)


FRAME = b"\x50\x42\x00\x9d\x01\x2a\x80\x02\x68\x41rest"
"""A key frame's tag, start code, 640 by 360; the height's upper two bits are a scale."""


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        (b"\x10" + FRAME, 360),
        (b"\x90\xe0\x85\x01\x07\x20" + FRAME, 360),
        (b"\x10" + FRAME[:9], 0),
        (b"\x10\x51" + FRAME[1:], 0),  # an interframe
        (b"\x10" + FRAME.replace(b"\x9d", b"\x9c"), 0),
        (b"\x00" + FRAME, 0),
        (b"", 0),
    ],
)
def test_height(payload: bytes, expected: int) -> None:
    assert height(payload) == expected


@given(st.binary(max_size=40))
def test_height_never_raises(payload: bytes) -> None:
    assert 0 <= height(payload) < 1 << 14


NUMBERED = [
    (b"", Numbers()),
    (b"\x10\x00", Numbers()),
    (b"\x90\x80\x05", Numbers(5)),
    (b"\x90\x80\x85\x01\x00", Numbers(0x501)),
    (b"\x80\xe0\x85\x01\x07\x20\x00", Numbers(0x501, 7)),
    (b"\x80\xe0\x05\x07\x20\x00", Numbers(5, 7)),
    (b"\x80\x40\x07\x00", Numbers(None, 7)),
    (b"\x90\x20\x20\x00", Numbers()),
    (b"\x90\x80\x85", Numbers()),
    (b"\x90\xc0\x85\x01", Numbers(0x501)),
]


@pytest.mark.parametrize(("payload", "expected"), NUMBERED)
def test_numbers(payload: bytes, expected: Numbers) -> None:
    assert numbers(payload) == expected


@pytest.mark.parametrize(
    ("last", "first", "shift"),
    [
        (Numbers(10, 3), Numbers(500, 9), Shift(-489, -5)),
        (Numbers(32767, 255), Numbers(5, 5), Shift(32763, 251)),
        (Numbers(), Numbers(5, 5), Shift(0, 0)),
        (Numbers(10, 3), Numbers(), Shift(0, 0)),
        (Numbers(10), Numbers(5, 5), Shift(6, 0)),
    ],
)
def test_numbers_continue(last: Numbers, first: Numbers, shift: Shift) -> None:
    assert continuing(last, first) == shift


@pytest.mark.parametrize(
    ("payload", "shift", "expected"),
    [
        ("90e0850107200012", Shift(1, 1), "90e0850208200012"),
        ("90e0fffffe200012", Shift(1, 3), "90e0800001200012"),
        ("90e07ffe2012", Shift(2, 2), "90e001002012"),
        ("90400712", Shift(9, 2), "90400912"),
        ("90808501", Shift(-1, 5), "90808500"),
        ("1012", Shift(1, 1), "1012"),
        ("", Shift(1, 1), ""),
    ],
)
def test_shifted(payload: str, shift: Shift, expected: str) -> None:
    assert shifted(bytes.fromhex(payload), shift).hex() == expected


@given(st.binary(max_size=12), st.integers(0, 0x7FFF), st.integers(0, 0xFF))
def test_a_shift_can_be_taken_back(payload: bytes, picture_id: int, tl0: int) -> None:
    there = shifted(payload, Shift(picture_id, tl0))
    assert len(there) == len(payload)
    assert shifted(there, Shift(-picture_id, -tl0)) == payload
