"""The forms agree: each holds the names, times and numbers of the one `Minutes`, safely drawn."""

import io
import re
import zipfile
from collections.abc import Callable

import docx
import msgspec
import pypdf
import pytest
from docx.oxml.ns import qn

from sessions.export import document_json, layout, markdown, minutes_json, pdf
from sessions.export import docx as docx_form
from sessions.export.blocks import Heading, Labelled, Paragraph, Table
from sessions.export.document import Document, compose, plain
from sessions.export.words import clock, duration, named, period
from sessions.minutes import (
    Attendance,
    AttendanceLine,
    DocumentLine,
    ItemLine,
    Minutes,
    OpinionLine,
    Opinions,
    OutcomeLine,
    Person,
    Proof,
    SpeechLine,
    VenueLine,
)

T = 1_784_163_600_000
HOSTILE = (
    '=HYPERLINK("x") <script>alert(1)</script> | [a](b) \u202eesrever\u202c\x07 ]]> `c` $x$ #v'
)


def person(name: str, title: str = "", unit: str = "", venue: str = "石峰区会场") -> Person:
    return Person(name, title, unit, venue, "member")


MEMBER = person("委员（经济界）")
DEPARTMENT = person("市生态环境部门", "承办单位", "株洲市人民政府", "株洲市会场")
MINUTES = Minutes(
    id="c1",
    title="清水塘老工业区转型远程协商",
    status="closed",
    scheduled_at=T,
    opened_at=T,
    closed_at=T + 5_400_000,
    venues=[
        VenueLine("株洲市会场", "municipal", "430200", ["browser"]),
        VenueLine("石峰区会场", "county", "430204", ["room_encoder"]),
    ],
    chairs=[person("主持人", venue="湖南省会场")],
    clerks=[person("记录员", venue="湖南省会场")],
    attendance=Attendance(
        present=[AttendanceLine(MEMBER, 5400), AttendanceLine(DEPARTMENT, 5000)],
        observing=[AttendanceLine(person("专家（土壤）"), 100)],
        excused=[AttendanceLine(person("委员（科技界）"), 0)],
        absent=[],
    ),
    items=[
        ItemLine(
            1,
            "土壤修复",
            "questions",
            40,
            T,
            T + 2_400_000,
            [
                SpeechLine(1, MEMBER, "county", "question", T + 61_000, 185, 300),
                SpeechLine(2, DEPARTMENT, "municipal", "answer", T + 300_000, 318, 300),
            ],
        ),
        ItemLine(2, "职工安置", "answers", 30, None, None, []),
    ],
    other_speeches=[],
    documents=[
        DocumentLine(1, "土壤修复", "监测报告.pdf", 12, 90_000, "ab" * 32, T + 61_000, False),
        DocumentLine(2, "职工安置", "旧方案.pdf", 3, 9_000, "cd" * 32, T, True),
        DocumentLine(3, "职工安置", "补充照片.jpg", 1, 9_000, "ef" * 32, None, False),
    ],
    opinions=Opinions(3, 1, 1, [OpinionLine(1, HOSTILE, "王女士", "石峰区", T)]),
    ballots=[],
    stances=[],
    outcomes=[OutcomeLine(1, "按月公开监测数据", "市生态环境局", "2026-12-31", "item", "土壤修复")],
    proof=Proof(412, "9f" * 32),
)

FACTS = [
    "清水塘老工业区转型远程协商",
    "2026年7月16日9时00分至10时30分",
    "株洲市会场",
    "浏览器接入",
    "会议室设备接入",
    "主持人",
    "记录员",
    "委员（经济界）",
    "株洲市人民政府市生态环境部门（承办单位）",
    "09:01:01",
    "3分5秒",
    "5分18秒",
    "本项未进行",
    "收到公众意见3条",
    "王女士",
    "按月公开监测数据",
    "市生态环境局",
    "2026年12月31日",
    "出席：",
    "请假：",
    "列席：",
    "附件：",
    "1.监测报告.pdf（12页，“土壤修复”，09:01起展示）",
    "abababab",
    "2.旧方案.pdf（3页，“职工安置”，09:00起展示，会上撤下）",
    "3.补充照片.jpg（1页，“职工安置”，会上没有展示）",
    "第412号",
    "9f9f9f9f",
]


def squeezed(text: str) -> str:
    """Without white space and Markdown's backslashes: line breaks differ between the forms."""
    return re.sub(r"[\s\\]+", "", text)


def docx_text(made: bytes) -> str:
    body = docx.Document(io.BytesIO(made)).element.body
    return "".join(t.text or "" for t in body.iter(qn("w:t")))


def pdf_text(made: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def document_text(made: bytes) -> str:
    """What a page draws of the blocks, in order."""
    document = msgspec.json.decode(made, type=Document)
    parts = [document.mark, document.title]
    for block in document.blocks:
        match block:
            case Heading(_, text) | Paragraph(text):
                parts.append(text)
            case Table(columns, rows):
                parts += [column.title for column in columns]
                parts += [cell for row in rows for cell in row]
            case Labelled(label, lines):
                parts += [label, *lines]
    return "".join(parts)


Form = tuple[Callable[[Minutes], bytes], Callable[[bytes], str]]
FORMS: dict[str, Form] = {
    "markdown": (markdown.render, bytes.decode),
    "docx": (docx_form.render, docx_text),
    "pdf": (pdf.render, pdf_text),
    "document": (document_json.render, document_text),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_fact_stands_in_every_form(form: str) -> None:
    render, read = FORMS[form]
    text = squeezed(read(render(MINUTES)))
    missing = [fact for fact in FACTS if fact not in text]
    assert missing == []
    assert "缺席" not in text


def test_json_is_the_minutes_themselves() -> None:
    assert msgspec.json.decode(minutes_json.render(MINUTES), type=Minutes) == MINUTES


def test_document_json_says_of_each_block_what_it_is() -> None:
    decoded = msgspec.json.decode(document_json.render(MINUTES))
    kinds = [block["type"] for block in decoded["blocks"]]
    assert set(kinds) == {"heading", "paragraph", "table", "labelled"}
    assert kinds[:3] == ["paragraph", "heading", "table"]
    assert (decoded["seq"], decoded["issued"]) == (412, T + 5_400_000)
    for block in compose(MINUTES).blocks:
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} == {len(block.columns)}


@pytest.mark.parametrize("number", [1, 2])
def test_items_are_the_second_level_of_headings(number: int) -> None:
    """The desk finds an item's text by it."""
    headings = [b for b in compose(MINUTES).blocks if isinstance(b, Heading) and b.level == 2]
    assert headings[number - 1].text.endswith(MINUTES.items[number - 1].title)


@pytest.mark.parametrize("render", [f[0] for f in FORMS.values()] + [minutes_json.render])
def test_building_twice_gives_the_same_bytes(render: Callable[[Minutes], bytes]) -> None:
    assert render(MINUTES) == render(MINUTES)


@pytest.mark.parametrize("form", FORMS)
def test_control_characters_and_overrides_are_removed(form: str) -> None:
    render, read = FORMS[form]
    text = read(render(MINUTES))
    assert "esrever" in text
    assert not set("\u202e\u202c\x07") & set(text)


def test_markdown_lets_no_markup_through() -> None:
    text = markdown.render(MINUTES).decode()
    assert "<script" not in re.sub(r"\\<", "", text)
    assert r"\[a\](b)" in text
    rows = [line for line in text.splitlines() if line.startswith("| 1 | =HYPER")]
    assert len(re.findall(r"(?<!\\)\|", rows[0])) == 4


def test_docx_page_is_that_of_the_standard() -> None:
    made = docx.Document(io.BytesIO(docx_form.render(MINUTES)))
    section = made.sections[0]
    page, block = (section.page_width, section.page_height), layout.BLOCK_MM
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    width, height = (round(length.mm) for length in page if length is not None)
    left, right, top, bottom = (round(length.mm) for length in margins if length is not None)
    assert (width, height, left, top) == (210, 297, 28, 37)
    assert (width - left - right, height - top - bottom) == block
    normal = made.styles["Normal"]
    assert normal.font.size.pt == 16
    assert normal.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋"
    assert normal.element.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    mark = made.paragraphs[0].runs[0]
    assert mark.text == "远程协商会议纪要"
    assert str(mark.font.color.rgb) == layout.RED


def test_docx_is_a_sound_archive_without_the_time_of_day() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_form.render(MINUTES))) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pdf_page_and_embedded_fonts() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(MINUTES)))
    box = reader.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    fonts = [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]  # pypdf's objects
    ]
    names = {str(font["/BaseFont"]).split("+")[-1] for font in fonts}
    assert any("NotoSerifSC" in name for name in names)
    assert any("NotoSansSC" in name for name in names)
    assert all("+" in str(font["/BaseFont"]) for font in fonts), "subsets are embedded"
    assert reader.metadata is not None
    assert reader.metadata.title == MINUTES.title + "纪要"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 秒"), (59, "59 秒"), (60, "1 分"), (320, "5 分 20 秒"), (3661, "1 小时 1 分 1 秒")],
)
def test_duration(seconds: int, text: str) -> None:
    assert duration(seconds).replace("\u00a0", " ") == text


def test_times_are_beijing_s() -> None:
    assert clock(T) == "09:00"
    assert period(T, T + 20 * 3_600_000) == "2026年7月16日9时00分至2026年7月17日5时00分"


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (person("甲", "主任", "区政府"), "区政府甲（主任）"),
        (person("委员（经济界）", "委员"), "委员（经济界）"),
        (person("市生态环境局", "", "市生态环境局"), "市生态环境局"),
    ],
)
def test_named(who: Person, text: str) -> None:
    assert named(who) == text


def test_plain_keeps_words_on_one_line() -> None:
    assert plain("一\r\n二\t三\u2028四\x00\u200f") == "一 二 三 四"
