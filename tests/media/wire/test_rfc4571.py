"""Datagrams on a stream: cut anywhere, empty, too long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import BadFrame
from media.wire.rfc4571 import MAX_LENGTH, Deframer, frame


@pytest.mark.parametrize(
    ("stream", "datagrams"),
    [
        (b"", []),
        (b"\x00", []),
        (b"\x00\x03ab", []),
        (b"\x00\x03abc", [b"abc"]),
        (b"\x00\x03abc\x00", [b"abc"]),
        (b"\x00\x00\x00\x01x", [b"x"]),
        (b"\x00\x01x\x00\x02yz\x00\x09", [b"x", b"yz"]),
    ],
)
def test_streams(stream: bytes, datagrams: list[bytes]) -> None:
    assert Deframer().receive(stream) == datagrams


def test_length_is_bounded() -> None:
    deframer = Deframer()
    assert deframer.receive(frame(bytes(MAX_LENGTH))) == [bytes(MAX_LENGTH)]
    with pytest.raises(BadFrame):
        deframer.receive((MAX_LENGTH + 1).to_bytes(2, "big"))


@given(st.lists(st.binary(max_size=80)), st.data())
def test_where_a_stream_is_cut_does_not_matter(sent: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(map(frame, sent))
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8).map(sorted))
    deframer, found = Deframer(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += deframer.receive(stream[start:end])
    assert found == [datagram for datagram in sent if datagram]


@given(st.lists(st.binary(max_size=5000), max_size=5))
def test_junk_is_cut_or_refused(pieces: list[bytes]) -> None:
    deframer = Deframer()
    for piece in pieces:
        try:
            assert all(0 < len(d) <= MAX_LENGTH for d in deframer.receive(piece))
        except BadFrame:
            return
