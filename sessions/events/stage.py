"""What everybody sees."""

from sessions.events.base import Event
from sessions.types import Layout, ProgrammeMode


class LayoutSet(Event, frozen=True, tag="layout_set"):
    """Everybody sees this layout; `participant_id` None: with whom the floor puts there."""

    layout: Layout
    participant_id: str | None


class FloorFollowed(Event, frozen=True, tag="floor_followed"):
    """The stage follows the floor again."""


class ProgrammeDirected(Event, frozen=True, tag="programme_directed"):
    """The public sees the programme like this."""

    mode: ProgrammeMode
    opinion_id: str | None = None
    """In logs of before it was the one on the screens that is drawn in; read no more."""
