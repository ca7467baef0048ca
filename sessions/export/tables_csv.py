"""Speeches, opinions and outcomes as CSV, a list each; and with attendance all in one list.

`minutes.csv` has the rows of all four under common columns, told apart by the first: a CSV file
holds one table, and a spreadsheet filters it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from sessions.errors import Language
from sessions.export.attendance_csv import LEVELS, STANDINGS
from sessions.export.csv_sheet import Words, csv_bytes
from sessions.export.words import moment, reason, timecode
from sessions.minutes import AttendanceLine, Minutes, OpinionLine, OutcomeLine
from sessions.minutes_speeches import SpeechLine
from sessions.tally import Standing
from sessions.types import RequestKind

Kind = Literal["attendance", "speech", "opinion", "outcome"]

KINDS: Mapping[Kind, Words] = {
    "attendance": {"zh-CN": "出席", "en": "attendance"},
    "speech": {"zh-CN": "发言", "en": "speech"},
    "opinion": {"zh-CN": "意见", "en": "opinion"},
    "outcome": {"zh-CN": "成果", "en": "outcome"},
}
SPEECHES: Mapping[RequestKind, Words] = {
    "statement": {"zh-CN": "发言", "en": "statement"},
    "question": {"zh-CN": "提问", "en": "question"},
    "answer": {"zh-CN": "应答", "en": "answer"},
    "interposed_question": {"zh-CN": "插问", "en": "interposed question"},
    "point_of_order": {"zh-CN": "程序", "en": "point of order"},
}
SOURCES: Mapping[Literal["item", "speech", "opinion"], Words] = {
    "item": {"zh-CN": "议程", "en": "agenda item"},
    "speech": {"zh-CN": "发言", "en": "speech"},
    "opinion": {"zh-CN": "公众意见", "en": "opinion"},
}
TITLES: Mapping[str, Words] = {
    "sort": {"zh-CN": "类别", "en": "Sort"},
    "number": {"zh-CN": "序号", "en": "Number"},
    "name": {"zh-CN": "姓名", "en": "Name"},
    "title": {"zh-CN": "职务", "en": "Title"},
    "organization": {"zh-CN": "单位", "en": "Organization"},
    "venue": {"zh-CN": "会场", "en": "Venue"},
    "level": {"zh-CN": "级别", "en": "Level"},
    "region": {"zh-CN": "地区", "en": "Region"},
    "item": {"zh-CN": "议程", "en": "Agenda item"},
    "kind": {"zh-CN": "类型", "en": "Kind"},
    "text": {"zh-CN": "内容", "en": "Text"},
    "timecode": {"zh-CN": "时间码", "en": "Timecode"},
    "start": {"zh-CN": "开始", "en": "Start"},
    "end": {"zh-CN": "结束", "en": "End"},
    "seconds": {"zh-CN": "秒数", "en": "Seconds"},
    "allotted": {"zh-CN": "限时秒数", "en": "Seconds allotted"},
    "paused": {"zh-CN": "停表秒数", "en": "Seconds paused"},
    "revoked": {"zh-CN": "收回原因", "en": "Revoked for"},
    "unit": {"zh-CN": "责任单位", "en": "Responsible unit"},
    "due": {"zh-CN": "完成时限", "en": "Due"},
    "source": {"zh-CN": "来源", "en": "Source"},
    "id": {"zh-CN": "编号", "en": "Id"},
    "merged": {"zh-CN": "并入", "en": "Merged"},
    "supports": {"zh-CN": "赞同", "en": "Supports"},
}
SPEECH_COLUMNS = (
    "number", "name", "title", "organization", "venue", "level", "item", "kind", "timecode",
    "start", "end", "seconds", "allotted", "paused", "revoked", "text",
)  # fmt: skip
OPINION_COLUMNS = ("number", "text", "name", "region", "start", "id", "merged", "supports")
OUTCOME_COLUMNS = ("number", "text", "unit", "due", "kind", "source")
ALL_COLUMNS = (
    "sort", "number", "name", "title", "organization", "venue", "level", "region", "item", "kind",
    "text", "timecode", "start", "end", "seconds", "unit", "due", "source", "id", "merged",
    "supports",
)  # fmt: skip

Row = Mapping[str, str]


def speeches(m: Minutes, language: Language) -> bytes:
    """Every speech, in the order of their numbers; times are Beijing's."""
    return _table(SPEECH_COLUMNS, _speeches(m, language), language)


def opinions(m: Minutes, language: Language) -> bytes:
    """Every opinion that is public; `start` is when it became so."""
    return _table(OPINION_COLUMNS, [_opinion(one) for one in m.opinions.published], language)


def outcomes(m: Minutes, language: Language) -> bytes:
    """Every outcome."""
    return _table(OUTCOME_COLUMNS, [_outcome(one, language) for one in m.outcomes], language)


def everything(m: Minutes, language: Language) -> bytes:
    """Attendance, speeches, opinions and outcomes."""
    parts: list[tuple[Kind, list[Row]]] = [
        ("attendance", _attendance(m, language)),
        ("speech", _speeches(m, language)),
        ("opinion", [_opinion(one) for one in m.opinions.published]),
        ("outcome", [_outcome(one, language) for one in m.outcomes]),
    ]
    rows = [{**row, "sort": KINDS[kind][language]} for kind, part in parts for row in part]
    return _table(ALL_COLUMNS, rows, language)


TABLES: Mapping[str, Callable[[Minutes, Language], bytes]] = {
    "minutes.csv": everything,
    "speeches.csv": speeches,
    "opinions.csv": opinions,
    "outcomes.csv": outcomes,
}


def _table(columns: Sequence[str], rows: Sequence[Row], language: Language) -> bytes:
    titles = [TITLES[name][language] for name in columns]
    return csv_bytes(titles, ([row.get(name, "") for name in columns] for row in rows))


def _attendance(m: Minutes, language: Language) -> list[Row]:
    sheet, levels = m.attendance, {venue.name: venue.level for venue in m.venues}
    parts: list[tuple[Standing, list[AttendanceLine]]] = [
        ("present", sheet.present),
        ("observing", sheet.observing),
        ("excused", sheet.excused),
        ("absent", sheet.absent),
    ]
    everybody = [(standing, line) for standing, lines in parts for line in lines]
    return [
        {
            "number": str(number),
            "name": line.person.name,
            "title": line.person.title,
            "organization": line.person.organization,
            "venue": line.person.venue,
            "level": LEVELS[levels[line.person.venue]][language],
            "kind": STANDINGS[standing][language],
            "start": moment(line.first_here_at),
            "end": moment(line.last_here_at),
            "seconds": str(line.seconds),
        }
        for number, (standing, line) in enumerate(everybody, start=1)
    ]


def _speeches(m: Minutes, language: Language) -> list[Row]:
    held = [(item.title, one) for item in m.items for one in item.speeches]
    held += [("", one) for one in m.other_speeches]
    held.sort(key=lambda pair: pair[1].number)
    return [_speech(one, title, language) for title, one in held]


def _speech(one: SpeechLine, item: str, language: Language) -> Row:
    return {
        "number": str(one.number),
        "name": one.speaker.name,
        "title": one.speaker.title,
        "organization": one.speaker.organization,
        "venue": one.speaker.venue,
        "level": LEVELS[one.level][language],
        "item": item,
        "kind": SPEECHES[one.kind][language],
        "timecode": timecode(one.timecode),
        "start": moment(one.started_at),
        "end": moment(one.ended_at),
        "seconds": "" if one.duration is None else str(one.duration),
        "allotted": str(one.allotted),
        "paused": str(one.paused),
        "revoked": reason(one.revoked or ""),
        "text": " ".join(caption.text for caption in one.captions),
    }


def _opinion(one: OpinionLine) -> Row:
    return {
        "number": str(one.number),
        "text": one.text,
        "name": one.name,
        "region": one.region,
        "start": moment(one.published_at),
        "id": one.opinion_id,
        "merged": str(one.merged),
        "supports": str(one.supports),
    }


def _outcome(one: OutcomeLine, language: Language) -> Row:
    return {
        "number": str(one.number),
        "text": one.text,
        "unit": one.unit,
        "due": one.due,
        "kind": SOURCES[one.source][language],
        "source": one.source_text,
    }
