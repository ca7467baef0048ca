"""What every message on the hub–worker socket is, and the plainest reply."""

import msgspec


class Message(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """Base of everything on the hub–worker socket; the tag is the class's snake_case name."""


class Done(Message, frozen=True, tag="done"):
    """Carried out."""
