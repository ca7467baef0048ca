"""What is said, in words."""

from sessions.events.base import Event


class CaptionAdded(Event, frozen=True, tag="caption_added"):
    """A finished line of what was said, in one language."""

    caption_id: str
    speech_id: str | None
    participant_id: str | None
    language: str
    text: str
    started_at: int
    ended_at: int


class CaptionCorrected(Event, frozen=True, tag="caption_corrected"):
    """A caption reads otherwise from here on."""

    caption_id: str
    text: str
