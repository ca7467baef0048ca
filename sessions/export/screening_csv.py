"""Every opinion with every decision about it as CSV: who decided what, when and why."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sessions import events as e
from sessions.errors import Language
from sessions.events import Record, tag
from sessions.export.csv_sheet import Words, csv_bytes
from sessions.export.words import moment

TITLES: Sequence[Words] = (
    {"zh-CN": "回执号", "en": "Receipt"},
    {"zh-CN": "内容", "en": "Text"},
    {"zh-CN": "称呼", "en": "Name"},
    {"zh-CN": "地区", "en": "Region"},
    {"zh-CN": "提交时间", "en": "Submitted"},
    {"zh-CN": "赞同", "en": "Supports"},
    {"zh-CN": "处理", "en": "Decision"},
    {"zh-CN": "处理时间", "en": "Decided"},
    {"zh-CN": "处理人", "en": "By"},
    {"zh-CN": "身份", "en": "Role"},
    {"zh-CN": "理由", "en": "Reason"},
    {"zh-CN": "去向", "en": "To"},
    {"zh-CN": "记录序号", "en": "Record"},
)
WAITING: Words = {"zh-CN": "待筛", "en": "waiting"}
DECISIONS: Mapping[str, Words] = {
    tag(e.OpinionPublished): {"zh-CN": "公布", "en": "published"},
    tag(e.OpinionWithheld): {"zh-CN": "不公布", "en": "withheld"},
    tag(e.OpinionReopened): {"zh-CN": "退回待筛", "en": "reopened"},
    tag(e.OpinionsMerged): {"zh-CN": "并入", "en": "merged"},
    tag(e.OpinionsUnmerged): {"zh-CN": "拆出", "en": "unmerged"},
    tag(e.OpinionWithdrawn): {"zh-CN": "作者撤回", "en": "withdrawn by its author"},
    tag(e.OpinionShown): {"zh-CN": "上屏", "en": "shown"},
    tag(e.OpinionPromoted): {"zh-CN": "送议程", "en": "promoted"},
    tag(e.OpinionAssigned): {"zh-CN": "交承办单位", "en": "assigned"},
}
ROLES: Mapping[str, Words] = {
    "organizer": {"zh-CN": "会务人员", "en": "organizer"},
    "chair": {"zh-CN": "主持人", "en": "chair"},
    "clerk": {"zh-CN": "记录员", "en": "clerk"},
    "viewer": {"zh-CN": "公众", "en": "public"},
}


class Decision(msgspec.Struct, frozen=True):
    """One event about one opinion."""

    opinion_id: str
    record: Record
    reason: str = ""
    to: tuple[str, ...] = ()


def render(records: Iterable[Record], language: Language) -> bytes:
    """A row per decision, opinion by opinion in the order in which they came; times are Beijing's.

    What waits has one row without a decision.
    """
    came: dict[str, tuple[e.OpinionSubmitted, int]] = {}
    names: dict[str, str] = {}
    supports: dict[str, int] = {}
    decided: dict[str, list[Decision]] = {}
    for record in records:
        match record.event:
            case e.OpinionSubmitted() as event:
                came[event.opinion_id] = (event, record.at)
                names[event.opinion_id] = event.receipt
            case e.ItemAdded(item=item):
                names[item.id] = item.title
            case e.ParticipantRegistered(participant=person):
                names[person.id] = person.organization or person.name
            case e.OpinionsSupported(counts=counts):
                supports.update((one.opinion_id, one.supports) for one in counts)
            case _:
                for one in decisions(record):
                    decided.setdefault(one.opinion_id, []).append(one)
    rows: list[list[str]] = []
    for id, (event, at) in came.items():
        first = [event.receipt, event.text, event.name, event.region, moment(at)]
        first.append(str(supports.get(id, 0)))
        lines = [_line(one, names, language) for one in decided.get(id, [])]
        rows += [[*first, *line] for line in lines or [[WAITING[language], *[""] * 6]]]
    return csv_bytes([title[language] for title in TITLES], rows)


def decisions(record: Record) -> list[Decision]:
    """What a record decides, about each opinion that it is about."""
    match record.event:
        case (
            e.OpinionPublished(opinion_id=id)
            | e.OpinionShown(opinion_id=id)
            | e.OpinionWithdrawn(opinion_id=id)
        ):
            return [Decision(id, record)]
        case (
            e.OpinionWithheld(opinion_id=id, reason=reason)
            | e.OpinionReopened(opinion_id=id, reason=reason)
        ):
            return [Decision(id, record, reason)]
        case (
            e.OpinionsMerged(into=into, opinion_ids=ids)
            | e.OpinionsUnmerged(from_id=into, opinion_ids=ids)
        ):
            return [Decision(id, record, to=(into,)) for id in ids]
        case e.OpinionPromoted(opinion_id=id, item_id=item_id):
            return [Decision(id, record, to=(item_id,))]
        case e.OpinionAssigned(opinion_id=id, to=to):
            return [Decision(id, record, to=tuple(to))]
        case _:
            return []


def _line(one: Decision, names: Mapping[str, str], language: Language) -> list[str]:
    actor = one.record.actor
    role = ROLES.get(actor.role)
    return [
        DECISIONS[tag(type(one.record.event))][language],
        moment(one.record.at),
        actor.name,
        actor.role if role is None else role[language],
        one.reason,
        "、".join(names.get(id, id) for id in one.to),
        str(one.record.seq),
    ]
