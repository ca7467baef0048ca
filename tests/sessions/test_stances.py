"""Stances: on what has begun, by whoever has a say, the last one holding."""

import pytest

from sessions import commands as c
from sessions.ballot_types import Stance, StanceSubject
from sessions.types import Source
from tests.support.consultation import Scene, opened, started

ITEM = StanceSubject("item", "statements")


def take(stance: Stance = "for", note: str = "", seat: str | None = None) -> c.TakeStance:
    return c.TakeStance(ITEM, stance, note, seat)


def stances(scene: Scene) -> list[tuple[str | None, str | None, str, str]]:
    found = scene.now_state.stances.values()
    return [(one.participant_id, one.seat_id, one.stance, one.note) for one in found]


def test_the_last_one_holds() -> None:
    scene = started()
    scene.act("member", take())
    scene.act("dept", take("abstain"))
    assert scene.act("member", take()) == []
    scene.act("member", take("against", "先补偿，后搬迁"))
    assert stances(scene) == [
        ("member", None, "against", "先补偿，后搬迁"),
        ("dept", None, "abstain", ""),
    ]


def test_for_a_seat() -> None:
    scene = started()
    assert scene.refused("room_zz", take(seat="sf1")) == "room_has_operator"
    scene.act("room_sf", take(seat="sf1"))
    assert scene.refused("room_sf", take(seat="zz1")) == "not_authorized"
    assert scene.refused("member", take(seat="sf1")) == "not_authorized"
    assert scene.refused("room_sf", take(seat="sf2")) == "no_right_to_vote"
    assert scene.refused("room_sf", take(seat="nothing")) == "no_such_seat"
    assert stances(scene) == [(None, "sf1", "for", "")]


@pytest.mark.parametrize(
    ("who", "code"),
    [("expert", "no_right_to_vote"), ("room_sf", "no_right_to_vote"), ("guest", "not_authorized")],
)
def test_who_takes_none(who: str, code: str) -> None:
    assert started().refused(who, take()) == code


def test_only_on_what_has_begun() -> None:
    scene = opened()
    assert scene.refused("member", take()) == "item_not_begun"
    outcome = c.TakeStance(StanceSubject("outcome", "nothing"), "for")
    assert scene.refused("member", outcome) == "no_such_source"
    item = c.TakeStance(StanceSubject("item", "nothing"), "for")
    assert scene.refused("member", item) == "no_such_item"
    source = Source("item", "briefing")
    scene.act("clerk", c.RecordOutcome("按月公开", "市生态环境局", "2026-12-31", source))
    (recorded,) = scene.now_state.outcomes
    scene.act("member", c.TakeStance(StanceSubject("outcome", recorded), "for"))
    assert len(stances(scene)) == 1


def test_only_while_the_consultation_sits() -> None:
    scene = started()
    scene.act("chair", c.AdjournConsultation())
    assert scene.refused("member", take()) == "consultation_adjourned"
