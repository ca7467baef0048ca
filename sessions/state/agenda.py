"""The agenda as it stands: its items, their documents, and the questions put under them."""

import msgspec
from immutables import Map

from sessions.types import AgendaItem, DocumentType


class Item(msgspec.Struct, frozen=True):
    """An agenda item and when it ran."""

    item: AgendaItem
    started_at: int | None = None
    closed_at: int | None = None


class Document(msgspec.Struct, frozen=True):
    """A document attached to an agenda item, also one that was taken back since."""

    document_id: str
    item_id: str
    name: str
    media_type: DocumentType
    pages: int
    bytes: int
    sha256: str
    public: bool
    attached_at: int
    shown_at: int | None = None
    """When it was first shown; the record rests on it from then on."""
    removed: bool = False


class Reply(msgspec.Struct, frozen=True):
    """A department's written reply."""

    text: str
    on_behalf: bool
    """Filed by staff who had it from the department."""
    filed_at: int


class Question(msgspec.Struct, frozen=True):
    """A question that departments must answer before its item may close."""

    question_id: str
    item_id: str
    to: tuple[str, ...]
    """Departments, as participants, in the order asked."""
    text: str
    speech_id: str | None
    """The speech that it was put in."""
    put_at: int
    withdrawn: str | None = None
    """Why it was withdrawn; None while it stands."""
    opinion_id: str | None = None
    """The opinion whose words it has; `text` is empty while that is not public."""
    replies: Map[str, Reply] = Map()
    """Written replies, by department."""
