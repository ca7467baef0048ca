"""Text-and-picture live 图文直播."""

from sessions.events.base import Event
from sessions.types import LivePicture


class LivePictureAdded(Event, frozen=True, tag="live_picture_added"):
    """A picture is there to be used in live notes; sizes in pixels."""

    sha256: str
    width: int
    height: int


class LiveNotePosted(Event, frozen=True, tag="live_note_posted"):
    """A note of the clerk's for everybody."""

    note_id: str
    text: str
    pictures: list[LivePicture]


class LiveNoteCorrected(Event, frozen=True, tag="live_note_corrected"):
    """A live note reads and shows otherwise from here on."""

    note_id: str
    text: str
    pictures: list[LivePicture]


class LiveNoteWithdrawn(Event, frozen=True, tag="live_note_withdrawn"):
    """A live note is shown no more."""

    note_id: str
    reason: str
