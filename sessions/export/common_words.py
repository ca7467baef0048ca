"""The words that the minutes and the record of a meeting share: opening, places, papers, proof."""

from sessions.export.blocks import Block, Column, Entries, Labelled, Paragraph, Table
from sessions.export.words import LEVEL_NAMES, clock, day_and_time, duration, grouped, period, who
from sessions.interpretation_lines import InterpretationLine
from sessions.languages import language_name
from sessions.minutes import DocumentLine, Minutes, OpinionLine
from sessions.override_lines import OverrideLine
from sessions.types import Connection

CONNECTIONS: dict[Connection, str] = {
    "browser": "浏览器接入",
    "room_encoder": "会议室设备接入",
    "bot": "模拟接入",
}
OVERRIDES: dict[str, str] = {
    "admit_waiting": "接纳入会",
    "turn_away": "不予接纳",
    "mute_participant": "静音",
    "unmute_participant": "解除静音",
    "name_seat": "席位署名",
    "forward_request": "转报发言申请",
    "withdraw_request": "移出发言队列",
    "mark_attendance": "登记出席情况",
    "take_seat": "登记就座",
    "leave_seat": "登记离席",
    "swap_seats": "登记换座",
    "answer_roll_call": "代为答到",
}


def opening(m: Minutes, rest: str) -> str:
    """When, where, by whom; `rest` ends it once the meeting has closed."""
    chair = "、".join(p.name for p in m.chairs)
    presided = f"{chair}主持召开" if chair else "召开"
    if m.opened_at is None:
        return f"本次会议计划于{day_and_time(m.scheduled_at)}{presided}，尚未开始。本件为会前草稿。"
    if m.closed_at is None:
        when = f"{day_and_time(m.opened_at)}起"
        rest = f"会议尚未结束，本件为截至第 {m.proof.seq} 号记录的草稿。"
    else:
        when = period(m.opened_at, m.closed_at)
    places = "、".join(v.name for v in m.venues if v.connections)
    linked = f"会议以远程视频方式连接{places}，" if places else "会议以远程视频方式举行，"
    clerk = "、".join(p.name for p in m.clerks)
    written = f"由{clerk}记录。" if clerk else "未指定记录员。"
    return f"{when}，{presided}{m.title}。{linked}{written}{rest}"


def venues(m: Minutes) -> list[Block]:
    """Every venue and how it was connected."""
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


def opinion_counts(m: Minutes) -> str:
    """How many came, and what became of them."""
    o = m.opinions
    if not o.received:
        return "会议期间没有收到公众意见。"
    merged = f"（另并入相近的 {o.merged} 条）" if o.merged else ""
    supported = f"公布的意见共获赞同 {o.supports} 次。" if o.supports else ""
    return (
        f"会议期间共收到公众意见 {o.received} 条，公布 {len(o.published)} 条{merged}，"
        f"未公布 {o.withheld} 条，待筛选 {o.waiting} 条。{supported}"
    )


def opinions(m: Minutes) -> list[Block]:
    """The counts, and every opinion that is public."""
    listed = [Entries([_opinion(one) for one in m.opinions.published])]
    return [Paragraph(opinion_counts(m)), *(listed if m.opinions.published else [])]


def _opinion(one: OpinionLine) -> str:
    author = "·".join(part for part in (one.region, one.name) if part) or "未署名"
    supports = f"，赞同 {one.supports}" if one.supports else ""
    return f"{one.number}. {one.text}（{author}{supports}）"


def override_text(one: OverrideLine) -> str:
    """Who acted in whose place, on what, when and why."""
    return (
        f"{one.number}. {clock(one.at)}，{who(one.by)}{overridden(one)}。"
        f"理由：{one.reason.rstrip('。')}。"
    )


def overridden(one: OverrideLine) -> str:
    """On what, and in whose place."""
    about = f"（{one.about}）" if one.about else ""
    place = f"，代替{'、'.join(one.overridden)}" if one.overridden else ""
    return f"对{one.venue}{about}{OVERRIDES.get(one.action, one.action)}{place}"


def interpretation(m: Minutes) -> list[Block]:
    """传译, after those who took part: interpreters serve the meeting."""
    lines = [_interpretation_text(one) for one in m.interpretation]
    return [Labelled("传译：", lines)] if lines else []


def _interpretation_text(one: InterpretationLine) -> str:
    last = one.turns[-1].ended_at
    until = "传译中" if last is None else f"至 {clock(last)}"
    times = f"{clock(one.turns[0].started_at)}起{until}，共 {len(one.turns)} 段"
    interpreter = f"{one.organization}{one.interpreter}（{language_name(one.language)}）"
    return f"{interpreter}，{times}，{duration(one.seconds)}"


def documents(m: Minutes) -> list[Block]:
    """附件: what was relied on, and by which bytes."""
    lines = [_document_text(one) for one in m.documents]
    return [Labelled("附件：", lines)] if lines else []


def _document_text(d: DocumentLine) -> str:
    shown = "会上没有展示" if d.shown_at is None else f"{clock(d.shown_at)}起展示"
    removed = "，会上撤下" if d.removed else ""
    what = f"{d.number}. {d.name}（{d.pages} 页，“{d.item}”，{shown}{removed}）"
    return f"{what}，校验值（SHA-256）{grouped(d.sha256)}"


def proof(m: Minutes) -> str:
    groups = grouped(m.proof.hash)
    made = "生成并经人工修改" if m.changes else "生成"
    return f"本件由会议日志{made}，末条记录第 {m.proof.seq} 号，校验值（SHA-256）{groups}。"
