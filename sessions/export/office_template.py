"""An office's own DOCX, on whose page and under whose red head (红头) the minutes are placed.

It comes from outside: bounded before it is unpacked, and refused where it holds macros, embedded
objects or parts that lie elsewhere, which whoever opens the minutes would run or fetch.
"""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from sessions.errors import Refused
from sessions.export import office_fields, office_package
from sessions.export.document import Document
from sessions.export.office_fields import MARKER
from sessions.export.office_package import BadPackage
from sessions.export.wordprocessing import NAMESPACE

BYTES_MAX = 5 * 1024 * 1024
"""A head with a drawn emblem has less than one."""
UNPACKED_MAX = 50 * 1024 * 1024


def opened(given: bytes) -> Docx:
    """The template; raises `Refused` with what is wrong with it, fields that nobody knows too."""
    _check_archive(given)
    try:
        template = docx.Document(io.BytesIO(given))
        found, prefix = list(texts(template)), template.element.nsmap.get("w")
    except Exception:  # whatever another's file makes a library do
        raise Refused("template_not_docx") from None
    if prefix != NAMESPACE:  # which our text is written with
        raise Refused("template_not_docx")
    office_fields.check(found)
    return template


def _check_archive(given: bytes) -> None:
    if len(given) > BYTES_MAX:
        raise Refused("template_too_big", megabytes=BYTES_MAX >> 20)
    try:
        office_package.check(io.BytesIO(given), UNPACKED_MAX)
    except BadPackage as bad:
        match bad.fault:
            case "too_big":
                raise Refused("template_too_big", megabytes=BYTES_MAX >> 20) from None
            case "active" | "outside":
                raise Refused("template_active") from None
            case "broken" | "foreign":
                raise Refused("template_not_docx") from None


def fields(template: Docx) -> list[str]:
    """Which it has: 纪要 where a paragraph has the minutes' place, then those that are filled."""
    placed = any(paragraph.text.strip() == MARKER for paragraph in template.paragraphs)
    return [*([MARKER.strip("{}")] if placed else []), *office_fields.named(texts(template))]


def fill(template: Docx, document: Document) -> Document:
    """Put what `document` has in the place of every field but the marker, wherever it stands.

    Answers what is left of it to stand below, that nothing is said twice.
    """
    values = office_fields.values(document)
    said: set[str] = set()
    for pieces in _paragraphs(template):
        whole = "".join(piece.text or "" for piece in pieces)
        for field in reversed(list(office_fields.FIELD.finditer(whole))):
            if field[1] in values:
                _replace(pieces, field.start(), field.end(), values[field[1]])
                said.add(field[1])
    return office_fields.below(document, said)


def texts(template: Docx) -> Iterator[str]:
    """Of each paragraph of body, tables, text boxes, headers and footers."""
    for pieces in _paragraphs(template):
        yield "".join(piece.text or "" for piece in pieces)


def _paragraphs(template: Docx) -> Iterator[list[Any]]:
    """The `w:t` of each, in order: Word cuts a field in pieces wherever it was typed haltingly."""
    links = [link for link in template.part.rels.values() if not link.is_external]
    ends = [link.target_part for link in links if link.reltype.endswith(("/header", "/footer"))]
    parts = [template.part, *ends]
    for part in parts:
        for paragraph in part.element.iter(qn("w:p")):
            pieces = [
                piece
                for piece in paragraph.iter(qn("w:t"))
                if next(piece.iterancestors(qn("w:p"))) is paragraph  # a text box has its own
            ]
            if pieces:
                yield pieces


def _replace(pieces: list[Any], start: int, end: int, value: str) -> None:
    """Characters `start` to `end` of the paragraph; `value` looks as the first of them did."""
    at = 0
    for piece in pieces:
        text = piece.text or ""
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            piece.text = text[:first] + (value if at + first == start else "") + text[last:]
            piece.set(qn("xml:space"), "preserve")
        at += len(text)


def place(template: Docx) -> Paragraph:
    """The paragraph before which the document goes: the marker, or a new one at the end."""
    for paragraph in template.paragraphs:
        if paragraph.text.strip() == MARKER:
            return paragraph
    return template.add_paragraph()


def close(place: Paragraph) -> None:
    """Take the place's own paragraph away: it was there to be found."""
    element = place._p
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
