"""What is said, in words, and the ports by which recognizers and captioners send it."""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import CaptionText, Id, LanguageTag, Milliseconds, Name


class IssueCaptionPort(Command, frozen=True, tag="issue_caption_port"):
    """Let a recognizer or a captioner write captions in these languages, as an invitation of its
    own, which is revoked like any other.
    """

    invitation_id: Id
    name: Name
    languages: Annotated[list[LanguageTag], Meta(min_length=1, max_length=8)]
    expires_at: Milliseconds


class AddCaption(Command, frozen=True, tag="add_caption"):
    """A finished line of what is said, in one language; times are Unix ms of the record."""

    text: CaptionText
    started_at: Milliseconds
    ended_at: Milliseconds
    language: LanguageTag = "zh-CN"
    speech_id: Id | None = None
    participant_id: Id | None = None
    """Who is speaking, where that is not the speech's holder."""
    line_id: Id | None = None
    """Of the drafts that this line replaces."""


class CorrectCaption(Command, frozen=True, tag="correct_caption"):
    """Other words for one of the latest captions."""

    caption_id: Id
    text: CaptionText
