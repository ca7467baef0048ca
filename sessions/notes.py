"""Notes 笔记 that clerk, chair and organizer write, beside what captions say of the same moment."""

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from sessions.commands import CorrectNote, WriteNote
from sessions.config import CAPTION_AHEAD_MS, NOTES_MAX
from sessions.errors import Refused
from sessions.events import AnyEvent, NoteCorrected, NoteWritten, Record
from sessions.minutes_speeches import acted_by
from sessions.minutes_types import MinutesStage
from sessions.state import Consultation
from sessions.state.captions import Note
from sessions.status import require_opened

# --- decided ----------------------------------------------------------------------------------


def write_note(
    state: Consultation, command: WriteNote, now_ms: int, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """From the opening until the minutes are approved, about a moment between."""
    _require_unapproved(state)
    if not command.text.strip():
        raise Refused("note_empty")
    if state.note_changes >= NOTES_MAX:
        raise Refused("too_many", limit=NOTES_MAX)
    noted_at = now_ms if command.noted_at is None else command.noted_at
    assert state.opened_at is not None, "it has opened"
    if not state.opened_at <= noted_at <= now_ms + CAPTION_AHEAD_MS:
        raise Refused("note_time")
    return [NoteWritten(new_id(), command.text, noted_at)]


def correct_note(state: Consultation, command: CorrectNote) -> list[AnyEvent]:
    """By any of staff; nothing happens where it reads so."""
    _require_unapproved(state)
    note = state.notes.get(command.note_id)
    if note is None:
        raise Refused("no_such_note")
    text = command.text.strip() and command.text
    if note.text == text:
        return []
    if state.note_changes >= NOTES_MAX:
        raise Refused("too_many", limit=NOTES_MAX)
    return [NoteCorrected(command.note_id, text)]


def _require_unapproved(state: Consultation) -> None:
    require_opened(state)
    if state.minutes.stage in (MinutesStage.APPROVED, MinutesStage.SIGNED):
        raise Refused("note_too_late")


# --- applied ----------------------------------------------------------------------------------


def note_written(state: Consultation, event: NoteWritten) -> Consultation:
    """One more."""
    note = Note(event.note_id, event.text, event.noted_at)
    notes = state.notes.set(event.note_id, note)
    return replace(state, notes=notes, note_changes=state.note_changes + 1)


def note_corrected(state: Consultation, event: NoteCorrected) -> Consultation:
    """The same moment in other words."""
    note = replace(state.notes[event.note_id], text=event.text)
    notes = state.notes.set(event.note_id, note)
    return replace(state, notes=notes, note_changes=state.note_changes + 1)


# --- read -------------------------------------------------------------------------------------


class NoteOf(msgspec.Struct, frozen=True):
    """A note as it reads at the end, the record that it was written by, and whose it is."""

    seq: int
    note: Note
    by: str


def note_lines(state: Consultation, records: Sequence[Record]) -> list[NoteOf]:
    """Those that were not struck out, as they came."""
    found: list[NoteOf] = []
    for record in records:
        if isinstance(record.event, NoteWritten):
            note = state.notes[record.event.note_id]
            if note.text:
                found.append(NoteOf(record.seq, note, acted_by(state, record.actor)))
    return found
