"""What is said, in words."""

from sessions.commands.base import Command
from sessions.types import CaptionText, Id, LanguageTag, Milliseconds


class AddCaption(Command, frozen=True, tag="add_caption"):
    """A finished line of what is said, in one language; times are Unix ms of the record."""

    text: CaptionText
    started_at: Milliseconds
    ended_at: Milliseconds
    language: LanguageTag = "zh-CN"
    speech_id: Id | None = None
    participant_id: Id | None = None
    """Who is speaking, where that is not the speech's holder."""


class CorrectCaption(Command, frozen=True, tag="correct_caption"):
    """Other words for one of the latest captions."""

    caption_id: Id
    text: CaptionText
