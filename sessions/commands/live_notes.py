"""Text-and-picture live 图文直播: what a clerk writes for those who follow without sound."""

from typing import Annotated

from msgspec import Meta, field

from sessions.commands.base import Command
from sessions.types import Id, LiveNoteText, LivePicture, Reason, Sha256

PICTURES_MAX = 9
"""Of one note: three rows of three, as people know it from their phones."""


class AddLivePicture(Command, frozen=True, tag="add_live_picture"):
    """Issued by the service once the picture is kept in all its sizes."""

    sha256: Sha256
    """Of the largest, as it is served."""
    width: Annotated[int, Meta(ge=1, le=1080)]
    height: Annotated[int, Meta(ge=1, le=2160)]


class PostLiveNote(Command, frozen=True, tag="post_live_note"):
    """发布一条图文, at once and for everybody; it has words, or a picture."""

    text: LiveNoteText
    pictures: Annotated[list[LivePicture], Meta(max_length=PICTURES_MAX)] = field(
        default_factory=list
    )


class CorrectLiveNote(Command, frozen=True, tag="correct_live_note"):
    """Other words for a live note; `pictures` None: the same ones."""

    note_id: Id
    text: LiveNoteText
    pictures: Annotated[list[LivePicture], Meta(max_length=PICTURES_MAX)] | None = None


class WithdrawLiveNote(Command, frozen=True, tag="withdraw_live_note"):
    """Take a live note back; its place and the reason stay to be seen."""

    note_id: Id
    reason: Reason
