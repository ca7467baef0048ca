"""What is said, in words, and the ports by which it comes."""

from sessions.events.base import Event


class CaptionPortIssued(Event, frozen=True, tag="caption_port_issued"):
    """A recognizer or a captioner may write captions. Staff only; revoked as an invitation."""

    invitation_id: str
    name: str
    languages: list[str]
    expires_at: int


class CaptionAdded(Event, frozen=True, tag="caption_added"):
    """A finished line of what was said, in one language."""

    caption_id: str
    speech_id: str | None
    participant_id: str | None
    language: str
    text: str
    started_at: int
    ended_at: int
    line_id: str | None = None
    """Of the drafts that it replaces, which no log holds."""


class CaptionCorrected(Event, frozen=True, tag="caption_corrected"):
    """A caption reads otherwise from here on."""

    caption_id: str
    text: str
