"""Timecodes lead into the recording in every form, where there is one."""

import io
import re

import docx
import msgspec
import pypdf
import pytest
from docx.oxml.ns import qn
from msgspec.structs import replace

from sessions.export import data_json, document_json, markdown, pdf
from sessions.export import docx as docx_form
from sessions.export.blocks import Paragraph, Table
from sessions.export.document import Document, compose
from sessions.export.edited import edited
from sessions.export.record_document import compose_record
from sessions.minutes_types import BlockChange
from sessions.record_lines import MeetingRecord, RecordLine
from tests.support.forms import MINUTES, READERS, RECORD, T, squeezed

ADDRESS = "https://consult.example.org/recordings/c1"
LED = replace(
    MINUTES, recording=ADDRESS, outcomes=[replace(MINUTES.outcomes[0], source_at=T + 61_000)]
)
DOCUMENTS = {"minutes": compose(LED), "record": compose_record(MeetingRecord(LED, RECORD.lines))}
PLACES = {
    "minutes": [T, T + 61_000],
    "record": [T, T, T + 5_000, T + 60_000, T + 61_000, T + 65_000, T + 299_000, T + 300_000,
               T + 2_400_000, T + 5_400_000],
}  # fmt: skip
"""Of each document, in order: of the minutes the item that began, and the outcome that came of it;
the item that was not held has none."""


def led_by_markdown(document: Document) -> list[str]:
    return re.findall(r"\]\(<([^>]+)>\)", markdown.render(document).decode())


def led_by_word(document: Document) -> list[str]:
    made = docx.Document(io.BytesIO(docx_form.render(document)))
    rels = made.part.rels
    links = made.element.body.iter(qn("w:hyperlink"))
    return [f"{rels[one.get(qn('r:id'))].target_ref}#{one.get(qn('w:anchor'))}" for one in links]


def led_by_pdf(document: Document) -> list[str]:
    pages = pypdf.PdfReader(io.BytesIO(pdf.render(document))).pages
    notes = [note.get_object() for page in pages for note in page.get("/Annots", [])]
    return [note["/A"]["/URI"] for note in notes if note["/Subtype"] == "/Link"]


LED_BY = {"md": led_by_markdown, "docx": led_by_word, "pdf": led_by_pdf}


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("form", LED_BY)
def test_each_timecode_leads_to_its_moment(document: str, form: str) -> None:
    expected = [f"{ADDRESS}#at={at}" for at in PLACES[document]]
    assert LED_BY[form](DOCUMENTS[document]) == expected


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("form", LED_BY)
def test_without_a_recording_they_are_plain(document: str, form: str) -> None:
    plain = replace(DOCUMENTS[document], recording="")
    assert LED_BY[form](plain) == []
    led = READERS[form]({"md": markdown, "docx": docx_form, "pdf": pdf}[form].render(plain))
    assert "0:01:00" in led or document == "minutes"
    assert "时间码0:00:00" in squeezed(led) or document == "record"


@pytest.mark.parametrize("form", LED_BY)
def test_building_twice_gives_the_same_bytes(form: str) -> None:
    render = {"md": markdown.render, "docx": docx_form.render, "pdf": pdf.render}[form]
    assert render(DOCUMENTS["record"]) == render(DOCUMENTS["record"])


def test_json_says_where_the_recording_is_and_when_each_row_was() -> None:
    data = msgspec.json.decode(data_json.render(LED))
    assert data["recording"] == ADDRESS
    document = msgspec.json.decode(document_json.render(DOCUMENTS["record"]))
    assert document["recording"] == ADDRESS
    tables = [one for one in document["blocks"] if one["type"] == "table" and one["moments"]]
    assert [at for one in tables for at in one["moments"]] == PLACES["record"]


def test_what_is_outside_the_recording_has_no_place() -> None:
    lines: list[RecordLine] = [replace(RECORD.lines[-1], at=T + 9_000_000, timecode=9000)]
    (table,) = [
        block
        for block in compose_record(MeetingRecord(LED, lines)).blocks
        if isinstance(block, Table) and block.moments
    ]
    assert table.moments == [None]


def test_an_edited_paragraph_keeps_its_place() -> None:
    blocks = DOCUMENTS["minutes"].blocks
    drafted = next(one for one in blocks if isinstance(one, Paragraph) and one.moment)
    (other,) = edited([drafted], [BlockChange(drafted.key, "另一种说法。")])
    assert isinstance(other, Paragraph)
    assert (other.text, other.moment) == ("另一种说法。", drafted.moment)
