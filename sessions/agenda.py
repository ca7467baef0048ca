"""The agenda 议程: items in order, one running at a time."""

from msgspec.structs import replace

from sessions.commands import AddItem, CloseItem, StartItem
from sessions.config import ITEMS_MAX
from sessions.errors import Refused
from sessions.events import AnswersWaived, AnyEvent, ItemAdded, ItemClosed, ItemStarted
from sessions.questions import outstanding
from sessions.speaking import chair, floor_taken_back
from sessions.speaking_list import requests_lapsed
from sessions.state import Consultation
from sessions.state.agenda import Item
from sessions.status import require_open, require_unclosed
from sessions.types import Actor, AgendaItem


def drawn_up(items: list[AgendaItem]) -> list[AgendaItem]:
    """The items of a new agenda, once their ids are known to differ."""
    ids = [item.id for item in items]
    for id in ids:
        if ids.count(id) > 1:
            raise Refused("id_taken", id=id)
    return items


def add_item(state: Consultation, command: AddItem) -> list[AnyEvent]:
    """At the end of the agenda, at any time until the consultation closes."""
    require_unclosed(state)
    if command.item.id in state.agenda:
        raise Refused("id_taken", id=command.item.id)
    if len(state.agenda) >= ITEMS_MAX:
        raise Refused("too_many", limit=ITEMS_MAX)
    return [ItemAdded(item=command.item)]


def start_item(state: Consultation, command: StartItem) -> list[AnyEvent]:
    """In any order, each item once; what runs must be closed first."""
    require_open(state)
    item = _item(state, command.item_id)
    if item.closed_at is not None:
        raise Refused("item_already_closed", title=item.item.title)
    if state.running_item is not None:
        raise Refused("item_is_running", title=state.agenda[state.running_item].item.title)
    return [ItemStarted(item_id=item.item.id)]


def close_item(state: Consultation, actor: Actor, command: CloseItem) -> list[AnyEvent]:
    """Speeches under the item end, and its requests lapse; first its questions are answered."""
    require_open(state)
    if _item(state, command.item_id).item.id != state.running_item:
        raise Refused("item_not_running")
    return [
        *answers_waived(state, actor, command.unanswered),
        *floor_taken_back(state, "item_closed", item_id=command.item_id),
        *requests_lapsed(r for r in state.requests if r.item_id == command.item_id),
        *running_item_closed(state),
    ]


def running_item_closed(state: Consultation) -> list[AnyEvent]:
    """The end of the running item, if one runs."""
    return [] if state.running_item is None else [ItemClosed(item_id=state.running_item)]


def answers_waived(state: Consultation, actor: Actor, reason: str | None) -> list[AnyEvent]:
    """Nothing where the running item's questions are answered; else only the chair's reason helps.

    Raises `Refused("answers_missing")`, which names who is missing.
    """
    if state.running_item is None:
        return []
    missing = outstanding(state, state.running_item)
    if not missing:
        return []
    if reason is None or not reason.strip():
        names = tuple(state.participants[id].name for id in missing)
        raise Refused("answers_missing", count=len(missing), names=names)
    if actor.role != "chair" and actor.participant_id != chair(state):
        raise Refused("only_chair_waives")
    return [AnswersWaived(item_id=state.running_item, missing=missing, reason=reason)]


def _item(state: Consultation, item_id: str) -> Item:
    item = state.agenda.get(item_id)
    if item is None:
        raise Refused("no_such_item")
    return item


def item_added(state: Consultation, event: ItemAdded) -> Consultation:
    """One item more."""
    return replace(state, agenda=state.agenda.set(event.item.id, Item(item=event.item)))


def item_started(state: Consultation, event: ItemStarted, at: int) -> Consultation:
    """The item runs."""
    item = replace(state.agenda[event.item_id], started_at=at)
    agenda = state.agenda.set(event.item_id, item)
    return replace(state, agenda=agenda, running_item=event.item_id)


def item_closed(state: Consultation, event: ItemClosed, at: int) -> Consultation:
    """Nothing runs."""
    item = replace(state.agenda[event.item_id], closed_at=at)
    return replace(state, agenda=state.agenda.set(event.item_id, item), running_item=None)
