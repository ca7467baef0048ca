"""What may be shown and what not: good files, pictures, and files that mean harm."""

import io
import resource
import struct
import subprocess
import sys
import time
import zlib
from pathlib import Path

import msgspec
import pytest
from PIL import Image

from tests.support import pdf
from web.document_types import type_of
from web.errors import WebError
from web.page_images import CPU_SECONDS, TEXT_MAX, WIDTHS, Made, Outcome, Unshowable, make
from web.rendering import Renderer


def picture(format: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, format, **options)
    return out.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A head that claims a picture of that size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 10_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def shown(folder: Path, page: int = 1, width: int = 1600) -> Image.Image:
    return Image.open(io.BytesIO((folder / f"{page}-{width}.webp").read_bytes()))


def made_of(content: bytes, tmp_path: Path) -> Outcome:
    source = tmp_path / "original"
    source.write_bytes(content)
    return make(source, tmp_path)


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"%PDF-1.7\n", "application/pdf"),
        (b"\xef\xbb\xbf junk %PDF-1.4", "application/pdf"),
        (b"x" * 1024 + b"%PDF-1.4", None),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (picture("GIF"), None),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"PK\x03\x04", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"", None),
    ],
)
def test_the_kind_is_told_by_the_bytes(head: bytes, found: str | None) -> None:
    assert type_of(head) == found


def test_every_page_in_two_widths_with_its_words(tmp_path: Path) -> None:
    assert made_of(pdf.typeset("First", "Second"), tmp_path) == Made("application/pdf", 2)
    for page, word in ((1, "First"), (2, "Second")):
        assert (tmp_path / f"{page}.txt").read_text("utf-8") == word
        sizes = [shown(tmp_path, page, width).size for width in WIDTHS]
        assert [width for width, _ in sizes] == list(WIDTHS)
        assert sizes[1][1] == pytest.approx(2 * sizes[0][1], abs=1)
        assert sizes[1][1] == pytest.approx(1600 * 2**0.5, abs=12)  # A5 upright


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_one_page_and_not_blown_up(tmp_path: Path, format: str) -> None:
    outcome = made_of(picture(format, (400, 300)), tmp_path)
    assert outcome == Made(f"image/{format.lower()}", 1)  # type: ignore[arg-type]
    assert shown(tmp_path).size == (400, 300)


def test_a_picture_stands_upright_and_loses_what_its_camera_wrote(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "camera"
    made_of(picture("JPEG", (400, 300), exif=exif), tmp_path)
    upright = shown(tmp_path)
    assert upright.size == (300, 400)
    assert not upright.getexif()


def test_what_shines_through_lies_on_white(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    made_of(out.getvalue(), tmp_path)
    assert shown(tmp_path).convert("RGB").getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf.locked(pdf.typeset("x"), "geheim"), "document_locked"),
        (pdf.long(201), "document_too_long"),
        (b"%PDF-1.7\n", "document_broken"),
        (b"%PDF-1.7\n" + b"junk" * 1000, "document_broken"),
        (picture("PNG", (400, 300))[:200], "document_broken"),
        (picture("JPEG", (400, 300))[:200], "document_broken"),
        (huge_png(50_000, 50_000), "picture_too_large"),
        (b"\x89PNG\r\n\x1a\n", "document_broken"),
        (b"nothing", "document_broken"),
    ],
)
def test_what_cannot_be_shown_is_refused_by_name(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    assert made_of(content, tmp_path) == Unshowable(reason)  # type: ignore[arg-type]


def test_a_pdf_that_ends_too_early_is_refused(tmp_path: Path) -> None:
    whole = pdf.typeset("First", "Second")
    assert made_of(whole[: len(whole) // 4], tmp_path) == Unshowable("document_broken")


@pytest.mark.parametrize("box", ["0 0 1000000 1000000", "0 0 1 100000", "0 0 100000 1", "0 0 0 0"])
def test_no_page_is_so_large_that_its_picture_is(tmp_path: Path, box: str) -> None:
    outcome = made_of(pdf.with_page(b"", box), tmp_path)
    if isinstance(outcome, Made):
        width, height = shown(tmp_path).size
        assert width <= 1600
        assert height <= 3200


def test_hanzi_are_drawn_though_their_font_is_left_out(tmp_path: Path) -> None:
    """As if the machine had no font: of PDFium's paths ours alone are left."""
    assert made_of(pdf.without_font("清水塘土壤治理"), tmp_path) == Made("application/pdf", 1)
    assert (tmp_path / "1.txt").read_text("utf-8") == "清水塘土壤治理"
    grey = shown(tmp_path).convert("L")
    line = grey.crop((60, 250, 1100, 450))
    dark = sum(line.histogram()[:128]) / (line.width * line.height)
    assert 0.05 < dark < 0.4


def test_words_are_bounded(tmp_path: Path) -> None:
    made_of(pdf.typeset("a " * 30_000), tmp_path)
    assert len((tmp_path / "1.txt").read_text("utf-8")) <= TEXT_MAX


# --- the process ------------------------------------------------------------------------------


async def drawn(content: bytes, tmp_path: Path) -> Made | str:
    """What the bounded process makes of it, or the code of its refusal."""
    source = tmp_path / "original"
    source.write_bytes(content)
    try:
        return await Renderer().render(source, tmp_path)
    except WebError as error:
        return error.code


async def test_the_process_draws(tmp_path: Path) -> None:
    assert await drawn(pdf.typeset("First"), tmp_path) == Made("application/pdf", 1)
    assert await drawn(pdf.locked(pdf.typeset("x"), "pw"), tmp_path) == "document_locked"


async def test_a_bomb_costs_its_process_alone(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    outcome = await drawn(pdf.bomb(1200), tmp_path)
    assert outcome in ("document_too_complex", "document_broken") or isinstance(outcome, Made)
    after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert max(before, after) < 1100 * 1024  # KiB: within its bound


async def test_who_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.rendering.SECONDS", 1.0)
    began = time.monotonic()
    assert await drawn(pdf.endless(3_000_000), tmp_path) == "document_too_complex"
    assert time.monotonic() - began < 60  # drawing all of it would take minutes


def test_the_process_binds_itself() -> None:
    """Memory, time and files, as the system counts them, and no secret of ours around."""
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import resource, json; from web.page_images import bind; bind();"
            "print(json.dumps([resource.getrlimit(getattr(resource, f'RLIMIT_{n}'))[0] for n in"
            " ('AS', 'CPU', 'FSIZE', 'NOFILE', 'CORE')]))",
        ],
        capture_output=True,
        check=True,
    ).stdout
    assert msgspec.json.decode(said) == [1 << 30, CPU_SECONDS, 32 << 20, 64, 0]


async def test_the_process_knows_none_of_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXIN_TURN_SECRET", "geheim")
    peek = "import os, sys; sys.stdout.write(str('TONGXIN_TURN_SECRET' in os.environ)); sys.exit(9)"
    monkeypatch.setattr("web.rendering.module_command", lambda *_: [sys.executable, "-c", peek])
    from web.rendering import run

    assert await run("web.page_images", tmp_path / "x", tmp_path) == (b"False", 9)
