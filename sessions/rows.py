"""What the store keeps of a record."""

import msgspec

from sessions.chain import Stored


class Row(msgspec.Struct, frozen=True, gc=False):
    """A record to be kept, and how to find it."""

    consultation_id: str
    stored: Stored
    type: str
    """Tag of its event."""
    command_key: str | None = None
    """Key of the command that caused it."""
