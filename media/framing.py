"""Messages on a stream socket: four bytes of length, big-endian, then MessagePack."""

import asyncio
from typing import Any, Generic, TypeVar

import msgspec

from media.errors import BadFrame

MAX_FRAME = 1 << 20
"""Bytes of one message: four times the largest SDP."""
HEADER = 4

M = TypeVar("M")
_encoder = msgspec.msgpack.Encoder()


def encode(message: msgspec.Struct) -> bytes:
    """One message as it goes on the wire."""
    body = _encoder.encode(message)
    return len(body).to_bytes(HEADER, "big") + body


class FrameDecoder(Generic[M]):
    """Cuts a byte stream into messages of one type (a union, as a rule)."""

    def __init__(self, messages: Any) -> None:
        self._decoder: msgspec.msgpack.Decoder[M] = msgspec.msgpack.Decoder(messages)

    async def read(self, reader: asyncio.StreamReader) -> M | None:
        """The next message, or None at the stream's end; `BadFrame` for anything else."""
        try:
            header = await reader.readexactly(HEADER)
            length = int.from_bytes(header, "big")
            if length > MAX_FRAME:
                raise BadFrame(f"A frame of {length} bytes is larger than {MAX_FRAME}.")
            body = await reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        try:
            return self._decoder.decode(body)
        except (ValueError, RecursionError) as error:  # msgspec's own are ValueErrors
            raise BadFrame(f"A frame holds no message of ours: {error}") from error
