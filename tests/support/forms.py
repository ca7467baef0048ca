"""A meeting's minutes and record worked out by hand, and how a test reads the forms of them."""

import io
import re
from collections.abc import Callable

import docx
import msgspec
import pypdf
from docx.oxml.ns import qn
from msgspec.structs import replace

from sessions.export.blocks import Entries, Heading, Labelled, Moment, Paragraph, Table
from sessions.export.document import Document
from sessions.minutes import (
    Attendance,
    AttendanceLine,
    DocumentLine,
    Issue,
    ItemLine,
    Minutes,
    OpinionLine,
    Opinions,
    OutcomeLine,
    Proof,
    VenueLine,
)
from sessions.minutes_speeches import CaptionLine, Person, SpeechLine
from sessions.record_lines import ActLine, MeetingRecord, RecordLine, SaidLine, SpokenLine

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

ISSUED = Issue(
    organ="株洲市政协",
    number="株协纪〔2026〕12号",
    signer="签发的人",
    issued_on="2026-07-20",
    copies_to=["市生态环境局", "石峰区人民政府"],
    sealed=True,
)
FACTS = [
    "清水塘老工业区转型远程协商",
    "2026年7月16日9时00分至10时30分",
    "石峰区会场",
    "主持人",
    "记录员",
    "委员（经济界）提问；株洲市人民政府市生态环境部门（承办单位）应答",
    "2次发言",
    "本项未进行",
    "收到公众意见3条，公布1条",
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
"""What the minutes say, without white space."""

_FIRST, _SECOND = MINUTES.items[0].speeches
CAPTIONS = [
    CaptionLine(21, T + 65_000, 65, "zh-CN", "请问监测数据几时公布", "委员（经济界）"),
    CaptionLine(22, T + 65_500, 65, "en", "When will the data be published", "委员（经济界）"),
]
LINES: list[RecordLine] = [
    ActLine(10, T, 0, None, "主持人", "consultation_opened"),
    ActLine(11, T, 0, 1, "主持人", "item_started", ["土壤修复"], number=1),
    SaidLine(
        12, T + 5_000, 5, 1, "主持人", replace(CAPTIONS[0], text="现在开始提问", at=T + 5_000)
    ),
    ActLine(
        13, T + 60_000, 60, 1, "主持人", "floor_granted", ["委员（经济界）"], "", "question", 300
    ),
    SpokenLine(14, T + 61_000, 61, 1, replace(_FIRST, captions=CAPTIONS, timecode=61, item=1)),
    ActLine(30, T + 299_000, 299, 1, "system", "floor_revoked", ["委员（经济界）"], "time_up"),
    SpokenLine(31, T + 300_000, 300, 1, replace(_SECOND, timecode=300, item=1, revoked=HOSTILE)),
    ActLine(40, T + 2_400_000, 2400, 1, "主持人", "item_closed", ["土壤修复"], number=1),
    ActLine(41, T + 5_400_000, 5400, None, "主持人", "consultation_closed"),
]
RECORD = MeetingRecord(MINUTES, LINES)
RECORD_FACTS = [
    "浏览器接入",
    "会议室设备接入",
    "0:00:00|09:00:00|主持人|开会。",
    "0:00:05|09:00:05|主持人|现在开始提问",
    "0:01:00|09:01:00|主持人|准许委员（经济界）提问，限时5分。",
    "0:01:01|09:01:01|委员（经济界）石峰区会场（县级）|第1次发言（提问），限时5分，用时3分5秒。",
    "0:01:05|09:01:05|委员（经济界）|请问监测数据几时公布",
    "0:04:59|09:04:59|系统|收回委员（经济界）的发言权，理由：时间到。",
    "0:05:00|09:05:00|株洲市人民政府市生态环境部门（承办单位）株洲市会场（市级）|"
    "第2次发言（应答），限时5分，用时5分18秒，收回（",
    "1:30:00|10:30:00|主持人|闭会。",
    "王女士",
    "收到公众意见3条，公布1条",
    "第412号",
]
"""What the record says, without white space; its rows with a bar between cells."""


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
            case Paragraph(text, _, Moment(_, timecode)):
                parts += [text, timecode]
            case Heading(_, text) | Paragraph(text):
                parts.append(text)
            case Table(columns, rows):
                parts += [column.title for column in columns]
                parts += [cell for row in rows for cell in row]
            case Labelled(label, lines):
                parts += [label, *lines]
            case Entries(lines):
                parts += lines
    return "".join(parts)


READERS: dict[str, Callable[[bytes], str]] = {
    "document.json": document_text,
    "md": bytes.decode,
    "docx": docx_text,
    "pdf": pdf_text,
}
"""Of the forms that are drawn."""
