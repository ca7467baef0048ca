"""Readings of the documents for clients: which there are, and which page everybody sees."""

import msgspec

from sessions.documents import attached
from sessions.state import Consultation
from sessions.state.agenda import Document
from sessions.types import DocumentType


class DocumentView(msgspec.Struct, frozen=True):
    """A document attached to an item; `public`: viewers of the livestream see the page shown."""

    document_id: str
    item_id: str
    name: str
    media_type: DocumentType
    pages: int
    bytes: int
    sha256: str
    public: bool


class PresentationView(msgspec.Struct, frozen=True):
    """What everybody sees now, since `turned_at` (Unix ms). `presenter_id` None: staff present."""

    document_id: str
    page: int
    presenter_id: str | None
    speech_id: str | None
    turned_at: int


def document_views(state: Consultation) -> list[DocumentView]:
    """What is attached now, item by item in the agenda's order."""
    return [_document(state.documents[id]) for id in attached(state)]


def _document(document: Document) -> DocumentView:
    return DocumentView(
        document_id=document.document_id,
        item_id=document.item_id,
        name=document.name,
        media_type=document.media_type,
        pages=document.pages,
        bytes=document.bytes,
        sha256=document.sha256,
        public=document.public,
    )


def presentation_view(state: Consultation) -> PresentationView | None:
    """The page that everybody sees, None where no document is shown."""
    shown = state.presentation
    if shown is None:
        return None
    return PresentationView(
        document_id=shown.document_id,
        page=shown.page,
        presenter_id=shown.presenter_id,
        speech_id=shown.speech_id,
        turned_at=shown.turned_at,
    )
