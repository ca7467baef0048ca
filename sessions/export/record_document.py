"""The record of the meeting put into words: every line with its timecode, item by item in time."""

from collections.abc import Sequence
from itertools import groupby

from sessions.export.act_words import act_text, screened_text
from sessions.export.attendance_words import attendance
from sessions.export.blocks import Block, Column, Heading, Paragraph, Table
from sessions.export.common_words import documents, opening, opinions, proof, venues
from sessions.export.document import Document, document, numbered, place
from sessions.export.votes import votes
from sessions.export.words import (
    LEVEL_NAMES,
    REQUEST_KINDS,
    chinese_number,
    clock,
    day,
    duration,
    named,
    reason,
    same_day,
    timecode,
    who,
)
from sessions.minutes import Minutes
from sessions.minutes_speeches import CaptionLine, SpeechLine
from sessions.record_lines import ActLine, MeetingRecord, NoteLine, RecordLine, SaidLine, SpokenLine
from sessions.screening_lines import ScreenedLine

MARK = "远程协商会议记录"

COLUMNS = [
    Column("时间码", 0.12, centred=True),
    Column("时间", 0.13, centred=True),
    Column("人员", 0.25),
    Column("记录", 0.5),
]


def compose_record(record: MeetingRecord) -> Document:
    """The document of `record`."""
    m = record.meeting
    rest = "时间码从开会起算，与录像一致。以下按时间顺序逐条记录。"
    blocks: list[Block] = [Paragraph(opening(m, rest))]
    parts = [
        ("会场与接入方式", venues(m)),
        ("会议经过", _course(record)),
        ("公众意见", opinions(m)),
        ("表决与表态", votes(m.ballots, m.stances)),
    ]
    blocks += [*numbered(parts), *attendance(m), *documents(m), Paragraph(proof(m))]
    return document(m, MARK, "会议记录", blocks)


def _course(record: MeetingRecord) -> list[Block]:
    """A table for each stretch of an item, and for what was between them."""
    language, blocks = _first_language(record.lines), list[Block]()
    for number, (item, lines) in enumerate(groupby(record.lines, _item), start=1):
        title = _title(record.meeting, item)
        blocks.append(Heading(2, f"（{chinese_number(number)}）{title}"))
        rows = [row for line in lines for row in _rows(line, record.meeting, language)]
        rows.sort(key=lambda row: row[0])
        moments = [place(record.meeting, at) for at, _ in rows]
        blocks.append(Table(COLUMNS, [row for _, row in rows], moments=moments))
    return blocks


def _item(line: RecordLine) -> int | None:
    return line.item


def _title(m: Minutes, item: int | None) -> str:
    return "议程之外" if item is None else f"第 {item} 项：{m.items[item - 1].title}"


def _first_language(lines: Sequence[RecordLine]) -> str:
    """That of the first caption: the document has what was said, the data its translations too."""
    said = (caption for line in lines for caption in _captions(line))
    return next((caption.language for caption in said), "")


def _captions(line: RecordLine) -> list[CaptionLine]:
    match line:
        case SpokenLine():
            return line.speech.captions
        case SaidLine():
            return [line.caption]
        case ActLine() | NoteLine() | ScreenedLine():
            return []


def _rows(line: RecordLine, m: Minutes, language: str) -> list[tuple[int, list[str]]]:
    """With their times: what is said in a speech stands between what happens meanwhile."""
    times = _times(m, line.at, line.timecode)
    match line:
        case SpokenLine(at=at, speech=speech):
            said = [_caption(m, one) for one in speech.captions if one.language == language]
            return [(at, [*times, _speaker(speech), speech_text(speech)]), *said]
        case SaidLine(at=at, by=by, caption=caption):
            there = caption.language == language
            return [(at, [*times, by, caption.text])] if there else []
        case NoteLine(at=at, by=by, text=text):
            return [(at, [*times, by, f"〔记录员笔记〕{text}"])]
        case ActLine(at=at, by=by):
            return [(at, [*times, who(by), act_text(line, m)])]
        case ScreenedLine(at=at, by=by):
            return [(at, [*times, who(by), screened_text(line)])]


def _speaker(speech: SpeechLine) -> str:
    return f"{named(speech.speaker)}　{speech.speaker.venue}（{LEVEL_NAMES[speech.level]}）"


def speech_text(speech: SpeechLine) -> str:
    """Its number and kind, and its time as granted and as used."""
    used = "正在发言" if speech.duration is None else f"用时 {duration(speech.duration)}"
    parts = [
        f"第 {speech.number} 次发言（{REQUEST_KINDS[speech.kind]}）",
        f"限时 {duration(speech.allotted)}",
        used,
        *([f"其间停表 {duration(speech.paused)}"] if speech.paused else []),
        *([] if speech.revoked is None else [f"收回（{reason(speech.revoked) or '未说明'}）"]),
    ]
    return "，".join(parts) + "。"


def _caption(m: Minutes, caption: CaptionLine) -> tuple[int, list[str]]:
    times = _times(m, caption.at, caption.timecode)
    return caption.at, [*times, caption.speaker, caption.text]


def _times(m: Minutes, at: int, seconds: int) -> list[str]:
    """The place in the recording, which ends with the meeting; and the time, by another day's date
    too.
    """
    over = m.closed_at is not None and at > m.closed_at
    later = m.opened_at is not None and not same_day(m.opened_at, at)
    time = clock(at, seconds=True)
    return ["闭会后" if over else timecode(seconds), f"{day(at)} {time}" if later else time]
