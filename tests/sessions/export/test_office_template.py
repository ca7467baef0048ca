"""An office's own DOCX: kept as it is, bounded, and refused where it could do something."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Mm
from msgspec.structs import replace

from sessions.errors import Refused
from sessions.export import docx as docx_form
from sessions.export import office_template
from sessions.export.document import compose
from sessions.export.office_fields import MARKER
from sessions.export.office_package import PARTS_MAX
from sessions.export.office_template import BYTES_MAX
from sessions.minutes import Issue
from tests.support.forms import FACTS, MINUTES, docx_text, squeezed
from tests.support.office import related, with_part

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


def halting(made: docx.document.Document) -> None:
    """Fields as Word keeps them: in a header and a table, cut in pieces, and in bold."""
    section = made.sections[0]
    line = section.header.paragraphs[0]
    line.text = ""
    for text in ("编号 {", "{文", "号}} 止"):
        line.add_run(text).bold = True
    section.footer.paragraphs[0].text = "签发人：{{ 签发人 }}"
    made.add_table(1, 1).cell(0, 0).text = "{{机关}}｜{{日期}}｜{{日期}}"


ISSUED = replace(
    DOCUMENT, issue=Issue("某某市政协", "某政协〔2026〕12号", "签发者<b>", "2026年11月26日")
)


def test_fields_are_filled_wherever_they_stand_and_however_they_were_typed() -> None:
    made = docx.Document(io.BytesIO(docx_form.render(ISSUED, template(MARKER, change=halting))))
    line = made.sections[0].header.paragraphs[0]
    assert line.text == "编号 某政协〔2026〕12号 止"
    assert [run.text for run in line.runs if run.bold] == ["编号 某政协〔2026〕12号", "", " 止"]
    assert made.sections[0].footer.paragraphs[0].text == "签发人：签发者<b>"
    assert made.tables[0].cell(0, 0).text == "某某市政协｜2026年11月26日｜2026年11月26日"
    body = [paragraph.text for paragraph in made.paragraphs]
    assert not any("12号" in text or text.endswith("11月26日") for text in body), "nothing twice"
    assert DOCUMENT.title in body


def test_before_it_is_signed_fields_say_that_they_wait() -> None:
    plain = replace(DOCUMENT, issue=Issue())
    texts = paragraphs(docx_form.render(plain, template("{{文号}}，{{标题}}", MARKER)))
    assert f"（签发后填写），{DOCUMENT.title}" in texts
    assert DOCUMENT.title not in texts


def test_a_title_that_reads_like_a_field_is_no_field() -> None:
    odd = replace(ISSUED, title="{{纪要}}{{文号}}")
    texts = paragraphs(docx_form.render(odd, template("{{标题}}", MARKER, "止")))
    assert texts[1] == "{{纪要}}{{文号}}"
    assert texts[-1] == "止"


def test_unknown_fields_are_named() -> None:
    with pytest.raises(Refused) as refused:
        office_template.opened(template("{{文号}}{{密级}}", "{{紧急程度}}", MARKER))
    assert refused.value.code == "template_field_unknown"
    assert refused.value.params["fields"] == "密级、紧急程度"
    assert "文号" in str(refused.value.params["known"])


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
        (related(template(), "header", "theme/theme1.xml"), "template_not_docx"),
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
