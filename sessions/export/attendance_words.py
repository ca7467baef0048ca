"""Who was here and who answered, in the words of the minutes."""

from sessions.export.blocks import Block, Column, Labelled, Paragraph, Table
from sessions.export.words import LEVEL_NAMES, clock, named
from sessions.minutes import Attendance, AttendanceLine, ItemLine, Minutes
from sessions.minutes_parts import AnswerLine, QuestionLine, RollCallLine
from sessions.questions import AnswerState

ANSWERS: dict[AnswerState, str] = {
    "answering": "正在应答",
    "spoken": "已当场应答",
    "written": "已书面答复",
    "waiting": "尚未应答",
    "asked": "尚未应答",
}

COUNTED = ("出席", "列席", "请假", "缺席", "迟到", "早退")


def attendance(m: Minutes) -> list[Block]:
    """The counts by level, the quorum and the roll calls; then the names, which hang at the end."""
    sheet = m.attendance
    parts = [
        ("出席", sheet.present),
        ("请假", sheet.excused),
        ("列席", sheet.observing),
        ("缺席", sheet.absent),
    ]
    return [
        *([_levels(sheet)] if sheet.levels else []),
        *(Paragraph(text) for text in _quorum(sheet)),
        *(Paragraph(_roll_call(one)) for one in sheet.roll_calls),
        *(Paragraph(text) for text in _late(sheet)),
        *(Labelled(f"{label}：", _names(lines)) for label, lines in parts if lines),
    ]


def _levels(sheet: Attendance) -> Table:
    columns = [
        Column("层级", 0.22, centred=True),
        *(Column(word, 0.13, centred=True) for word in COUNTED),
    ]
    rows = [
        [
            LEVEL_NAMES[one.level],
            *(
                str(count)
                for count in (
                    one.present, one.observing, one.excused, one.absent, one.late, one.early,
                )
            ),
        ]
        for one in sheet.levels
    ]  # fmt: skip
    return Table(columns, rows)


def _quorum(sheet: Attendance) -> list[str]:
    if sheet.quorum is None:
        return []
    rule = f"法定人数 {sheet.quorum.needed} 人，应到 {sheet.quorum.entitled} 人。"
    return [
        rule,
        *(
            f"{clock(one.at)}实到 {one.present} 人，不足法定的 {one.needed} 人，"
            f"主持人决定开会，理由：{one.reason}。"
            for one in sheet.quorum.waived
        ),
    ]


def _roll_call(one: RollCallLine) -> str:
    venues = "，".join(f"{v.venue} {v.answered}/{v.called}" for v in one.venues)
    called, answered = sum(v.called for v in one.venues), sum(v.answered for v in one.venues)
    missing = f"未应：{'、'.join(one.missing)}。" if one.missing else "全部应到。"
    going_on = "" if one.ended_at is not None else "（尚未结束）"
    return (
        f"第 {one.number} 次点名签到{going_on}（{clock(one.started_at)}）：应到 {called} 人，"
        f"实到 {answered} 人；{venues}。{missing}"
    )


def _late(sheet: Attendance) -> list[str]:
    here = (*sheet.present, *sheet.observing)
    late = [f"{named(a.person)}（{_at(a.first_here_at)}到）" for a in here if a.late_seconds]
    early = [f"{named(a.person)}（{_at(a.last_here_at)}离开）" for a in here if a.early_seconds]
    return [
        *([f"迟到：{'、'.join(late)}。"] if late else []),
        *([f"早退：{'、'.join(early)}。"] if early else []),
    ]


def _at(ms: int | None) -> str:
    return "" if ms is None else clock(ms)


def _names(lines: list[AttendanceLine]) -> list[str]:
    """One line per venue, in the order of the roster."""
    by_venue: dict[str, list[str]] = {}
    for line in lines:
        instead = f"（由{line.substitute}代）" if line.substitute else ""
        by_venue.setdefault(line.person.venue, []).append(named(line.person) + instead)
    return [f"{venue}　{'、'.join(names)}" for venue, names in by_venue.items()]


# --- questions --------------------------------------------------------------------------------


def questions(item: ItemLine) -> list[Block]:
    """The questions that had to be answered under an item, and the chair's reason where not."""
    lines = [text for question in item.questions for text in _question(question)]
    if item.unanswered is not None:
        names = "、".join(item.unanswered.departments)
        lines.append(f"{names}没有应答，主持人决定结束本项，理由：{item.unanswered.reason}。")
    return [Paragraph(text) for text in lines]


def _question(question: QuestionLine) -> list[str]:
    asked = f"须应答的问题 {question.number}（{clock(question.put_at)}）：{question.text}"
    if question.withdrawn is not None:
        return [f"{asked}（已撤回：{question.withdrawn}）"]
    return [asked, *(_answer(answer) for answer in question.answers)]


def _answer(answer: AnswerLine) -> str:
    behalf = "（代为提交）" if answer.on_behalf else ""
    reply = f"书面答复{behalf}：{answer.reply}" if answer.reply else ""
    return f"{answer.department}：{ANSWERS[answer.state]}。{reply}"
