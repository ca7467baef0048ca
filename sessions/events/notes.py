"""The clerk's notes. Staff only: others never read them, and the record of the meeting does."""

from sessions.events.base import Event


class NoteWritten(Event, frozen=True, tag="note_written"):
    """Written about the moment `noted_at` (Unix ms), and so about the speech or item of then."""

    note_id: str
    text: str
    noted_at: int


class NoteCorrected(Event, frozen=True, tag="note_corrected"):
    """It reads otherwise; empty: it is struck out."""

    note_id: str
    text: str
