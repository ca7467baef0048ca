"""Every file that is made from a log: two documents in several forms, and lists for spreadsheets.

Each form is a module of its own, imported where it is asked for: typesetting brings along much.
"""

from collections.abc import Sequence
from typing import Literal, get_args

import msgspec
from msgspec.structs import replace

from sessions.errors import Language
from sessions.events import Record
from sessions.export import data_json, document_json
from sessions.export.document import compose
from sessions.export.record_document import compose_record
from sessions.heads import SignedHead
from sessions.minutes import Minutes
from sessions.minutes_drafting import build
from sessions.record_lines import MeetingRecord, build_record

File = Literal[
    "minutes.json",
    "minutes.document.json",
    "minutes.md",
    "minutes.docx",
    "minutes.pdf",
    "minutes.csv",
    "minutes.xml",
    "record.json",
    "record.document.json",
    "record.md",
    "record.docx",
    "record.pdf",
    "record.xml",
    "attendance.csv",
    "speeches.csv",
    "opinions.csv",
    "outcomes.csv",
]
"""What it is of, and its form. `document.json` are the blocks that pages draw."""
FILES: tuple[File, ...] = get_args(File)
DRAWN: tuple[File, ...] = ("minutes.document.json", "minutes.md", "minutes.docx", "minutes.pdf")
"""Made of a signed version's document as it was kept, whatever words are drafted today."""
COUNTED: tuple[File, ...] = ("minutes.json", "minutes.csv", "minutes.xml")
"""Made of its data as they were kept, whatever is read off the log today."""


class Order(msgspec.Struct, frozen=True):
    """All that a file is made from: the same order makes the same bytes."""

    file: File
    records: Sequence[Record]
    """A whole log, from its first record."""
    now: int
    """Unix ms, until which whoever is still here counts in `attendance.csv`."""
    head: SignedHead | None = None
    """The latest of this log."""
    language: Language = "zh-CN"
    """Of lists; documents are Chinese."""
    recording: str = ""
    """Address of the recording, to which timecodes lead; empty where there is none."""
    template: bytes | None = None
    """An office's own DOCX, for `minutes.docx`."""
    signed: bytes | None = None
    """Of a signed version as it was kept, the document of `DRAWN` and the data of `COUNTED`; None:
    it is made from the log.
    """


def latest(heads: Sequence[SignedHead], records: Sequence[Record]) -> SignedHead | None:
    """The last of a log's signed `heads`, oldest first, that `records` reach."""
    reached = [one for one in heads if records and one.head.seq <= records[-1].seq]
    return reached[-1] if reached else None


def make(order: Order) -> bytes:
    """The file; raises `Refused` where the template is unusable."""
    match order.file.partition("."):
        case ("attendance", _, _):
            from sessions.export import attendance_csv

            return attendance_csv.render(order.records, order.now, order.language)
        case (_, _, "csv"):
            from sessions.export.tables_csv import TABLES

            return TABLES[order.file](_minutes(order), order.language)
        case (document, _, "json" | "xml" as form):
            return _data(document, form, order)
        case (document, _, form):
            return _document(document, form, order)


def _data(document: str, form: str, order: Order) -> bytes:
    if form == "json" and order.signed is not None:
        return order.signed
    data = _record(order) if document == "record" else _minutes(order)
    if form == "json":
        return data_json.render(data)
    from sessions.export import akoma_ntoso

    return akoma_ntoso.render(data)


def _record(order: Order) -> MeetingRecord:
    record = build_record(order.records, order.head)
    return replace(record, meeting=replace(record.meeting, recording=order.recording))


def _minutes(order: Order) -> Minutes:
    if order.signed is None:
        return replace(build(order.records, order.head), recording=order.recording)
    return data_json.read(order.signed, _head(order))


def _head(order: Order) -> str:
    return "" if order.head is None else order.head.text()


def _document(document: str, form: str, order: Order) -> bytes:
    if document == "record":
        composed = compose_record(_record(order))
    elif order.signed is not None:
        if form == "document.json":
            return order.signed
        composed = document_json.read(order.signed, _head(order), order.recording)
    else:
        composed = compose(_minutes(order))
    if form == "docx":
        from sessions.export import docx

        return docx.render(composed, order.template if document == "minutes" else None)
    if form == "pdf":
        from sessions.export import pdf

        return pdf.render(composed)
    if form == "md":
        from sessions.export import markdown

        return markdown.render(composed)
    return document_json.render(composed)
