"""An office's own DOCX: kept as it is, bounded, and refused where it could do something."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm

from sessions.errors import Refused
from sessions.export import docx as docx_form
from sessions.export import office_template
from sessions.export.document import compose
from sessions.export.office_template import BYTES_MAX, MARKER, PARTS_MAX
from tests.support.forms import FACTS, MINUTES, docx_text, squeezed

DOCUMENT = compose(MINUTES)


def template(*paragraphs: str, change: Callable[[docx.document.Document], object] = id) -> bytes:
    """A head in red letters, then these paragraphs."""
    made = docx.Document()
    made.sections[0].left_margin = Mm(33)
    made.sections[0].header.paragraphs[0].text = "内部资料"
    made.add_paragraph("中共某某市委文件", style="Title")
    for text in paragraphs:
        made.add_paragraph(text)
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def with_part(given: bytes, name: str, content: bytes = b"x") -> bytes:
    """The same archive with one part more."""
    out = io.BytesIO(given)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def paragraphs(made: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs]


def test_it_stands_at_the_marker_between_what_the_office_wrote() -> None:
    made = docx_form.render(DOCUMENT, template("编号：", MARKER, "（此件公开）"))
    texts = paragraphs(made)
    assert texts[:2] == ["中共某某市委文件", "编号："]
    assert texts[-1] == "（此件公开）"
    assert MARKER not in texts
    assert DOCUMENT.title in texts
    assert DOCUMENT.mark not in texts, "the office has a head of its own"
    text = squeezed(docx_text(made))
    assert [fact for fact in FACTS if fact not in text] == []


def test_without_a_marker_it_stands_at_the_end() -> None:
    texts = paragraphs(docx_form.render(DOCUMENT, template("编号：")))
    assert texts.index("编号：") < texts.index(DOCUMENT.title)
    assert texts[-1].startswith("本件由会议日志生成")


def test_page_header_and_styles_are_the_office_s() -> None:
    made = docx.Document(io.BytesIO(docx_form.render(DOCUMENT, template(MARKER))))
    section = made.sections[0]
    assert section.left_margin is not None
    assert round(section.left_margin.mm) == 33
    assert section.header.paragraphs[0].text == "内部资料"
    assert made.paragraphs[0].style is not None
    assert made.paragraphs[0].style.name == "Title"


def test_building_twice_gives_the_same_bytes() -> None:
    given = template(MARKER)
    assert docx_form.render(DOCUMENT, given) == docx_form.render(DOCUMENT, given)


def linked(made: docx.document.Document) -> None:
    made.part.relate_to("http://192.0.2.1/evil.dotm", ATTACHED, is_external=True)


ATTACHED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
BOMB = with_part(template(), "word/media/a.bin", bytes(51 * 1024 * 1024))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (b"", "template_not_docx"),
        (b"PK\x03\x04 no archive", "template_not_docx"),
        (with_part(b"", "a.txt"), "template_not_docx"),
        (template()[:-200], "template_not_docx"),
        (bytes(BYTES_MAX + 1), "template_too_big"),
        (BOMB, "template_too_big"),
        (with_part(template(), "word/vbaProject.bin"), "template_active"),
        (with_part(template(), "word/embeddings/oleObject1.bin"), "template_active"),
        (with_part(template(), "word/activeX/activeX1.xml"), "template_active"),
        (template(change=linked), "template_active"),
    ],
)
def test_what_is_refused(given: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        docx_form.render(DOCUMENT, given)
    assert refused.value.code == code


def test_many_parts_are_refused_by_the_directory() -> None:
    out = io.BytesIO(template())
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(PARTS_MAX + 1):
            archive.writestr(f"word/media/{number}.png", b"")
    with pytest.raises(Refused, match="template_too_big"):
        office_template.opened(out.getvalue())


def test_a_link_that_waits_to_be_clicked_may_stay() -> None:
    def link(made: docx.document.Document) -> None:
        made.part.relate_to("https://example.org/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    assert docx_form.render(DOCUMENT, template(MARKER, change=link))


def test_entities_are_not_expanded() -> None:
    """A part that unfolds a billion times is no document."""
    with zipfile.ZipFile(io.BytesIO(template(MARKER))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    lol = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
    body = parts["word/document.xml"]
    head, rest = body.split(b"?>", 1)
    parts["word/document.xml"] = head + b"?>" + lol + rest.replace(MARKER.encode(), b"&b;")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert b"haha" not in docx_form.render(DOCUMENT, out.getvalue())
