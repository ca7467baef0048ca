"""What is written down while it sits: captions, the clerk's notes, the text-and-picture live."""

import msgspec

from sessions.types import LivePicture


class Caption(msgspec.Struct, frozen=True, gc=False):
    """A caption as it reads now."""

    caption_id: str
    speech_id: str | None
    participant_id: str | None
    language: str
    text: str
    started_at: int
    ended_at: int
    line_id: str | None = None


class Note(msgspec.Struct, frozen=True, gc=False):
    """A note as it reads now, about the moment `noted_at`; empty: struck out."""

    note_id: str
    text: str
    noted_at: int


class CaptionPort(msgspec.Struct, frozen=True):
    """Whatever writes captions without being on the roster, and in which languages."""

    name: str
    languages: tuple[str, ...]


class PictureSize(msgspec.Struct, frozen=True, gc=False):
    """Of the largest form of a picture, in pixels."""

    width: int
    height: int


class LiveNote(msgspec.Struct, frozen=True):
    """A note of the text-and-picture live as it reads now."""

    note_id: str
    text: str
    pictures: tuple[LivePicture, ...]
    posted_at: int
    corrected_at: int | None = None
    withdrawn: str | None = None
    """Why it was taken back; None while it stands."""
