"""Office documents are looked into in a process of their own; nothing of them is drawn."""

from pathlib import Path

import pytest

from tests.support.office import related, table, with_formula, with_part, written
from web.errors import WebError
from web.office_files import REASONS, UNPACKED_MAX
from web.page_images import Office
from web.rendering import Renderer


async def looked(content: bytes, folder: Path) -> Office:
    source = folder / "original"
    source.write_bytes(content)
    return await Renderer().look(source, folder)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(written("答复"), "wordprocessingml.document"), (table((1, 2)), "spreadsheetml.sheet")],
)
async def test_good_ones(tmp_path: Path, content: bytes, kind: str) -> None:
    office = await looked(content, tmp_path)
    assert office == Office(f"application/vnd.openxmlformats-officedocument.{kind}")  # type: ignore[arg-type]
    assert [one.name for one in tmp_path.iterdir()] == ["original"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (written("答复")[:-100], REASONS["broken"]),
        (with_part(b"", "META-INF/MANIFEST.MF"), REASONS["foreign"]),
        (with_part(written(), "word/media/a.bin", bytes(UNPACKED_MAX + 1)), REASONS["too_big"]),
        (with_formula("=WEBSERVICE(A1)"), REASONS["outside"]),
        (related(written(), "vbaProject", "vbaProject.bin"), REASONS["active"]),
    ],
)
async def test_what_is_refused_and_why(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(WebError) as refused:
        await looked(content, tmp_path)
    assert refused.value.code == code
