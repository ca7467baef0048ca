"""What everybody sees."""

from sessions.events.base import Event
from sessions.types import Layout


class LayoutSet(Event, frozen=True, tag="layout_set"):
    """Everybody sees this layout; `participant_id` None: with whom the floor puts there."""

    layout: Layout
    participant_id: str | None


class FloorFollowed(Event, frozen=True, tag="floor_followed"):
    """The stage follows the floor again."""
