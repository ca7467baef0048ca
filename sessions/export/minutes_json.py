"""The minutes as JSON: the `Minutes` struct itself, for other programs."""

import msgspec

from sessions.minutes import Minutes


def render(minutes: Minutes) -> bytes:
    """UTF-8, indented, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(minutes), indent=2) + b"\n"
