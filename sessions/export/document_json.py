"""The composed document as JSON: the `Document` struct itself, for pages that draw its blocks.

Without the signed head that it bears in print: another may be signed at any time, and minutes that
are signed stay the same to the byte.
"""

import msgspec
from msgspec.structs import replace

from sessions.export.document import Document


def render(document: Document) -> bytes:
    """UTF-8; each block's `type` says which it is. The text is Chinese, as in every form."""
    return msgspec.json.encode(replace(document, head=""))


def read(data: bytes, head: str = "", recording: str = "") -> Document:
    """The document of `render`, with the signed head and the links that it is to bear in print."""
    return replace(msgspec.json.decode(data, type=Document), head=head, recording=recording)
