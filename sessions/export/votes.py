"""Votes and stances put into words, for the document of the minutes."""

from sessions.ballot_types import Base, Method, Outcome, Result, Share, Stance
from sessions.export.blocks import Block, Column, Heading, Labelled, Paragraph, Table
from sessions.export.words import LEVEL_NAMES, chinese_number, clock
from sessions.vote_lines import ABSTENTION, BallotLine, StanceLine

METHODS: dict[Method, str] = {"hands": "举手表决", "named": "记名投票", "secret": "无记名投票"}
OUTCOMES: dict[Outcome, str] = {
    "passed": "通过",
    "rejected": "未通过",
    "no_quorum": "未达法定人数，表决无效",
}
BASES: dict[Base, str] = {
    "decided": "赞成、反对票合计",
    "cast": "所投票数",
    "present": "实到人数",
    "entitled": "应到人数",
}
STANCES: dict[Stance, str] = {"for": "赞成", "against": "反对", "abstain": "弃权"}


def votes(ballots: list[BallotLine], stances: list[StanceLine]) -> list[Block]:
    """Each vote with its rule, quorum and counts, then the stances."""
    blocks: list[Block] = []
    for ballot in ballots:
        blocks += _ballot(ballot)
    if stances:
        blocks.append(Heading(2, f"（{chinese_number(len(ballots) + 1)}）表态"))
        blocks += [Paragraph(stance_text(one)) for one in stances]
    return blocks


def _ballot(ballot: BallotLine) -> list[Block]:
    blocks: list[Block] = [
        Heading(2, f"（{chinese_number(ballot.number)}）{ballot.terms.title}"),
        Paragraph(_course(ballot)),
    ]
    if ballot.terms.text:
        blocks.append(Paragraph(f"表决文本：{ballot.terms.text}"))
    if ballot.result is not None:
        blocks += [Paragraph(result_text(ballot, ballot.result)), _levels(ballot, ballot.result)]
    blocks += [
        Labelled(f"{one.option}：", ["、".join(one.names)]) for one in ballot.names if one.names
    ]
    return blocks


def ballot_texts(ballot: BallotLine) -> list[str]:
    """The same in sentences alone."""
    asked = [f"表决文本：{ballot.terms.text}"] if ballot.terms.text else []
    result = [] if ballot.result is None else [result_text(ballot, ballot.result)]
    named = [f"{one.option}：{'、'.join(one.names)}。" for one in ballot.names if one.names]
    return [_course(ballot), *asked, *result, *named]


def stance_text(line: StanceLine) -> str:
    """Who took which stance on what."""
    parts = [
        f"{STANCES[stance]} {len(names)} 人（{'、'.join(names)}）"
        for stance, names in line.stances.items()
        if names
    ]
    about = "议程" if line.kind == "item" else "成果"
    return f"对{about}“{line.title}”表态：{'，'.join(parts)}。"


def _course(ballot: BallotLine) -> str:
    begun = f"{METHODS[ballot.terms.method]}，{clock(ballot.opened_at)}开始，"
    if ballot.closed_at is None:
        return begun + "尚未结束。"
    if ballot.status == "cancelled":
        return begun + f"{clock(ballot.closed_at)}取消，理由：{ballot.reason}。"
    end = "到时结束" if ballot.by_clock else "结束"
    return begun + f"{clock(ballot.closed_at)}{end}。通过规则：{_rule(ballot)}。"


def _rule(ballot: BallotLine) -> str:
    majority, quorum = ballot.terms.majority, ballot.terms.quorum
    carried = "票数最多" if majority.share is None else BASES[majority.of] + share(majority.share)
    if ballot.terms.options and majority.of == "decided" and majority.share is not None:
        carried = "弃权以外的票" + share(majority.share)
    asked = [f"应到人数{share(quorum.share)}"] if quorum.share is not None else []
    asked += [f"至少 {quorum.number} 人"] if quorum.number is not None else []
    return f"{carried}；法定人数：{'，且'.join(asked) or '不设'}"


def share(of: Share) -> str:
    """过半数, 三分之二以上."""
    if (of.numerator, of.denominator, of.more_than) == (1, 2, True):
        return "过半数"
    if of.denominator < 100:
        part = f"{chinese_number(of.denominator)}分之{chinese_number(of.numerator)}"
    else:
        part = f"百分之 {of.numerator}"
    return f"超过{part}" if of.more_than else f"{part}以上"


def result_text(ballot: BallotLine, result: Result) -> str:
    """Who was there, how the votes fell, what was needed, and what came of it."""
    tally = result.tally
    people = f"应到 {tally.entitled} 人，实到 {tally.present} 人"
    if result.quorum_needed:
        people += f"（法定人数 {result.quorum_needed} 人）"
    if ballot.terms.method == "secret":
        people += f"，发出选票 {tally.issued} 张，收回 {tally.voted} 张"
    counted = [f"{o} {n} 票" for o, n in zip(ballot.options, tally.counts, strict=True)]
    counted.append(f"{ABSTENTION} {tally.abstentions} 票")
    needed = "" if result.majority_needed is None else f"通过需 {result.majority_needed} 票。"
    elected = "、".join(ballot.options[index] for index in result.adopted)
    what = f"，{elected}当选" if ballot.terms.options and elected else ""
    return f"{people}。{'，'.join(counted)}。{needed}表决结果：{OUTCOMES[result.outcome]}{what}。"


def _levels(ballot: BallotLine, result: Result) -> Table:
    """A secret ballot is not counted by level: only who took a paper is known."""
    secret = ballot.terms.method == "secret"
    options = [] if secret else [*ballot.options, ABSTENTION]
    titles = ["层级", *options, "领票" if secret else "投票", "应投"]
    rows = [
        [
            LEVEL_NAMES[one.level],
            *(() if secret else map(str, [*one.counts, one.abstentions])),
            str(one.voted),
            str(one.entitled),
        ]
        for one in result.tally.levels
    ]
    return Table([Column(title, 1 / len(titles), centred=True) for title in titles], rows)
