"""How the public sees the programme: who chooses it, and what is drawn in."""

import msgspec
import pytest

from sessions.commands import (
    CloseConsultation,
    DirectProgramme,
    PublishOpinion,
    ShowOpinion,
    SubmitOpinion,
    WithholdOpinion,
)
from sessions.events import AnyEvent, ProgrammeDirected
from sessions.programme import drawn_opinion
from sessions.state.stage import Direction
from sessions.types import Actor
from sessions.views import snapshot
from tests.support.consultation import opened


def test_chosen_once_and_seen_by_everybody() -> None:
    scene = opened()
    assert scene.now_state.direction == Direction()
    assert scene.act("chair", DirectProgramme("composed")) == [ProgrammeDirected("composed")]
    assert scene.act("clerk", DirectProgramme("composed")) == []
    view = snapshot(scene.now_state, Actor(role="viewer"))
    assert view.direction == Direction("composed")
    assert scene.act("organizer", DirectProgramme("passthrough"))
    assert scene.now_state.direction == Direction()


@pytest.mark.parametrize("by", ["member", "dept", "room_zz", "rep", "guest", "public"])
def test_nobody_else_chooses(by: str) -> None:
    assert opened().refused(by, DirectProgramme("composed")) == "not_authorized"


def test_the_opinion_on_the_screens_is_drawn_while_it_is_public() -> None:
    scene = opened()
    scene.act("public", SubmitOpinion("o1", "r1", "希望把管护经费列入预算。"))
    scene.act("clerk", PublishOpinion("o1"))
    assert drawn_opinion(scene.now_state) == ""
    scene.act("chair", ShowOpinion("o1"))
    assert drawn_opinion(scene.now_state) == "希望把管护经费列入预算。"
    scene.act("clerk", WithholdOpinion("o1", "重复"))
    assert drawn_opinion(scene.now_state) == ""


def test_a_log_of_when_it_was_chosen_apart_is_read() -> None:
    old = msgspec.json.decode(
        b'{"type": "programme_directed", "mode": "composed", "opinion_id": "o1"}', type=AnyEvent
    )
    assert old == ProgrammeDirected("composed", "o1")


def test_not_after_the_closing() -> None:
    scene = opened()
    scene.act("chair", CloseConsultation())
    assert scene.refused("chair", DirectProgramme("composed")) == "consultation_closed"
