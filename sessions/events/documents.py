"""Documents of agenda items and who turns their pages."""

from sessions.events.base import Event
from sessions.types import DocumentType, StopCode


class DocumentAttached(Event, frozen=True, tag="document_attached"):
    """A document belongs to an agenda item, last among its own; `sha256` proves which bytes."""

    document_id: str
    item_id: str
    name: str
    media_type: DocumentType
    pages: int
    bytes: int
    sha256: str
    public: bool


class DocumentRemoved(Event, frozen=True, tag="document_removed"):
    """A document was taken back."""

    document_id: str


class DocumentMoved(Event, frozen=True, tag="document_moved"):
    """A document stands at `position` among those of its item now, 0 first."""

    document_id: str
    position: int


class DocumentPresented(Event, frozen=True, tag="document_presented"):
    """Everybody sees this page; `presenter_id` turns it from here on, None: staff alone.

    `speech_id` is what it rests on where a holder of the floor began it: it ends with the speech.
    """

    document_id: str
    page: int
    presenter_id: str | None
    speech_id: str | None


class PageTurned(Event, frozen=True, tag="page_turned"):
    """Everybody sees another page of what is being shown."""

    page: int


class PresentationStopped(Event, frozen=True, tag="presentation_stopped"):
    """No document is shown any more."""

    reason: StopCode
