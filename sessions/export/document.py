"""The minutes put into words: a tree of blocks that each form and the desk only draw.

The order is that of a 纪要 in GB/T 9704-2012: mark, title, body, then 出席, 请假 and 列席
hanging after it.
"""

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from typing import Literal

import msgspec

from sessions.minutes import (
    AttendanceLine,
    DocumentLine,
    ItemLine,
    Minutes,
    OutcomeLine,
    Person,
    SpeechLine,
)
from sessions.types import Connection, ItemKind, Level, RequestKind

BEIJING = timezone(timedelta(hours=8))
"""All of China keeps one time, without summer time."""

MARK = "远程协商会议纪要"

LEVEL_NAMES: dict[Level, str] = {
    "national": "全国",
    "provincial": "省级",
    "municipal": "市级",
    "county": "县级",
}
ITEM_KINDS: dict[ItemKind, str] = {
    "briefing": "通报",
    "questions": "提问",
    "answers": "解答",
    "statements": "发言",
}
REQUEST_KINDS: dict[RequestKind, str] = {"statement": "发言", "question": "提问", "answer": "应答"}
CONNECTIONS: dict[Connection, str] = {
    "browser": "浏览器接入",
    "room_encoder": "会议室设备接入",
    "bot": "模拟接入",
}


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """Level 1 is numbered 一、, level 2 （一）."""

    level: Literal[1, 2]
    text: str


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """Body text, first line indented by two characters."""

    text: str


class Column(msgspec.Struct, frozen=True):
    """`width` is a share of the text block; the shares of a table add up to 1."""

    title: str
    width: float
    centred: bool = False


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Rows have one cell per column."""

    columns: list[Column]
    rows: list[list[str]]


class Labelled(msgspec.Struct, frozen=True, tag="labelled"):
    """A label such as 出席： and lines that hang behind it."""

    label: str
    lines: list[str]


Block = Heading | Paragraph | Table | Labelled


class Document(msgspec.Struct, frozen=True):
    """What is drawn, from top to bottom."""

    mark: str
    title: str
    blocks: list[Block]
    issued: int
    """Unix ms, for file metadata."""
    seq: int
    """Of the last record that it rests on."""


def compose(minutes: Minutes) -> Document:
    """The document of `minutes`."""
    blocks: list[Block] = [Paragraph(_opening(minutes))]
    for number, (title, part) in enumerate(
        [
            ("会场与接入方式", _venues(minutes)),
            ("议程与发言", _agenda(minutes)),
            ("公众意见", _opinions(minutes)),
            ("协商成果", _outcomes(minutes)),
        ],
        start=1,
    ):
        blocks += [Heading(1, f"{chinese_number(number)}、{title}"), *part]
    blocks += [*_attendance(minutes), *_documents(minutes), Paragraph(_proof(minutes))]
    issued = minutes.closed_at or minutes.opened_at or minutes.scheduled_at
    return Document(
        MARK, plain(minutes.title), [_clean(b) for b in blocks], issued, minutes.proof.seq
    )


# --- parts ------------------------------------------------------------------------------------


def _opening(m: Minutes) -> str:
    chair = "、".join(p.name for p in m.chairs)
    presided = f"{chair}主持召开" if chair else "召开"
    if m.opened_at is None:
        return f"本次会议计划于{day_and_time(m.scheduled_at)}{presided}，尚未开始。本件为会前草稿。"
    if m.closed_at is None:
        when = f"{day_and_time(m.opened_at)}起"
        rest = f"会议尚未结束，本件为截至第 {m.proof.seq} 号记录的草稿。"
    else:
        when = period(m.opened_at, m.closed_at)
        rest = "现将会议情况纪要如下。"
    places = "、".join(v.name for v in m.venues if v.connections)
    linked = f"会议以远程视频方式连接{places}，" if places else "会议以远程视频方式举行，"
    clerk = "、".join(p.name for p in m.clerks)
    written = f"由{clerk}记录。" if clerk else "未指定记录员。"
    return f"{when}，{presided}{m.title}。{linked}{written}{rest}"


def _venues(m: Minutes) -> list[Block]:
    rows = [
        [
            LEVEL_NAMES[v.level],
            v.name,
            v.region_code,
            "、".join(CONNECTIONS[c] for c in v.connections) or "未接入",
        ]
        for v in m.venues
    ]
    columns = [
        Column("层级", 0.14, centred=True),
        Column("会场", 0.4),
        Column("区划代码", 0.18, centred=True),
        Column("接入方式", 0.28),
    ]
    return [Table(columns, rows)]


def _agenda(m: Minutes) -> list[Block]:
    blocks: list[Block] = []
    for item in m.items:
        blocks.append(Heading(2, f"（{chinese_number(item.number)}）{item.title}"))
        blocks.append(Paragraph(_item_text(item)))
        if item.speeches:
            blocks.append(_speeches(item.speeches))
    if m.other_speeches:
        number = chinese_number(len(m.items) + 1)
        blocks += [Heading(2, f"（{number}）议程外发言"), _speeches(m.other_speeches)]
    return blocks


def _item_text(item: ItemLine) -> str:
    plan = f"{ITEM_KINDS[item.kind]}，计划 {item.planned_minutes} 分钟。"
    if item.started_at is None:
        return plan + "本项未进行。"
    if item.closed_at is None:
        held = f"{clock(item.started_at)}开始，尚未结束。"
    else:
        length = duration((item.closed_at - item.started_at) // 1000)
        held = f"{clock(item.started_at)}开始，{clock(item.closed_at)}结束，用时 {length}。"
    spoken = f"共有 {len(item.speeches)} 次发言。" if item.speeches else "没有发言。"
    return plan + held + spoken


def _speeches(speeches: list[SpeechLine]) -> Table:
    columns = [
        Column("序号", 0.09, centred=True),
        Column("发言人", 0.29),
        Column("会场", 0.21),
        Column("类别", 0.1, centred=True),
        Column("开始", 0.14, centred=True),
        Column("时长", 0.17, centred=True),
    ]
    rows = [
        [
            str(s.number),
            named(s.speaker),
            s.speaker.venue,
            REQUEST_KINDS[s.kind],
            clock(s.started_at, seconds=True),
            "发言中" if s.duration is None else duration(s.duration),
        ]
        for s in speeches
    ]
    return Table(columns, rows)


def _opinions(m: Minutes) -> list[Block]:
    o = m.opinions
    if not o.received:
        return [Paragraph("会议期间没有收到公众意见。")]
    counts = (
        f"会议期间共收到公众意见 {o.received} 条，公布 {len(o.published)} 条，"
        f"未公布 {o.withheld} 条，待筛选 {o.waiting} 条。"
    )
    rows = [
        [str(p.number), p.text, "·".join(x for x in (p.region, p.name) if x) or "未署名"]
        for p in o.published
    ]
    columns = [Column("序号", 0.1, centred=True), Column("意见", 0.64), Column("提出人", 0.26)]
    return [Paragraph(counts), *([Table(columns, rows)] if rows else [])]


def _outcomes(m: Minutes) -> list[Block]:
    if not m.outcomes:
        return [Paragraph("会议没有形成需要办理的成果。")]
    blocks: list[Block] = [Paragraph(f"会议形成协商成果 {len(m.outcomes)} 项。")]
    blocks += [Paragraph(_outcome_text(o)) for o in m.outcomes]
    return blocks


def _outcome_text(o: OutcomeLine) -> str:
    origin = {"item": "议程", "speech": "发言", "opinion": "公众意见"}[o.source]
    text = o.text if o.text[-1] in "。！？；.!?" else o.text + "。"
    assigned = f"责任单位：{o.unit}。完成时限：{date(o.due)}。"
    return f"{o.number}. {text}{assigned}来源：{origin}“{o.source_text}”。"


def _attendance(m: Minutes) -> list[Block]:
    sheet = m.attendance
    parts = [
        ("出席", sheet.present),
        ("请假", sheet.excused),
        ("列席", sheet.observing),
        ("缺席", sheet.absent),
    ]
    return [Labelled(f"{label}：", _names(lines)) for label, lines in parts if lines]


def _names(lines: list[AttendanceLine]) -> list[str]:
    """One line per venue, in the order of the roster."""
    by_venue: dict[str, list[str]] = {}
    for line in lines:
        by_venue.setdefault(line.person.venue, []).append(named(line.person))
    return [f"{venue}　{'、'.join(names)}" for venue, names in by_venue.items()]


def _documents(m: Minutes) -> list[Block]:
    """附件: what was relied on, and by which bytes."""
    lines = [_document_text(one) for one in m.documents]
    return [Labelled("附件：", lines)] if lines else []


def _document_text(d: DocumentLine) -> str:
    shown = "会上没有展示" if d.shown_at is None else f"{clock(d.shown_at)}起展示"
    removed = "，会上撤下" if d.removed else ""
    what = f"{d.number}. {d.name}（{d.pages} 页，“{d.item}”，{shown}{removed}）"
    return f"{what}，校验值（SHA-256）{grouped(d.sha256)}"


def _proof(m: Minutes) -> str:
    groups = grouped(m.proof.hash)
    return f"本件由会议日志生成，末条记录第 {m.proof.seq} 号，校验值（SHA-256）{groups}。"


def grouped(hash: str) -> str:
    """A hash as people compare it, in groups of eight."""
    return " ".join(re.findall(".{8}", hash))


# --- words ------------------------------------------------------------------------------------


def named(person: Person) -> str:
    """Unit, name, and what they are, where each is known and says something new."""
    unit = person.organization if person.organization not in person.name else ""
    title = person.title if person.title not in person.name else ""
    return f"{unit}{person.name}{f'（{title}）' if title else ''}"


def chinese_number(n: int) -> str:
    """1–99 in Chinese figures, as headings count."""
    assert 1 <= n <= 99
    digits = "零一二三四五六七八九"
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else digits[tens] + "十"
    return head + (digits[ones] if ones else "")


def _local(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, BEIJING)


def day_and_time(ms: int) -> str:
    """2026年11月22日14时30分."""
    t = _local(ms)
    return f"{t.year}年{t.month}月{t.day}日{t.hour}时{t.minute:02}分"


def period(start: int, end: int) -> str:
    """A sitting's time; the day is named twice only where it changed."""
    a, b = _local(start), _local(end)
    last = f"{b.hour}时{b.minute:02}分" if a.date() == b.date() else day_and_time(end)
    return f"{day_and_time(start)}至{last}"


def clock(ms: int, *, seconds: bool = False) -> str:
    """14:30, or 14:30:05."""
    return f"{_local(ms):%H:%M:%S}" if seconds else f"{_local(ms):%H:%M}"


def duration(seconds: int) -> str:
    """5 分 20 秒, unbreakable; hours where there are any."""
    hours, rest = divmod(seconds, 3600)
    minutes, secs = divmod(rest, 60)
    parts = [(hours, "小时"), (minutes, "分"), (secs, "秒")]
    return "\u00a0".join(f"{n}\u00a0{unit}" for n, unit in parts if n) or "0\u00a0秒"


def date(iso: str) -> str:
    """2026年12月31日."""
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"


# --- safety -----------------------------------------------------------------------------------

_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """`text` on one line without control characters or bidirectional overrides.

    They could hide or reorder words in a document that people sign; DOCX cannot hold most of them.
    """
    spaced = re.sub(r"[\r\n\t\u2028\u2029]+", " ", _BIDI.sub("", text))
    return "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs", "Cn"))


def _clean(block: Block) -> Block:
    match block:
        case Heading(level, text):
            return Heading(level, plain(text))
        case Paragraph(text):
            return Paragraph(plain(text))
        case Table(columns, rows):
            return Table(columns, [[plain(cell) for cell in row] for row in rows])
        case Labelled(label, lines):
            return Labelled(label, [plain(line) for line in lines])
