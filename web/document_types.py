"""Which kind of document bytes are, told from their beginning: names and headers only claim."""

from sessions.types import DocumentType

HEAD = 1024
"""Bytes to look at; a PDF's mark may stand that far in (ISO 32000-2, annex H)."""


def is_package(head: bytes) -> bool:
    """Whether it may be an office document: a ZIP archive that begins with its first part."""
    return head.startswith(b"PK\x03\x04")


def type_of(head: bytes) -> DocumentType | None:
    """The kind of a file that begins with `head`; None where it cannot be shown."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if b"%PDF-" in head[:HEAD] else None
