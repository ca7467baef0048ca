"""The agenda: one item at a time, each once, and what ends with it."""

import pytest

from sessions.commands import (
    AddItem,
    CloseItem,
    CreateConsultation,
    GrantFloor,
    RequestFloor,
    StartItem,
)
from sessions.config import ITEMS_MAX
from sessions.errors import Refused
from sessions.events import FloorRevoked, ItemClosed, RequestWithdrawn
from sessions.types import AgendaItem
from tests.support.consultation import AGENDA, NOW, ORGANIZER, VENUES, Scene, opened, started
from tests.support.sitting import Sitting


def test_items_keep_their_order() -> None:
    scene = Scene()
    scene.act("clerk", AddItem(AgendaItem("extra", "补充", "statements", 5)))
    assert list(scene.now_state.agenda) == [
        "briefing", "questions", "answers", "statements", "extra",
    ]  # fmt: skip


def test_an_agenda_names_each_item_once() -> None:
    create = CreateConsultation("题目", NOW, VENUES, [AGENDA[0], AGENDA[1], AGENDA[0]])
    with pytest.raises(Refused, match="id_taken"):
        Sitting(NOW).do(ORGANIZER, create)
    assert Scene().refused("clerk", AddItem(AGENDA[0])) == "id_taken"


def test_an_agenda_is_bounded() -> None:
    scene = Scene()
    for n in range(ITEMS_MAX - len(AGENDA)):
        scene.act("clerk", AddItem(AgendaItem(f"more{n}", "补充", "statements", 5)))
    assert scene.refused("clerk", AddItem(AgendaItem("x", "补充", "statements", 5))) == "too_many"


def test_one_item_runs_at_a_time() -> None:
    scene = started("questions")
    assert scene.now_state.running_item == "questions"
    assert scene.refused("chair", StartItem("answers")) == "item_is_running"
    assert scene.refused("chair", StartItem("questions")) == "item_is_running"
    scene.act("chair", CloseItem("questions"))
    scene.act("chair", StartItem("answers"))
    assert scene.now_state.running_item == "answers"


def test_items_start_in_any_order_and_once() -> None:
    scene = started("statements")
    scene.act("chair", CloseItem("statements"))
    assert scene.refused("chair", StartItem("statements")) == "item_already_closed"
    scene.act("chair", StartItem("briefing"))


@pytest.mark.parametrize(
    ("item_id", "code"), [("answers", "item_not_running"), ("xx", "no_such_item")]
)
def test_only_the_running_item_closes(item_id: str, code: str) -> None:
    assert started("questions").refused("chair", CloseItem(item_id)) == code


def test_starting_what_is_not_there() -> None:
    assert opened().refused("chair", StartItem("xx")) == "no_such_item"


def test_times_of_an_item() -> None:
    scene = started("questions")
    started_at = scene.now
    scene.wait(600)
    scene.act("chair", CloseItem("questions"))
    item = scene.now_state.agenda["questions"]
    assert (item.started_at, item.closed_at) == (started_at, started_at + 601_000)


def test_its_speeches_and_requests_end_with_an_item_and_others_stay() -> None:
    scene = opened()
    scene.act("rep", RequestFloor())
    scene.act("chair", StartItem("statements"))
    scene.act("member", RequestFloor())
    scene.act("chair", GrantFloor(participant_id="member2"))
    lapsed = scene.request_of("member")
    assert scene.act("chair", CloseItem("statements")) == [
        FloorRevoked(scene.speech, "item_closed"),
        RequestWithdrawn(lapsed, lapsed=True),
        ItemClosed("statements"),
    ]
    assert scene.waiting == ["rep"]
    assert scene.holders == []


def test_a_speech_from_before_the_item_outlasts_it() -> None:
    scene = opened()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("chair", StartItem("statements"))
    assert scene.act("chair", CloseItem("statements")) == [ItemClosed("statements")]
    assert scene.holders == ["member"]
