"""Documents of agenda items and who turns their pages."""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import DocumentType, Id, PageNumber, Sha256, Title


class AttachDocument(Command, frozen=True, tag="attach_document"):
    """Issued by the service once the bytes are kept and every page has been made a picture of."""

    document_id: Id
    item_id: Id
    name: Title
    media_type: DocumentType
    pages: PageNumber
    bytes: Annotated[int, Meta(ge=1)]
    sha256: Sha256
    public: bool = True
    """Viewers of the livestream see the page that is being shown."""


class RemoveDocument(Command, frozen=True, tag="remove_document"):
    """Take a document back; what was shown of it stays with the record."""

    document_id: Id


class MoveDocument(Command, frozen=True, tag="move_document"):
    """Put a document at `position` among those of its item, 0 first."""

    document_id: Id
    position: Annotated[int, Meta(ge=0, le=10_000)]


class PresentDocument(Command, frozen=True, tag="present_document"):
    """展示 a document to everybody, or hand it to another `presenter`, who turns its pages.

    `page` None: where it stands, the first if it is not shown yet. `presenter` None: whoever asks.
    """

    document_id: Id
    page: PageNumber | None = None
    presenter: Id | None = None


class TurnPage(Command, frozen=True, tag="turn_page"):
    """翻页 for everybody, by the presenter or staff."""

    document_id: Id
    page: PageNumber


class StopPresenting(Command, frozen=True, tag="stop_presenting"):
    """停止展示 by the presenter or staff."""
