"""RFC 7741 in tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.egress.vp8 import Depacketizer, Frame

KEY = b"\x10\x02\x00\x9d\x01\x2a\x40\x01\xf0\x00" + bytes(30)
"""The header of a key frame of 320 × 240."""
DELTA = b"\x11\x02\x00" + bytes(20)

Packet = tuple[bytes, int, bool]


def feed(packets: list[Packet], lost: set[int] | None = None) -> list[Frame]:
    depacketizer = Depacketizer()
    frames = []
    gap = False
    for number, (payload, timestamp, marker) in enumerate(packets):
        if number in (lost or set()):
            gap = True
            continue
        frames += depacketizer.push(payload, timestamp, marker, gap)
        gap = False
    return frames


@pytest.mark.parametrize(
    "descriptor",
    [b"\x10", b"\x90\x80\x11", b"\x90\x80\x81\x23", b"\x90\xe0\x81\x23\x05\x20", b"\x90\x20\x40"],
    ids=["bare", "7-bit id", "15-bit id", "id, TL0PICIDX, TID", "TID alone"],
)
def test_descriptors(descriptor: bytes) -> None:
    assert feed([(descriptor + KEY, 5, True)]) == [Frame(5, KEY, True)]


def test_frames_of_several_packets() -> None:
    packets: list[Packet] = [
        (b"\x10" + KEY[:20], 1, False),
        (b"\x00" + KEY[20:], 1, True),
        (b"\x10" + DELTA, 2, False),
        (b"\x11" + b"second partition", 2, True),
    ]
    assert feed(packets) == [Frame(1, KEY, True), Frame(2, DELTA + b"second partition", False)]


@pytest.mark.parametrize(
    ("lost", "timestamps"),
    [
        (set[int](), [1, 2, 3, 4]),
        ({0}, [3, 4]),
        ({1}, [3, 4]),
        ({2}, [1, 3, 4]),
        ({3}, [1, 2, 4]),
        ({4}, [1, 2, 4]),
    ],
    ids=str,
)  # fmt: skip
def test_after_a_loss_nothing_until_a_whole_key_frame(
    lost: set[int], timestamps: list[int]
) -> None:
    packets: list[Packet] = [
        (b"\x10" + KEY[:20], 1, False),
        (b"\x00" + KEY[20:], 1, True),
        (b"\x10" + DELTA, 2, True),
        (b"\x10" + KEY[:20], 3, False),
        (b"\x00" + KEY[20:], 3, True),
        (b"\x10" + KEY, 4, True),
    ]
    assert [frame.timestamp for frame in feed(packets, lost)] == timestamps


def test_a_header_that_claims_too_much_is_not_decoded() -> None:
    huge = KEY[:6] + b"\xff\x3f\xff\x3f" + KEY[10:]
    assert feed([(b"\x10" + huge, 1, True), (b"\x10" + DELTA, 2, True)]) == []


@given(st.lists(st.tuples(st.binary(max_size=20), st.integers(0, 3), st.booleans()), max_size=20))
def test_no_payload_raises(packets: list[Packet]) -> None:
    feed([(b"\x10" + KEY, 0, True), *packets])
