"""What the public says of each other's opinions."""

from sessions.events.base import Event
from sessions.types import SupportCount


class OpinionsSupported(Event, frozen=True, tag="opinions_supported"):
    """How many support each of these opinions from here on; of who they are nothing is recorded."""

    counts: list[SupportCount]
