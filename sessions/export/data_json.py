"""The minutes or the record as JSON: the struct itself, for other programs.

Minutes that are signed are kept so, and read again by later releases: what is added to `Minutes`
needs a default.
"""

import msgspec
from msgspec.structs import replace

from sessions.minutes import Minutes
from sessions.record_lines import MeetingRecord


def render(data: Minutes | MeetingRecord) -> bytes:
    """UTF-8, indented, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"


def read(data: bytes, head: str = "") -> Minutes:
    """The minutes of `render`, with the signed head that they are to bear."""
    minutes = msgspec.json.decode(data, type=Minutes)
    return replace(minutes, proof=replace(minutes.proof, head=head))
