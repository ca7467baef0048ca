"""The clerk's notes 记录员笔记 of what goes on, which go into the record of the meeting."""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import Id, Milliseconds

NoteText = Annotated[str, Meta(min_length=1, max_length=1000)]
"""A paragraph, as somebody types while another speaks."""


class WriteNote(Command, frozen=True, tag="write_note"):
    """Note something about a moment that has passed (Unix ms); None: about now."""

    text: NoteText
    noted_at: Milliseconds | None = None


class CorrectNote(Command, frozen=True, tag="correct_note"):
    """Other words; none strike it out. As long as the minutes are not approved."""

    note_id: Id
    text: Annotated[str, Meta(max_length=1000)]
