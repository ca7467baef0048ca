"""An office's own DOCX, on whose page and under whose red head (红头) the minutes are placed.

It comes from outside: bounded before it is unpacked, and refused where it holds macros, embedded
objects or parts that lie elsewhere, which whoever opens the minutes would run or fetch.
"""

import io
import zipfile

import docx
from docx.document import Document as Docx
from docx.opc.exceptions import PackageNotFoundError
from docx.text.paragraph import Paragraph

from sessions.errors import Refused
from sessions.export.wordprocessing import NAMESPACE

MARKER = "{{纪要}}"
BYTES_MAX = 5 * 1024 * 1024
"""A head with a drawn emblem has less than one."""
UNPACKED_MAX = 50 * 1024 * 1024
PARTS_MAX = 500
"""A document of Word has some twenty."""
_ACTIVE = ("vbaproject", "vbadata", "activex/", "embeddings/", "oleobject", "customui/", "macros")
"""In the names of parts that do something."""


def opened(given: bytes) -> Docx:
    """The template; raises `Refused` with what is wrong with it."""
    _check_archive(given)
    try:
        template = docx.Document(io.BytesIO(given))
    except (
        PackageNotFoundError, ValueError, KeyError, AttributeError, zipfile.BadZipFile,
        SyntaxError, NotImplementedError, EOFError, OSError,
    ):  # fmt: skip
        raise Refused("template_not_docx") from None
    if template.element.nsmap.get("w") != NAMESPACE:  # the prefix that our text is written with
        raise Refused("template_not_docx")
    _check_links(template)
    return template


def _check_archive(given: bytes) -> None:
    """By its directory alone: `zipfile` unpacks no part beyond the size that stands there."""
    if len(given) > BYTES_MAX:
        raise Refused("template_too_big", megabytes=BYTES_MAX >> 20)
    try:
        with zipfile.ZipFile(io.BytesIO(given)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Refused("template_not_docx") from None
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_MAX:
        raise Refused("template_too_big", megabytes=BYTES_MAX >> 20)
    if any(word in part.filename.lower() for part in parts for word in _ACTIVE):
        raise Refused("template_active")


def _check_links(template: Docx) -> None:
    """Only hyperlinks may lead outside: they wait to be clicked."""
    for part in template.part.package.iter_parts():
        for link in part.rels.values():
            if link.is_external and not link.reltype.endswith("/hyperlink"):
                raise Refused("template_active")


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
