"""The composed document as JSON: the `Document` struct itself, for pages that draw its blocks."""

import msgspec

from sessions.export.document import Document


def render(document: Document) -> bytes:
    """UTF-8; each block's `type` says which it is. The text is Chinese, as in every form."""
    return msgspec.json.encode(document)
