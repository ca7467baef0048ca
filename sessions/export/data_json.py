"""The minutes or the record as JSON: the struct itself, for other programs."""

import msgspec

from sessions.minutes import Minutes
from sessions.record_lines import MeetingRecord


def render(data: Minutes | MeetingRecord) -> bytes:
    """UTF-8, indented, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(data), indent=2) + b"\n"
