"""RED (RFC 2198): older frames sent again beside the newest, as libwebrtc does for Opus."""

from collections.abc import Sequence

from media.wire.codecs import Codec

MAX_OFFSET, MAX_LENGTH = (1 << 14) - 1, (1 << 10) - 1
"""Of an older frame: units of its timestamp before the newest (a third of a second of Opus), and
bytes."""
MAX_BLOCKS = 32
"""In one packet; libwebrtc sends at most ten."""
BLOCK_HEADER = 4
"""Bytes before an older frame: more follow (1 bit), payload type (7), how much older (14), length
(10). Before the newest there is one byte: 0 and its payload type."""


def carried(codec: Codec) -> int | None:
    """The payload type of the frames within a RED codec's packets, None for other codecs.

    Its fmtp names them, newest first, as `111/111` (RFC 2198 section 5); only RED of one codec
    alone can be forwarded under that codec's name.
    """
    if codec.name.lower() != "red":
        return None
    named = {part.strip() for part in codec.fmtp.split("/")}
    text = named.pop()
    return int(text) if not named and text.isascii() and text.isdigit() else None


def newest(payload: bytes, payload_type: int) -> bytes | None:
    """The newest frame of a RED payload, if it is of that `payload_type`; None if malformed."""
    size = len(payload)
    at = older = 0
    for _ in range(MAX_BLOCKS):
        if at >= size:
            return None
        if not payload[at] & 0x80:
            start = at + 1 + older
            fits = start <= size and payload[at] == payload_type
            return payload[start:] if fits else None
        if at + BLOCK_HEADER > size:
            return None
        older += (payload[at + 2] & 0x03) << 8 | payload[at + 3]
        at += BLOCK_HEADER
    return None


def since(payload: bytes, ticks: int) -> bytes:
    """A RED payload without the frames that are more than `ticks` older than the newest.

    Empty if it is malformed.
    """
    size, at, heads = len(payload), 0, []
    while at < size and payload[at] & 0x80:
        heads.append(payload[at : at + BLOCK_HEADER])
        at += BLOCK_HEADER
    if at >= size or len(heads) >= MAX_BLOCKS:
        return b""
    kept, frames, start = b"", b"", at + 1
    for head in heads:
        word = int.from_bytes(head[1:], "big")
        stop = start + (word & 0x3FF)
        if word >> 10 <= ticks:
            kept += head
            frames += payload[start:stop]
        start = stop
    return kept + payload[at : at + 1] + frames + payload[start:] if start <= size else b""


def wrapped(newest: bytes, payload_type: int, older: Sequence[tuple[int, bytes]]) -> bytes:
    """A RED payload of frames of one `payload_type`: `older` are (offset, frame), oldest first.

    None may exceed `MAX_OFFSET` or `MAX_LENGTH`.
    """
    head = bytearray()
    for offset, frame in older:
        word = offset << 10 | len(frame)
        head += bytes((0x80 | payload_type, word >> 16, word >> 8 & 0xFF, word & 0xFF))
    head.append(payload_type)
    return b"".join((bytes(head), *(frame for _, frame in older), newest))
