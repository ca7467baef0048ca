"""Text-and-picture live 图文直播: notes of the clerk's, corrected and withdrawn in sight of all.

The record holds what a note says and the hashes of its pictures; their bytes lie beside it.
"""

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from sessions.commands import AddLivePicture, CorrectLiveNote, PostLiveNote, WithdrawLiveNote
from sessions.config import LIVE_NOTES_MAX, LIVE_NOTES_SHOWN, LIVE_PICTURES_MAX
from sessions.errors import Refused
from sessions.events import (
    AnyEvent,
    LiveNoteCorrected,
    LiveNotePosted,
    LiveNoteWithdrawn,
    LivePictureAdded,
)
from sessions.state import Consultation
from sessions.state.captions import LiveNote, PictureSize
from sessions.status import require_unclosed
from sessions.types import LivePicture


def check_room(state: Consultation) -> None:
    """Raise `Refused` where no picture can be added, before its bytes are sent."""
    if len(state.live_pictures) >= LIVE_PICTURES_MAX:
        raise Refused("too_many", limit=LIVE_PICTURES_MAX)


def add_live_picture(state: Consultation, command: AddLivePicture) -> list[AnyEvent]:
    """The same bytes again are the same picture. Also after the close, for corrections."""
    if command.sha256 in state.live_pictures:
        return []
    check_room(state)
    return [LivePictureAdded(command.sha256, command.width, command.height)]


def post_live_note(
    state: Consultation, command: PostLiveNote, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """From the preparations to the close: 会前 is told too."""
    require_unclosed(state)
    _check(state, command.text, command.pictures)
    if len(state.live_notes) >= LIVE_NOTES_MAX:
        raise Refused("too_many", limit=LIVE_NOTES_MAX)
    return [LiveNotePosted(new_id(), command.text, command.pictures)]


def correct_live_note(state: Consultation, command: CorrectLiveNote) -> list[AnyEvent]:
    """At any time, for a mistake stands on the page for ever; what already reads so stays."""
    note = _standing(state, command.note_id)
    pictures = list(note.pictures) if command.pictures is None else command.pictures
    _check(state, command.text, pictures)
    if (note.text, list(note.pictures)) == (command.text, pictures):
        return []
    return [LiveNoteCorrected(command.note_id, command.text, pictures)]


def withdraw_live_note(state: Consultation, command: WithdrawLiveNote) -> list[AnyEvent]:
    """At any time, with a reason that everybody is told."""
    return [LiveNoteWithdrawn(_standing(state, command.note_id).note_id, command.reason)]


def _standing(state: Consultation, note_id: str) -> LiveNote:
    note = state.live_notes.get(note_id)
    if note is None:
        raise Refused("no_such_live_note")
    if note.withdrawn is not None:
        raise Refused("live_note_withdrawn")
    return note


def _check(state: Consultation, text: str, pictures: Sequence[LivePicture]) -> None:
    if not text.strip() and not pictures:
        raise Refused("live_note_empty")
    if any(one.sha256 not in state.live_pictures for one in pictures):
        raise Refused("no_such_live_picture")


# --- readings ---------------------------------------------------------------------------------


class LiveNoteView(msgspec.Struct, frozen=True):
    """One of the latest notes as it reads now. Times are Unix ms.

    A withdrawn one has no words or pictures left, but the reason in `withdrawn`.
    """

    note_id: str
    text: str
    pictures: list[LivePicture]
    posted_at: int
    corrected_at: int | None
    withdrawn: str | None


def live_note_views(state: Consultation) -> list[LiveNoteView]:
    """The latest `LIVE_NOTES_SHOWN`, oldest first."""
    latest = [*state.live_notes.last(LIVE_NOTES_SHOWN)][::-1]
    return [
        LiveNoteView(
            note_id=one.note_id,
            text=one.text,
            pictures=list(one.pictures),
            posted_at=one.posted_at,
            corrected_at=one.corrected_at,
            withdrawn=one.withdrawn,
        )
        for one in latest
    ]


def shown_pictures(state: Consultation) -> set[str]:
    """The hashes of those that a note which stands shows."""
    return {one.sha256 for note in state.live_notes.values() for one in note.pictures}


def is_public_picture(state: Consultation, sha256: str) -> bool:
    """Whether a note that stands shows it."""
    return any(one.sha256 == sha256 for note in state.live_notes.values() for one in note.pictures)


# --- applied ----------------------------------------------------------------------------------


def live_picture_added(state: Consultation, event: LivePictureAdded) -> Consultation:
    """One more that notes may show."""
    size = PictureSize(event.width, event.height)
    return replace(state, live_pictures=state.live_pictures.set(event.sha256, size))


def live_note_posted(state: Consultation, event: LiveNotePosted, at: int) -> Consultation:
    """One note more."""
    note = LiveNote(event.note_id, event.text, tuple(event.pictures), at)
    return replace(state, live_notes=state.live_notes.set(note.note_id, note))


def live_note_corrected(state: Consultation, event: LiveNoteCorrected, at: int) -> Consultation:
    """It reads otherwise, and says since when."""
    note = state.live_notes[event.note_id]
    after = replace(note, text=event.text, pictures=tuple(event.pictures), corrected_at=at)
    return replace(state, live_notes=state.live_notes.set(note.note_id, after))


def live_note_withdrawn(state: Consultation, event: LiveNoteWithdrawn) -> Consultation:
    """Its words and pictures are in the log alone; the reason stands in their place."""
    note = state.live_notes[event.note_id]
    after = replace(note, text="", pictures=(), withdrawn=event.reason)
    return replace(state, live_notes=state.live_notes.set(note.note_id, after))
