"""Documents 材料 of the agenda's items: attached, put in order, taken back, and who may read them.

The record holds what a document is and the hash of its bytes; the bytes lie beside it.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from sessions import outcome_files
from sessions.audience import audience
from sessions.commands import AttachDocument, MoveDocument, RemoveDocument
from sessions.config import DOCUMENTS_MAX
from sessions.errors import Refused
from sessions.events import AnyEvent, DocumentAttached, DocumentMoved, DocumentRemoved
from sessions.roles import is_staff
from sessions.state import Consultation
from sessions.state.agenda import Document
from sessions.status import require_unclosed
from sessions.types import Actor


def check_room(state: Consultation, item_id: str) -> None:
    """Raise `Refused` where no document can be attached to the item, before its bytes are sent."""
    require_unclosed(state)
    if item_id not in state.agenda:
        raise Refused("no_such_item")
    if len(state.documents) >= DOCUMENTS_MAX:
        raise Refused("too_many", limit=DOCUMENTS_MAX)


def attach_document(state: Consultation, command: AttachDocument) -> list[AnyEvent]:
    """At the end of its item's, until the consultation closes."""
    check_room(state, command.item_id)
    if command.document_id in state.documents:
        raise Refused("id_taken", id=command.document_id)
    return [
        DocumentAttached(
            document_id=command.document_id,
            item_id=command.item_id,
            name=command.name,
            media_type=command.media_type,
            pages=command.pages,
            bytes=command.bytes,
            sha256=command.sha256,
            public=command.public,
        )
    ]


def remove_document(state: Consultation, command: RemoveDocument) -> list[AnyEvent]:
    """Off the agenda; one that is being shown is shown no more."""
    require_unclosed(state)
    return [DocumentRemoved(document_id=document(state, command.document_id).document_id)]


def move_document(state: Consultation, command: MoveDocument) -> list[AnyEvent]:
    """Among its item's; beyond their end means last. Nothing happens where it stands there."""
    require_unclosed(state)
    moved = document(state, command.document_id)
    order = state.item_documents[moved.item_id]
    position = min(command.position, len(order) - 1)
    if order[position] == moved.document_id:
        return []
    return [DocumentMoved(document_id=moved.document_id, position=position)]


# --- readings ---------------------------------------------------------------------------------


def document(state: Consultation, document_id: str) -> Document:
    """A document that is attached now; raises `Refused("no_such_document")`."""
    found = state.documents.get(document_id)
    if found is None or found.removed:
        raise Refused("no_such_document")
    return found


def attached(state: Consultation) -> Iterator[str]:
    """Ids of the documents attached now, item by item."""
    for item_id in state.agenda:
        yield from state.item_documents.get(item_id, ())


def readable(state: Consultation, actor: Actor, document_id: str, page: int) -> Document:
    """The document, if the actor may see this page of it; raises `Refused`.

    Viewers see what everybody is shown, and nothing else; staff also what was shown and taken back,
    for the record rests on it.
    """
    found = state.documents.get(document_id)
    if found is None or (found.removed and not (is_staff(actor) and is_relied_on(found))):
        raise Refused("no_such_document")
    if page > found.pages:
        raise Refused("no_such_document_page", name=found.name, pages=found.pages)
    if audience(actor) == "public" and not is_public_now(state, document_id, page):
        raise Refused("not_authorized")
    return found


def is_public_now(state: Consultation, document_id: str, page: int) -> bool:
    """Whether the public is shown this very page now, which it is nothing of what is rehearsed."""
    shown = state.presentation
    if (
        shown is None
        or state.rehearsal is not None
        or (shown.document_id, shown.page) != (document_id, page)
    ):
        return False
    return state.documents[document_id].public


def is_relied_on(document: Document) -> bool:
    """Whether the record rests on its bytes: it is attached, or was shown before it was removed."""
    return not document.removed or document.shown_at is not None


def kept_hashes(state: Consultation) -> frozenset[str]:
    """The hashes of all bytes that must be kept for this record."""
    shown = {one.sha256 for one in state.documents.values() if is_relied_on(one)}
    templates = {one.sha256 for one in state.minutes.templates}
    return frozenset(shown | templates | {one.sha256 for one in outcome_files.ever(state)})


# --- applied ----------------------------------------------------------------------------------


def document_attached(state: Consultation, event: DocumentAttached, at: int) -> Consultation:
    """One more, the last of its item's."""
    attached = Document(
        document_id=event.document_id,
        item_id=event.item_id,
        name=event.name,
        media_type=event.media_type,
        pages=event.pages,
        bytes=event.bytes,
        sha256=event.sha256,
        public=event.public,
        attached_at=at,
    )
    order = (*state.item_documents.get(event.item_id, ()), event.document_id)
    return replace(
        state,
        documents=state.documents.set(event.document_id, attached),
        item_documents=state.item_documents.set(event.item_id, order),
    )


def document_removed(state: Consultation, event: DocumentRemoved) -> Consultation:
    """It is attached no more."""
    removed = replace(state.documents[event.document_id], removed=True)
    return replace(
        state,
        documents=state.documents.set(event.document_id, removed),
        item_documents=state.item_documents.set(removed.item_id, _without(state, removed)),
    )


def document_moved(state: Consultation, event: DocumentMoved) -> Consultation:
    """The same documents in another order."""
    moved = state.documents[event.document_id]
    rest = _without(state, moved)
    order = (*rest[: event.position], moved.document_id, *rest[event.position :])
    return replace(state, item_documents=state.item_documents.set(moved.item_id, order))


def _without(state: Consultation, document: Document) -> tuple[str, ...]:
    order = state.item_documents[document.item_id]
    return tuple(id for id in order if id != document.document_id)
