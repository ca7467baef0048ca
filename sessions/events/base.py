"""The base of all events."""

import msgspec


class Event(msgspec.Struct, frozen=True, gc=False, tag_field="type", forbid_unknown_fields=True):
    """Base of all events. Immutable trees have no cycles, so the collector need not visit them."""
