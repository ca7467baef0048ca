"""Draws every page of a document, in a process: `python -m web.page_images FILE FOLDER`.

What it reads may be made to harm. So it binds itself before it looks: memory, time, the size and
number of files; a library that crashes takes nobody with it. What it has to say is JSON on
standard output, a `Made` or an `Unshowable`.
"""

import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from sessions.config import DOCUMENT_PAGES_MAX
from sessions.outcome_types import OfficeType
from sessions.types import DocumentType
from web.document_types import HEAD, type_of

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTHS = (800, 1600)
"""Pixels: a phone or a quarter of a screen, and two thirds of a large one or a page zoomed in."""
TALLEST = 2
"""Times the width: beyond it a page is fitted by its height, so that no scroll eats memory."""
PIXELS_MAX = 80_000_000
"""Of an uploaded picture: more than any camera of today, 240 MB once unpacked."""
TEXT_MAX = 20_000
"""Characters of a page that are kept for who cannot see it: a dense page has 3,000."""

MEMORY = 1 << 30
"""Address space; an ordinary page needs a tenth of it."""
CPU_SECONDS = 120
"""200 pages at 0.3 s are half of it."""
FILE_BYTES = 32 * 1024 * 1024
"""Of one picture; an ordinary one has 0.3 MB."""
OPEN_FILES = 64
NICENESS = 10
"""Pictures of pages yield to media."""
QUALITY, EFFORT = 80, 1
"""Of WebP: text stays clean at 80, and more effort takes three times as long for a tenth."""

Reason = Literal[
    "document_locked",
    "document_broken",
    "document_too_long",
    "picture_too_large",
    "document_foreign",
    "document_unpacks_too_large",
    "document_active",
    "document_outside",
]


class Made(msgspec.Struct, frozen=True, tag="made"):
    """`{page}-{width}.webp` and, where there is text, `{page}.txt` are in the folder."""

    media_type: DocumentType
    pages: int


class Office(msgspec.Struct, frozen=True, tag="office"):
    """An office document, of which there are no pages."""

    media_type: OfficeType
    pages: int = 0


class Unshowable(msgspec.Struct, frozen=True, tag="unshowable"):
    """Why not; the folder holds nothing that counts."""

    reason: Reason


Outcome = Made | Office | Unshowable


class Refusal(Exception):
    """The document cannot be shown."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def bind() -> None:
    """Give up what a page of a document needs nothing of."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(NICENESS)


def make(source: Path, folder: Path) -> Made | Unshowable:
    """Every page of `source` as pictures in `folder`."""
    with source.open("rb") as file:
        media_type = type_of(file.read(HEAD))
    try:
        if media_type is None:
            raise Refusal("document_broken")
        drawn = _pdf(source) if media_type == "application/pdf" else _picture(source)
        pages = 0
        for pages, (image, text) in enumerate(drawn, start=1):
            _save(image, folder, pages)
            if text:
                (folder / f"{pages}.txt").write_text(text, encoding="utf-8")
    except Refusal as refusal:
        return Unshowable(refusal.reason)
    return Made(media_type, pages)


def _pdf(source: Path) -> Iterator[tuple["Image", str]]:
    """The pages of a PDF and their text."""
    import pypdfium2 as pdfium
    from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

    _use_our_fonts()
    try:
        document = pdfium.PdfDocument(source)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY)
        raise Refusal("document_locked" if locked else "document_broken") from error
    if len(document) > DOCUMENT_PAGES_MAX:
        raise Refusal("document_too_long")
    if not len(document):
        raise Refusal("document_broken")
    document.init_forms()  # seals and signatures are form fields
    for number in range(len(document)):
        try:
            page = document[number]
            bitmap = page.render(scale=_scale(page.get_width(), page.get_height()))
            text = page.get_textpage().get_text_range()[:TEXT_MAX].strip()
        except (pdfium.PdfiumError, ValueError, MemoryError) as error:
            raise Refusal("document_broken") from error
        yield bitmap.to_pil(), text
        bitmap.close()
        page.close()


def _use_our_fonts() -> None:
    """Have PDFium draw hanzi whose fonts a PDF leaves out by the fonts of the minutes.

    Many official documents name 宋体 or 仿宋 without bringing it, and a server may have no font.
    """
    import ctypes

    import pylopdf_fonts_zh_cn
    from pypdfium2 import raw

    folder = str(Path(pylopdf_fonts_zh_cn.__file__).parent).encode()
    paths = (ctypes.c_char_p * 2)(folder, None)
    kind = type(raw.FPDF_LIBRARY_CONFIG().m_pUserFontPaths)
    config = raw.FPDF_LIBRARY_CONFIG(version=2, m_pUserFontPaths=ctypes.cast(paths, kind))
    raw.FPDF_DestroyLibrary()
    raw.FPDF_InitLibraryWithConfig(config)


def _scale(width: float, height: float) -> float:
    """By which a page has the largest of `WIDTHS`, or `TALLEST` times that in height."""
    most = WIDTHS[-1]
    if not (width > 0 and height > 0):
        raise Refusal("document_broken")
    return min(most / width, most * TALLEST / height)


def _picture(source: Path) -> Iterator[tuple["Image", str]]:
    """An uploaded picture as a page."""
    from PIL.Image import Resampling

    paper = read_picture(source, (WIDTHS[-1], WIDTHS[-1] * TALLEST))
    scale = min(1.0, _scale(paper.width, paper.height))
    size = (max(1, round(paper.width * scale)), max(1, round(paper.height * scale)))
    yield paper.resize(size, Resampling.LANCZOS), ""


def read_picture(source: Path, wanted: tuple[int, int]) -> "Image":
    """An uploaded picture, upright, on white, and without what its camera wrote into it.

    No smaller than `wanted` pixels, if it is as large; raises `Refusal`.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # by the size in its head, before anything is unpacked
    try:
        with Image.open(source, formats=("PNG", "JPEG", "WEBP")) as opened:
            if opened.width * opened.height > PIXELS_MAX:
                raise Refusal("picture_too_large")
            opened.draft("RGB", wanted)  # JPEG: unpacked smaller
            image = ImageOps.exif_transpose(opened).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError) as error:
        raise Refusal("document_broken") from error
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _save(image: "Image", folder: Path, page: int) -> None:
    """In all of `WIDTHS`, never larger than it is."""
    from PIL.Image import Resampling

    for width in WIDTHS:
        share = min(1.0, width / WIDTHS[-1])
        size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
        scaled = image if size == image.size else image.resize(size, Resampling.LANCZOS)
        scaled.save(folder / f"{page}-{width}.webp", quality=QUALITY, method=EFFORT)


def main() -> None:
    """Entry of the process."""
    bind()
    source, folder = (Path(argument) for argument in sys.argv[1:3])
    sys.stdout.buffer.write(msgspec.json.encode(make(source, folder)))


if __name__ == "__main__":
    main()
