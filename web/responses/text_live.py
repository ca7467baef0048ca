"""The text-and-picture live."""

import msgspec

from sessions.errors import Language
from sessions.text_live import EntryKind
from sessions.views import Status


class LivePictureKept(msgspec.Struct, frozen=True):
    """`POST /{id}/live-pictures` → 201: what `post_live_note` names it by, and its size in pixels.

    The same picture again is answered the same, with no `seqs`.
    """

    sha256: str
    width: int
    height: int
    seqs: list[int]


class PublicPicture(msgspec.Struct, frozen=True):
    """A picture of a note: two paths, whose bytes never change; sizes are of the large one."""

    alt: str
    width: int
    height: int
    small: str
    large: str


class PublicTextEntry(msgspec.Struct, frozen=True):
    """One entry. Times are Unix ms; `seq` is its record's number, and stays its name."""

    seq: int
    at: int
    kind: EntryKind
    words: str
    pictures: list[PublicPicture] = []
    corrected_at: int | None = None
    withdrawn: str | None = None
    """Why a note was withdrawn; it has no words then."""


class PublicText(msgspec.Struct, frozen=True):
    """`GET /live/{id}/text.json`: 50 entries, the newest first; the same bytes for every viewer.

    `ETag`, `Cache-Control: public, max-age=2`.
    """

    id: str
    title: str
    status: Status
    language: Language
    total: int
    entries: list[PublicTextEntry]
    older: int | None
    """What to ask `before` for the next page; None at the end."""
