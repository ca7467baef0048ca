"""Frames between hub and worker: cut anywhere, too large, of another kind."""

import asyncio

import pytest

from media.errors import BadFrame
from media.framing import MAX_FRAME, FrameDecoder, encode
from media.messages import ClosePeer, GetStats, Request


def reader_of(data: bytes) -> asyncio.StreamReader:
    """A stream of these bytes."""
    reader = asyncio.StreamReader()
    reader.feed_data(data)
    reader.feed_eof()
    return reader


async def test_messages_come_out_as_they_went_in() -> None:
    sent = [Request(1, ClosePeer("p")), Request(2, GetStats())]
    reader = reader_of(b"".join(map(encode, sent)))
    decoder: FrameDecoder[Request] = FrameDecoder(Request)
    assert [await decoder.read(reader) for _ in range(3)] == [*sent, None]


@pytest.mark.parametrize("length", [1, 3, 4, 10])
async def test_a_stream_that_ends_within_a_frame_has_ended(length: int) -> None:
    decoder: FrameDecoder[Request] = FrameDecoder(Request)
    assert await decoder.read(reader_of(encode(Request(1, ClosePeer("peer")))[:length])) is None


@pytest.mark.parametrize(
    "data",
    [
        (MAX_FRAME + 1).to_bytes(4, "big"),
        b"\x00\x00\x00\x02{}",
        b"\x00\x00\x00\x00",
        encode(ClosePeer("a request without its envelope")),
        encode(Request(1, ClosePeer("p"))).replace(b"\xa1p", b"\xa1\xff"),
        (4000).to_bytes(4, "big") + b"\x91" * 4000,
    ],
    ids=["too large", "not MessagePack", "empty", "another message", "not UTF-8", "too deep"],
)
async def test_what_is_no_message_of_ours_is_one_error(data: bytes) -> None:
    decoder: FrameDecoder[Request] = FrameDecoder(Request)
    with pytest.raises(BadFrame):
        await decoder.read(reader_of(data))
