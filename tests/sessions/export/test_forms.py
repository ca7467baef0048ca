"""The forms agree: each holds the names, times and numbers of the one reading, safely drawn."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import msgspec
import pypdf
import pypdfium2
import pytest
import zxingcpp
from docx.oxml.ns import qn
from msgspec.structs import replace

from sessions.chain import Head
from sessions.export import data_json, document_json, layout, markdown, pdf, qr
from sessions.export import docx as docx_form
from sessions.export.blocks import Heading, Table
from sessions.export.document import Document, compose
from sessions.export.plain import plain
from sessions.export.record_document import compose_record
from sessions.export.words import clock, duration, named, period, timecode
from sessions.heads import HeadSigner, parse
from sessions.minutes_speeches import Person
from tests.support.forms import (
    FACTS,
    ISSUED,
    MINUTES,
    READERS,
    RECORD,
    RECORD_FACTS,
    T,
    docx_text,
    person,
    squeezed,
)

RENDER: dict[str, Callable[[Document], bytes]] = {
    "document.json": document_json.render,
    "md": markdown.render,
    "docx": docx_form.render,
    "pdf": pdf.render,
}
FORMS = list(RENDER)
DOCUMENTS = {"minutes": compose(MINUTES), "record": compose_record(RECORD)}
BOTH = [(document, form) for document in DOCUMENTS for form in FORMS]
HEAD = HeadSigner(bytes(32)).sign("c1", Head(412, "9f" * 32), T).text()


def text_of(document: Document, form: str) -> str:
    return squeezed(READERS[form](RENDER[form](document)))


@pytest.mark.parametrize("form", FORMS)
def test_every_fact_stands_in_every_form(form: str) -> None:
    text = text_of(DOCUMENTS["minutes"], form)
    missing = [fact for fact in FACTS if fact not in text]
    assert missing == []
    assert "缺席" not in text


@pytest.mark.parametrize("form", FORMS)
def test_every_line_of_the_record_stands_in_every_form(form: str) -> None:
    text = text_of(DOCUMENTS["record"], form)
    bar = "|" if form == "md" else ""
    missing = [fact for fact in RECORD_FACTS if fact.replace("|", bar) not in text]
    assert missing == []
    assert "When" not in text, "a translation, which the data has"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_forms_say_the_same_to_the_letter(document: str) -> None:
    """But for what a form is made of: Markdown's signs, page numbers and repeated heads."""
    said = {form: text_of(DOCUMENTS[document], form) for form in FORMS}
    marks = re.compile(r"[|#*:`]|&amp;")

    def bare(text: str) -> str:
        return marks.sub("", re.sub(r"—\d+—", "", text)).replace("-", "").replace("&", "")

    assert bare(said["docx"]) == bare(said["document.json"])
    assert bare(said["md"]) == bare(said["document.json"])
    letters = sorted(set(bare(said["document.json"])))
    assert sorted(set(bare(said["pdf"]))) == letters


@pytest.mark.parametrize("data", [MINUTES, RECORD])
def test_json_is_the_data_itself(data: Any) -> None:
    assert msgspec.json.decode(data_json.render(data), type=type(data)) == data


def test_document_json_says_of_each_block_what_it_is() -> None:
    decoded = msgspec.json.decode(document_json.render(DOCUMENTS["minutes"]))
    kinds = [block["type"] for block in decoded["blocks"]]
    assert set(kinds) == {"heading", "paragraph", "labelled"}
    record = msgspec.json.decode(document_json.render(DOCUMENTS["record"]))
    assert {block["type"] for block in record["blocks"]} - set(kinds) == {"table", "entries"}
    assert kinds[:3] == ["paragraph", "heading", "heading"]
    assert (decoded["seq"], decoded["issued"]) == (412, T + 5_400_000)
    for block in DOCUMENTS["record"].blocks:
        if isinstance(block, Table):
            assert {len(row) for row in block.rows} == {len(block.columns)}


@pytest.mark.parametrize("number", [1, 2])
def test_items_are_the_second_level_of_headings(number: int) -> None:
    """The desk finds an item's text by it."""
    headings = [b for b in compose(MINUTES).blocks if isinstance(b, Heading) and b.level == 2]
    assert headings[number - 1].text.endswith(MINUTES.items[number - 1].title)


@pytest.mark.parametrize(("document", "form"), BOTH)
def test_building_twice_gives_the_same_bytes(document: str, form: str) -> None:
    given = replace(DOCUMENTS[document], head=HEAD)
    assert RENDER[form](given) == RENDER[form](given)


@pytest.mark.parametrize("form", FORMS)
def test_control_characters_and_overrides_are_removed(form: str) -> None:
    text = READERS[form](RENDER[form](DOCUMENTS["record"]))
    assert text.count("esrever") == 2, "of the opinion and of the reason"
    assert not set("\u202e\u202c\x07") & set(text)


def test_markdown_lets_no_markup_through() -> None:
    text = markdown.render(DOCUMENTS["record"]).decode()
    assert "<script" not in re.sub(r"\\<", "", text)
    assert r"\[a\](b)" in text
    (row,) = [line for line in text.splitlines() if line.startswith("| 0:05:00 |")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 5


# --- what an office adds ----------------------------------------------------------------------


@pytest.mark.parametrize("form", ["md", "docx", "pdf"])
def test_number_signer_seal_and_copies(form: str) -> None:
    text = text_of(compose(replace(MINUTES, issue=ISSUED)), form)
    places = [
        text.index(part)
        for part in (
            "株洲市政协远程协商会议纪要", "株协纪〔2026〕12号", "签发人：签发的人",
            "现将会议情况纪要如下", "2026年7月20日", "抄送：市生态环境局",
        )
    ]  # fmt: skip
    assert places == sorted(places)
    assert "签发人" not in text_of(DOCUMENTS["minutes"], form)


def test_a_long_mark_fits_the_line() -> None:
    mark = compose(replace(MINUTES, issue=ISSUED)).mark
    assert layout.mark_pt(mark) * len(mark) < layout.BLOCK_MM[0] * layout.POINTS_PER_MM
    assert layout.mark_pt("会议纪要") == layout.MARK_PT


# --- the signed head --------------------------------------------------------------------------


def test_a_phone_reads_the_signed_head_off_the_last_page() -> None:
    made = pdf.render(replace(DOCUMENTS["minutes"], head=HEAD))
    document = pypdfium2.PdfDocument(made)
    found = [
        [code.text for code in zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil())]
        for page in document
    ]
    assert found[-1] == [HEAD]
    assert not any(found[:-1])
    assert parse(found[-1][0]).head == Head(412, "9f" * 32)


def test_word_has_the_signed_head_as_a_picture() -> None:
    made = docx_form.render(replace(DOCUMENTS["minutes"], head=HEAD))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        (name,) = [one for one in archive.namelist() if one.startswith("word/media/")]
        assert archive.read(name) == qr.png(HEAD)
    assert qr.LABEL in docx_text(made)


def test_without_a_signed_head_there_is_no_code() -> None:
    for form in ("docx", "pdf"):
        assert qr.LABEL not in READERS[form](RENDER[form](DOCUMENTS["minutes"]))


# --- pages ------------------------------------------------------------------------------------


def test_docx_page_is_that_of_the_standard() -> None:
    made = docx.Document(io.BytesIO(docx_form.render(DOCUMENTS["minutes"])))
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
    with zipfile.ZipFile(io.BytesIO(docx_form.render(DOCUMENTS["minutes"]))) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_pdf_page_and_embedded_fonts() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(DOCUMENTS["minutes"])))
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


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00:00"), (65, "0:01:05"), (36_000, "10:00:00")]
)
def test_timecode(seconds: int, text: str) -> None:
    assert timecode(seconds) == text
