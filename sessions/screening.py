"""Screening 筛选: opinions decided many at once, merged, withdrawn by their authors, and chosen.

What two moderators decide at once is decided once: the same again changes nothing, and a decision
made on what no longer holds (`seen`) is refused with the name of whoever came first. Nothing here
rejects an opinion by itself.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import assert_never

from msgspec.structs import replace

from sessions import agenda, questions
from sessions import commands as c
from sessions import events as e
from sessions.config import MERGED_MAX
from sessions.errors import Refused
from sessions.events import AnyEvent, Record, ScreeningEvent
from sessions.opinions import (
    changed,
    decided,
    known,
    published,
    questions_reworded,
    retracted,
    screenable,
    withheld,
)
from sessions.state import Consultation
from sessions.state.opinions import Opinion
from sessions.types import Actor


def decide(
    state: Consultation, actor: Actor, command: c.ScreeningCommand, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """The events of a command of screening; raises `Refused`."""
    match command:
        case c.PublishOpinions(opinion_ids=ids, seen=seen):
            found = _screened(state, ids, seen, "published")
            return [event for one in found for event in published(one)]
        case c.WithholdOpinions(opinion_ids=ids, reason=reason, seen=seen):
            found = _screened(state, ids, seen, "withheld")
            return [event for one in found for event in withheld(state, one, reason)]
        case c.ReopenOpinions(opinion_ids=ids, reason=reason):
            found = [screenable(state, id) for id in dict.fromkeys(ids)]
            return [event for one in found for event in _reopened(state, one, reason)]
        case c.MergeOpinions():
            return merge_opinions(state, command)
        case c.UnmergeOpinions(opinion_ids=ids):
            return _unmerged(state, [known(state, id) for id in dict.fromkeys(ids)])
        case c.WithdrawOpinion():
            return withdraw_opinion(state, command)
        case c.ShowOpinion(opinion_id=id):
            if state.shown_opinion == id:
                return []
            one = _public(state, id)
            return [e.OpinionShown(one.opinion_id, one.text, one.name, one.region)]
        case c.HideOpinion():
            shown = state.shown_opinion
            return [] if shown is None else [e.OpinionHidden(shown)]
        case c.PromoteOpinion():
            return promote_opinion(state, command)
        case c.AssignOpinion():
            return assign_opinion(state, command, new_id)
        case c.SetModeration(mode=mode):
            return [] if state.moderation == mode else [e.ModerationSet(mode)]
        case c.SetSensitiveWords(words=words):
            wanted = list(dict.fromkeys(word.strip() for word in words if word.strip()))
            same = tuple(wanted) == state.sensitive_words
            return [] if same else [e.SensitiveWordsSet(wanted)]
        case _:
            assert_never(command)


def _screened(state: Consultation, ids: list[str], seen: str | None, target: str) -> list[Opinion]:
    """Those named, each once; raises `Refused("opinion_decided")` where one stands neither as seen
    nor as wanted.
    """
    found = [screenable(state, id) for id in dict.fromkeys(ids)]
    for one in found:
        if seen is not None and one.state not in (seen, target):
            by = one.decided_by
            name = "" if by is None else by.name or by.role
            raise Refused("opinion_decided", name=name, receipt=one.receipt)
    return found


def _reopened(state: Consultation, one: Opinion, reason: str) -> list[AnyEvent]:
    if one.state == "submitted":
        return []
    return [*retracted(state, one), _reopening(one, reason)]


def _reopening(one: Opinion, reason: str = "") -> e.OpinionReopened:
    assert one.state != "submitted", one
    assert one.state != "withdrawn", one
    return e.OpinionReopened(
        opinion_id=one.opinion_id,
        receipt=one.receipt,
        text=one.text,
        name=one.name,
        region=one.region,
        submitted_at=one.submitted_at,
        was=one.state,
        reason=reason,
    )


def merge_opinions(state: Consultation, command: c.MergeOpinions) -> list[AnyEvent]:
    """Under one that stands by itself; what followed those merged follows it too."""
    into = screenable(state, command.into)
    ids = list(dict.fromkeys(command.opinion_ids))
    if into.opinion_id in ids:
        raise Refused("opinion_merge_target")
    merged = [known(state, id) for id in ids]
    if any(one.state == "withdrawn" for one in merged):
        raise Refused("opinion_withdrawn")
    if any(one.state == "merged" and one.merged_into != into.opinion_id for one in merged):
        raise Refused("opinion_merged")
    new = [one for one in merged if one.state != "merged"]
    if not new:
        return []
    if any(one.question_id is not None for one in new):
        raise Refused("opinion_assigned")
    if len(into.merged) + sum(1 + len(one.merged) for one in new) > MERGED_MAX:
        raise Refused("too_many", limit=MERGED_MAX)
    return [
        *(event for one in new for event in retracted(state, one)),
        e.OpinionsMerged(into.opinion_id, [one.opinion_id for one in new]),
    ]


def _unmerged(state: Consultation, opinions: Iterable[Opinion]) -> list[AnyEvent]:
    """Group by group; those that follow nobody stay as they are."""
    groups: dict[str, list[Opinion]] = {}
    for one in opinions:
        if one.merged_into is not None:
            groups.setdefault(one.merged_into, []).append(one)
    events: list[AnyEvent] = []
    for into, members in groups.items():
        events.append(e.OpinionsUnmerged(into, [one.opinion_id for one in members]))
        events += [_reopening(one) for one in members]
    return events


def withdraw_opinion(state: Consultation, command: c.WithdrawOpinion) -> list[AnyEvent]:
    """By whoever has the token, whatever was decided; what followed it waits again."""
    one = known(state, state.receipts.get(command.receipt, ""))
    given = hashlib.sha256(command.token.encode()).hexdigest()
    if one.author is None or not hmac.compare_digest(given, one.author):
        raise Refused("opinion_not_yours")
    if one.state == "withdrawn":
        return []
    own: list[AnyEvent] = []
    if one.merged_into is not None:
        own = [e.OpinionsUnmerged(one.merged_into, [one.opinion_id])]
    followers = _unmerged(state, [state.opinions[id] for id in one.merged])
    return [*retracted(state, one), *own, *followers, e.OpinionWithdrawn(one.opinion_id)]


def promote_opinion(state: Consultation, command: c.PromoteOpinion) -> list[AnyEvent]:
    """What is public alone: the agenda is public too."""
    one = _public(state, command.opinion_id)
    if (command.item_id is None) == (command.item is None):
        raise Refused("opinion_one_item")
    if command.item is not None:
        added = agenda.add_item(state, c.AddItem(command.item))
        return [*added, e.OpinionPromoted(one.opinion_id, command.item.id)]
    assert command.item_id is not None
    if command.item_id not in state.agenda:
        raise Refused("no_such_item")
    if one.item_id == command.item_id:
        return []
    return [e.OpinionPromoted(one.opinion_id, command.item_id)]


def assign_opinion(
    state: Consultation, command: c.AssignOpinion, new_id: Callable[[], str]
) -> list[AnyEvent]:
    """As a question that must be answered before its item closes."""
    one = _public(state, command.opinion_id)
    item_id = command.item_id or one.item_id
    put = questions.put_question(state, c.PutQuestion(command.to, one.text, item_id), new_id)
    (asked,) = put
    assert isinstance(asked, e.QuestionPut)
    return [asked, e.OpinionAssigned(one.opinion_id, asked.question_id, asked.to)]


def _public(state: Consultation, opinion_id: str) -> Opinion:
    one = screenable(state, opinion_id)
    if one.state != "published":
        raise Refused("opinion_not_published")
    return one


# --- applied ----------------------------------------------------------------------------------


def apply(state: Consultation, record: Record, event: ScreeningEvent) -> Consultation:
    """The state after an event of screening."""
    actor, at = record.actor, record.at
    match event:
        case e.OpinionReopened(opinion_id=id):
            one = replace(state.opinions[id], state="submitted", published_at=None, reason=None)
            return changed(state, decided(one, actor, at))
        case e.OpinionsMerged():
            return _merged(state, record, event)
        case e.OpinionsUnmerged():
            return _separated(state, record.seq, event)
        case e.OpinionWithdrawn(opinion_id=id):
            one = replace(state.opinions[id], state="withdrawn", published_at=None, merged=())
            return changed(state, one)
        case e.OpinionShown(opinion_id=id):
            return replace(state, shown_opinion=id)
        case e.OpinionHidden():
            return replace(state, shown_opinion=None)
        case e.OpinionPromoted(opinion_id=id, item_id=item_id):
            return changed(state, replace(state.opinions[id], item_id=item_id))
        case e.OpinionAssigned(opinion_id=id, question_id=question_id):
            state = questions.question_of_opinion(state, question_id, id)
            return changed(state, replace(state.opinions[id], question_id=question_id))
        case e.ModerationSet(mode=mode):
            return replace(state, moderation=mode)
        case e.SensitiveWordsSet(words=words):
            return replace(state, sensitive_words=tuple(words))
        case _:
            assert_never(event)


def _merged(state: Consultation, record: Record, event: e.OpinionsMerged) -> Consultation:
    """Each follows `into`, and whatever followed it."""
    into = event.into
    added: list[str] = []
    for id in event.opinion_ids:
        followers = state.opinions[id].merged
        for each in (id, *followers):
            one = replace(state.opinions[each], state="merged", merged_into=into, merged=())
            one = replace(one, published_at=None, reason=None)
            state = changed(state, decided(one, record.actor, record.at))
        added += [id, *followers]
    target = state.opinions[into]
    turned = replace(target, merged=(*target.merged, *added))
    return _wall_turned(questions_reworded(changed(state, turned), turned), target, record.seq)


def _separated(state: Consultation, seq: int, event: e.OpinionsUnmerged) -> Consultation:
    for id in event.opinion_ids:
        one = replace(state.opinions[id], state="submitted", merged_into=None)
        state = questions_reworded(changed(state, one), one)
    target, gone = state.opinions[event.from_id], set(event.opinion_ids)
    left = tuple(id for id in target.merged if id not in gone)
    return _wall_turned(changed(state, replace(target, merged=left)), target, seq)


def _wall_turned(state: Consultation, target: Opinion, seq: int) -> Consultation:
    """Counts of what is public are public."""
    return replace(state, wall_seq=seq) if target.state == "published" else state
