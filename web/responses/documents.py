"""Documents of agenda items and outcomes."""

import msgspec

from sessions.outcome_types import OfficeType
from sessions.types import DocumentType


class Attached(msgspec.Struct, frozen=True):
    """`POST /{id}/documents?item_id=ITEM&name=NAME&public=true`, the body being the file → 201.

    `GET /{id}/documents/{document_id}/pages/{page}?width=800|1600` is each page as WebP, `…/text`
    its words, `…/original` the bytes that `sha256` is of.
    """

    document_id: str
    media_type: DocumentType | OfficeType
    pages: int
    bytes: int
    sha256: str
    seqs: list[int]
