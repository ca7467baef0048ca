"""A document as a tree of blocks that each form and the desk only draw, and the minutes as one.

The order is that of a 纪要 in GB/T 9704-2012: mark, title, body, then 出席, 请假 and 列席
hanging after it. What a line says word for word, the record of the meeting has.
"""

from collections.abc import Sequence
from typing import Literal

import msgspec

from sessions.export.attendance_words import attendance, questions
from sessions.export.blocks import (
    Block,
    Entries,
    Heading,
    Labelled,
    Moment,
    Paragraph,
    Table,
)
from sessions.export.common_words import (
    documents,
    interpretation,
    opening,
    opinion_counts,
    override_text,
    proof,
)
from sessions.export.edited import edited
from sessions.export.plain import plain
from sessions.export.votes import votes
from sessions.export.words import (
    DID,
    ITEM_KINDS,
    chinese_number,
    clock,
    date,
    duration,
    named,
    timecode,
)
from sessions.minutes import Issue, ItemLine, Minutes, OutcomeLine
from sessions.minutes_blocks import item_key, outcome_key
from sessions.minutes_speeches import SpeechLine
from sessions.types import RequestKind

MARK = "远程协商会议纪要"


class Document(msgspec.Struct, frozen=True):
    """What is drawn, from top to bottom."""

    mark: str
    title: str
    blocks: list[Block]
    issued: int
    """Unix ms, for file metadata."""
    seq: int
    """Of the last record that it rests on."""
    name: Literal["纪要", "会议记录"] = "纪要"
    """What it is, behind the title in names of files."""
    issue: Issue = Issue()
    """Drawn around the blocks, by the forms on pages."""
    head: str = ""
    """The signed head, drawn as a QR code by them; empty: none."""
    recording: str = ""
    """Address of the recording, to which timecodes lead; empty: they lead nowhere."""


def compose(minutes: Minutes) -> Document:
    """The document of `minutes`, with what was edited in the place of what was drafted."""
    blocks: list[Block] = [Paragraph(opening(minutes, "现将会议情况纪要如下。"), "opening")]
    decided = votes(minutes.ballots, minutes.stances)
    overrides: list[Block] = [Paragraph(override_text(one)) for one in minutes.overrides]
    parts: list[tuple[str, list[Block]]] = [
        ("议程和协商情况", _agenda(minutes)),
        ("公众意见", [Paragraph(opinion_counts(minutes), "opinions")]),
        ("表决与表态", decided),
        ("协商成果", _outcomes(minutes)),
        ("越级处理", overrides),
    ]
    blocks += numbered(parts)
    blocks += [
        *attendance(minutes),
        *interpretation(minutes),
        *documents(minutes),
        Paragraph(proof(minutes)),
    ]
    return document(minutes, MARK, "纪要", edited(blocks, minutes.changes))


def numbered(parts: Sequence[tuple[str, list[Block]]]) -> list[Block]:
    """The parts that there are, under headings that count them."""
    there = [(title, blocks) for title, blocks in parts if blocks]
    return [
        block
        for number, (title, blocks) in enumerate(there, start=1)
        for block in (Heading(1, f"{chinese_number(number)}、{title}"), *blocks)
    ]


def document(
    m: Minutes, mark: str, name: Literal["纪要", "会议记录"], blocks: list[Block]
) -> Document:
    """The document of these blocks, safe to be drawn."""
    issue = m.issue
    return Document(
        mark=plain((issue.organ or "") + mark),
        title=plain(m.title),
        blocks=[_clean(block) for block in blocks],
        issued=m.closed_at or m.opened_at or m.scheduled_at,
        seq=m.proof.seq,
        name=name,
        issue=Issue(
            organ=_plain(issue.organ),
            number=_plain(issue.number),
            signer=_plain(issue.signer),
            issued_on=None if issue.issued_on is None else date(issue.issued_on),
            copies_to=[plain(one) for one in issue.copies_to],
            sealed=issue.sealed,
        ),
        head=m.proof.head,
        recording=m.recording,
    )


def place(m: Minutes, at: int | None) -> int | None:
    """`at`, where it has a place in the recording: from the opening to the close."""
    if at is None or m.opened_at is None or at < m.opened_at:
        return None
    return None if m.closed_at is not None and at > m.closed_at else at


def moment(m: Minutes, at: int | None) -> Moment | None:
    """The same, with its timecode in words."""
    found = place(m, at)
    if found is None or m.opened_at is None:
        return None
    return Moment(found, f"（时间码 {timecode((found - m.opened_at) // 1000)}）")


# --- parts ------------------------------------------------------------------------------------


def _agenda(m: Minutes) -> list[Block]:
    blocks: list[Block] = []
    for item in m.items:
        blocks.append(Heading(2, f"（{chinese_number(item.number)}）{item.title}"))
        began = moment(m, item.started_at)
        blocks.append(Paragraph(_item_text(item), item_key(item.id), began))
        blocks += questions(item)
    if m.other_speeches:
        number = chinese_number(len(m.items) + 1)
        heard = Paragraph(_heard(m.other_speeches), "other_speeches")
        blocks += [Heading(2, f"（{number}）议程外发言"), heard]
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
    return plan + held + (_heard(item.speeches) if item.speeches else "没有发言。")


def _heard(speeches: Sequence[SpeechLine]) -> str:
    """Who did what, each once, in the order in which they first did."""
    who: dict[RequestKind, dict[str, None]] = {}
    for one in speeches:
        who.setdefault(one.kind, {})[named(one.speaker)] = None
    heard = "；".join(f"{'、'.join(names)}{DID[kind]}" for kind, names in who.items())
    return f"会议先后听取 {len(speeches)} 次发言：{heard}。"


def _outcomes(m: Minutes) -> list[Block]:
    if not m.outcomes:
        return [Paragraph("会议没有形成需要办理的成果。", "outcomes")]
    blocks: list[Block] = [Paragraph(f"会议形成协商成果 {len(m.outcomes)} 项。", "outcomes")]
    blocks += [
        Paragraph(_outcome_text(o), outcome_key(o.id), moment(m, o.source_at)) for o in m.outcomes
    ]
    return blocks


def _outcome_text(o: OutcomeLine) -> str:
    origin = {"item": "议程", "speech": "发言", "opinion": "公众意见"}[o.source]
    text = o.text if o.text[-1] in "。！？；.!?" else o.text + "。"
    assigned = f"责任单位：{o.unit}。完成时限：{date(o.due)}。"
    return f"{o.number}. {text}{assigned}来源：{origin}“{o.source_text}”。"


# --- safety -----------------------------------------------------------------------------------


def _plain(text: str | None) -> str | None:
    return None if text is None else plain(text)


def _clean(block: Block) -> Block:
    match block:
        case Heading(level, text, key):
            return Heading(level, plain(text), key)
        case Paragraph(text, key, moment):
            return Paragraph(plain(text), key, moment)
        case Table(columns, rows, key, moments):
            return Table(columns, [[plain(cell) for cell in row] for row in rows], key, moments)
        case Labelled(label, lines, key):
            return Labelled(label, [plain(line) for line in lines], key)
        case Entries(lines, key):
            return Entries([plain(line) for line in lines], key)
