"""What is kept of a stream for good: a line for each complete segment, oldest first.

The live playlist forgets; this file does not. It is only ever added to, so that whoever has read it
reads on where they stopped, and what a crash cut off at its end is the one line that is not whole.
"""

import msgspec

from media.egress.playlist import Entry

SHELF = "recording.jsonl"
"""In the stream's directory."""
LOW_BYTES = 2 << 30
"""Free on the disk: a busy day of one consultation. Below it the log warns, and of speakers' own
tracks nothing is recorded."""
MAX_LINE = 1024
"""Bytes: a line of ours has 200."""


class Kept(msgspec.Struct, frozen=True):
    """One segment as it is kept: the names of its files and its place in time."""

    uri: str
    init: str
    duration: float
    """Seconds."""
    begins: float
    """When its first picture was captured, in Unix seconds."""
    bytes: int
    discontinuity: bool = False
    """Decoders start afresh: other parameters, or another timeline."""


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Kept).decode


def kept_of(entry: Entry, size: int) -> Kept:
    """What is kept of a playlist's segment, whose file has `size` bytes."""
    return Kept(entry.uri, entry.init, entry.duration, entry.begins, size, entry.discontinuity)


def shelf_line(kept: Kept) -> bytes:
    """As it stands in the file."""
    return _encode(kept) + b"\n"


def read(data: bytes) -> tuple[list[Kept], int]:
    """The segments that `data` tells of, and how many bytes of it were whole lines.

    A line that is damaged, as by a disk that was full, is left out.
    """
    end = data.rfind(b"\n") + 1
    found = []
    for one in data[:end].splitlines():
        if len(one) > MAX_LINE:
            continue
        try:
            found.append(_decode(one))
        except (msgspec.DecodeError, ValueError):
            continue
    return found, end
