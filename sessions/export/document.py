"""The minutes put into words: a tree of blocks that each form and the desk only draw.

The order is that of a 纪要 in GB/T 9704-2012: mark, title, body, then 出席, 请假 and 列席
hanging after it.
"""

import re
import unicodedata

import msgspec
from msgspec.structs import replace

from sessions.export.attendance_words import attendance, questions
from sessions.export.blocks import Block, Column, Heading, Labelled, Paragraph, Table
from sessions.export.edited import edited
from sessions.export.votes import votes
from sessions.export.words import (
    LEVEL_NAMES,
    chinese_number,
    clock,
    date,
    day_and_time,
    duration,
    named,
    period,
)
from sessions.minutes import DocumentLine, ItemLine, Minutes, OutcomeLine, SpeechLine
from sessions.minutes_blocks import item_key, outcome_key, speeches_key
from sessions.minutes_types import Signature
from sessions.override_lines import OverrideLine
from sessions.types import Connection, ItemKind, RequestKind

MARK = "远程协商会议纪要"

ITEM_KINDS: dict[ItemKind, str] = {
    "briefing": "通报",
    "questions": "提问",
    "answers": "解答",
    "statements": "发言",
}
REQUEST_KINDS: dict[RequestKind, str] = {
    "statement": "发言",
    "question": "提问",
    "answer": "应答",
    "interposed_question": "插问",
    "point_of_order": "程序",
}
OVERRIDES: dict[str, str] = {
    "admit_waiting": "接纳入会",
    "turn_away": "不予接纳",
    "mute_participant": "静音",
    "unmute_participant": "解除静音",
    "name_seat": "席位署名",
    "forward_request": "转报发言申请",
}
CONNECTIONS: dict[Connection, str] = {
    "browser": "浏览器接入",
    "room_encoder": "会议室设备接入",
    "bot": "模拟接入",
}


class Document(msgspec.Struct, frozen=True):
    """What is drawn, from top to bottom."""

    mark: str
    title: str
    blocks: list[Block]
    issued: int
    """Unix ms, for file metadata."""
    seq: int
    """Of the last record that it rests on."""
    signature: Signature | None = None
    """Number, date and signer of a version that was signed; None: a draft."""


def compose(minutes: Minutes) -> Document:
    """The document of `minutes`, with what was edited in the place of what was drafted."""
    blocks: list[Block] = [Paragraph(_opening(minutes), "opening")]
    decided = votes(minutes.ballots, minutes.stances)
    for number, (title, part) in enumerate(
        [
            ("会场与接入方式", _venues(minutes)),
            ("议程与发言", _agenda(minutes)),
            ("公众意见", _opinions(minutes)),
            *([("表决与表态", decided)] if decided else []),
            ("协商成果", _outcomes(minutes)),
            *([("越级处理", _overrides(minutes))] if minutes.overrides else []),
        ],
        start=1,
    ):
        blocks += [Heading(1, f"{chinese_number(number)}、{title}"), *part]
    blocks += [*attendance(minutes), *_documents(minutes), Paragraph(_proof(minutes))]
    issued = minutes.closed_at or minutes.opened_at or minutes.scheduled_at
    blocks = [_clean(block) for block in edited(blocks, minutes.changes)]
    title = plain(minutes.title)
    return Document(
        MARK, title, blocks, issued, minutes.proof.seq, _clean_signature(minutes.signature)
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
    return [Table(columns, rows, "venues")]


def _agenda(m: Minutes) -> list[Block]:
    blocks: list[Block] = []
    for item in m.items:
        blocks.append(Heading(2, f"（{chinese_number(item.number)}）{item.title}"))
        blocks.append(Paragraph(_item_text(item), item_key(item.id)))
        blocks += questions(item)
        if item.speeches:
            blocks.append(_speeches(item.speeches, speeches_key(item.id)))
    if m.other_speeches:
        number = chinese_number(len(m.items) + 1)
        others = _speeches(m.other_speeches, "other_speeches")
        blocks += [Heading(2, f"（{number}）议程外发言"), others]
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


def _speeches(speeches: list[SpeechLine], key: str) -> Table:
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
    return Table(columns, rows, key)


def _opinions(m: Minutes) -> list[Block]:
    o = m.opinions
    if not o.received:
        return [Paragraph("会议期间没有收到公众意见。", "opinions")]
    counts = (
        f"会议期间共收到公众意见 {o.received} 条，公布 {len(o.published)} 条，"
        f"未公布 {o.withheld} 条，待筛选 {o.waiting} 条。"
    )
    rows = [
        [str(p.number), p.text, "·".join(x for x in (p.region, p.name) if x) or "未署名"]
        for p in o.published
    ]
    columns = [Column("序号", 0.1, centred=True), Column("意见", 0.64), Column("提出人", 0.26)]
    published = [Table(columns, rows, "published")] if rows else []
    return [Paragraph(counts, "opinions"), *published]


def _outcomes(m: Minutes) -> list[Block]:
    if not m.outcomes:
        return [Paragraph("会议没有形成需要办理的成果。", "outcomes")]
    blocks: list[Block] = [Paragraph(f"会议形成协商成果 {len(m.outcomes)} 项。", "outcomes")]
    blocks += [Paragraph(_outcome_text(o), outcome_key(o.id)) for o in m.outcomes]
    return blocks


def _outcome_text(o: OutcomeLine) -> str:
    origin = {"item": "议程", "speech": "发言", "opinion": "公众意见"}[o.source]
    text = o.text if o.text[-1] in "。！？；.!?" else o.text + "。"
    assigned = f"责任单位：{o.unit}。完成时限：{date(o.due)}。"
    return f"{o.number}. {text}{assigned}来源：{origin}“{o.source_text}”。"


def _overrides(m: Minutes) -> list[Block]:
    return [Paragraph(_override_text(one)) for one in m.overrides]


def _override_text(one: OverrideLine) -> str:
    about = f"（{one.about}）" if one.about else ""
    place = f"，代替{'、'.join(one.overridden)}" if one.overridden else ""
    act = OVERRIDES.get(one.action, one.action)
    what = f"{one.by}对{one.venue}{about}{act}{place}"
    return f"{one.number}. {clock(one.at)}，{what}。理由：{one.reason.rstrip('。')}。"


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
    made = "生成并经人工修改" if m.changes else "生成"
    return f"本件由会议日志{made}，末条记录第 {m.proof.seq} 号，校验值（SHA-256）{groups}。"


def grouped(hash: str) -> str:
    """A hash as people compare it, in groups of eight."""
    return " ".join(re.findall(".{8}", hash))


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
        case Heading(level, text, key):
            return Heading(level, plain(text), key)
        case Paragraph(text, key):
            return Paragraph(plain(text), key)
        case Table(columns, rows, key):
            return Table(columns, [[plain(cell) for cell in row] for row in rows], key)
        case Labelled(label, lines, key):
            return Labelled(label, [plain(line) for line in lines], key)


def _clean_signature(signature: Signature | None) -> Signature | None:
    if signature is None:
        return None
    return replace(signature, number=plain(signature.number), signer=plain(signature.signer))
