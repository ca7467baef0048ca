"""The documents of a consultation in its archive: their bytes and the pictures of their pages."""

import re
from collections.abc import Collection, Mapping

from sessions.archive import Log, events_of
from sessions.config import (
    DOCUMENT_BYTES_MAX,
    DOCUMENT_PAGES_MAX,
    DOCUMENTS_MAX,
    OUTCOMES_DOCUMENTS_MAX,
)
from sessions.events import DocumentAttached, MinutesTemplateSet, OutcomeDocumentAttached
from web.archived_files import Kind, Thing
from web.document_store import ORIGINAL


def attached(log: Log) -> Mapping[str, Thing]:
    """What was ever attached to items and outcomes, and the templates of the minutes."""
    found: dict[str, Thing] = {}
    for event in events_of(log, DocumentAttached, OutcomeDocumentAttached, MinutesTemplateSet):
        match event:
            case MinutesTemplateSet(template=template):
                found.setdefault(template.sha256, Thing(f"template “{template.name}”", 0))
            case OutcomeDocumentAttached(document=one) | (DocumentAttached() as one):
                found[one.sha256] = Thing(f"document “{one.name}”", one.pages)
            case _:
                pass
    return found


def has_pages(document: Thing, names: Collection[str]) -> bool:
    """A document is there with all its pages, or not at all: then it was lost before."""
    pages = {name.partition("-")[0] for name in names if name.endswith(".webp")}
    return len(pages) >= document.pages


DOCUMENTS = Kind(
    name="documents",
    things=attached,
    names=re.compile(rf"{ORIGINAL}|\d{{1,3}}-\d{{2,4}}\.webp|\d{{1,3}}\.txt"),
    original=ORIGINAL,
    is_whole=has_pages,
    # Each original, and two pictures and the text of each page.
    files_max=(DOCUMENTS_MAX + OUTCOMES_DOCUMENTS_MAX) * (1 + 3 * DOCUMENT_PAGES_MAX),
    bytes_max=DOCUMENT_BYTES_MAX,
)
