"""RED payloads (RFC 2198): what is in them, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.wire.codecs import Codec
from media.wire.red import (
    MAX_BLOCKS,
    MAX_LENGTH,
    MAX_OFFSET,
    carried,
    newest,
    since,
    wrapped,
)

OPUS = 111


def red(*frames: bytes, payload_type: int = OPUS) -> bytes:
    """`frames` in one payload, oldest first, 20 ms apart."""
    *older, last = frames
    heads = b""
    for place, frame in enumerate(older):
        offset = min(0x3FFF, 960 * (len(older) - place))
        heads += bytes([0x80 | payload_type]) + (offset << 10 | len(frame)).to_bytes(3, "big")
    return heads + bytes([payload_type]) + b"".join(older) + last


@pytest.mark.parametrize(
    ("payload", "frame"),
    [
        (red(b"new"), b"new"),
        (red(b"old", b"new"), b"new"),
        (red(b"oldest", b"old", b"new"), b"new"),
        (red(b"", b"new"), b"new"),
        (red(b"o" * 1023, b"new"), b"new"),
        (red(b"old", b""), b""),
        (red(b"new", payload_type=96), None),
        (b"", None),
        (b"\xef", None),
        (red(b"old", b"")[:4], None),
        (red(b"old", b"")[:6], None),
        (b"\xef\x00\x00\x00" * MAX_BLOCKS + b"\x6fnew", None),
        (b"\xef\x00\x00\x00" * (MAX_BLOCKS - 1) + b"\x6fnew", b"new"),
    ],
)
def test_the_newest_frame(payload: bytes, frame: bytes | None) -> None:
    assert newest(payload, OPUS) == frame


def test_as_chromium_sends_it() -> None:
    # 16 bytes of Opus, 960 samples older than the 9 that follow.
    packet = bytes.fromhex("ef0f0010 6f") + b"\x78" + bytes(15) + b"\x79" + bytes(8)
    assert newest(packet, OPUS) == b"\x79" + bytes(8)


@given(
    st.lists(st.binary(max_size=1023), max_size=MAX_BLOCKS - 1), st.binary(), st.integers(0, 127)
)
def test_whatever_was_put_in_comes_out(older: list[bytes], last: bytes, payload_type: int) -> None:
    payload = red(*older, last, payload_type=payload_type)
    assert newest(payload, payload_type) == last


@given(st.binary(max_size=64), st.integers(0, 127))
def test_any_bytes_are_borne(payload: bytes, payload_type: int) -> None:
    frame = newest(payload, payload_type)
    assert frame is None or payload.endswith(frame)


@pytest.mark.parametrize(
    ("payload", "ticks", "left"),
    [
        (red(b"oldest", b"old", b"new"), 1920, red(b"oldest", b"old", b"new")),
        (red(b"oldest", b"old", b"new"), 1919, red(b"old", b"new")),
        (red(b"oldest", b"old", b"new"), 960, red(b"old", b"new")),
        (red(b"oldest", b"old", b"new"), 0, red(b"new")),
        (red(b"", b"new"), 0, red(b"new")),
        (red(b"old", b""), 0, red(b"")),
        (red(b"new"), 0, red(b"new")),
        (b"", 0, b""),
        (b"\xef", 0, b""),
        (red(b"old", b"")[:4], 0, b""),
        (red(b"old", b"")[:6], 0, b""),
        (b"\xef\x00\x00\x00" * MAX_BLOCKS + b"\x6fnew", 0, b""),
        (b"\xef\x00\x00\x00" * (MAX_BLOCKS - 1) + b"\x6fnew", -1, b"\x6fnew"),
    ],
)
def test_without_what_is_older(payload: bytes, ticks: int, left: bytes) -> None:
    assert since(payload, ticks) == left


@given(st.binary(max_size=64), st.integers(0, MAX_OFFSET))
def test_of_any_bytes_nothing_is_added(payload: bytes, ticks: int) -> None:
    left = since(payload, ticks)
    assert len(left) <= len(payload)
    assert since(left, ticks) == left


@pytest.mark.parametrize(
    ("name", "fmtp", "payload_type"),
    [
        ("red", "111/111", 111),
        ("RED", "111/111/111", 111),
        ("red", "96", 96),
        ("red", "111/0", None),
        ("red", "", None),
        ("red", "x/x", None),
        ("opus", "111/111", None),
    ],
)
def test_which_codec_it_carries(name: str, fmtp: str, payload_type: int | None) -> None:
    assert carried(Codec(name, 48000, 63, 2, fmtp)) == payload_type


@given(
    st.binary(),
    st.lists(st.tuples(st.integers(0, MAX_OFFSET), st.binary(max_size=MAX_LENGTH)), max_size=3),
)
def test_what_is_wrapped_comes_out(frame: bytes, older: list[tuple[int, bytes]]) -> None:
    payload = wrapped(frame, OPUS, older)
    assert newest(payload, OPUS) == frame
    assert payload.endswith(b"".join(old for _, old in older) + frame)


def test_wrapped_is_as_libwebrtc_has_it() -> None:
    assert wrapped(b"new", OPUS, [(1920, b"oldest"), (960, b"old")]) == red(
        b"oldest", b"old", b"new"
    )
