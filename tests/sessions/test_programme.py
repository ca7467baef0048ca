"""How the public sees the programme: who chooses it, and which opinions may be drawn in."""

import pytest

from sessions.commands import (
    CloseConsultation,
    DirectProgramme,
    PublishOpinion,
    SubmitOpinion,
    WithholdOpinion,
)
from sessions.events import ProgrammeDirected
from sessions.programme import drawn_opinion
from sessions.state import Direction
from sessions.types import Actor
from sessions.views import snapshot
from tests.support.consultation import Scene, opened


def with_opinion() -> Scene:
    scene = opened()
    scene.act("public", SubmitOpinion("o1", "r1", "希望把管护经费列入预算。"))
    return scene


def test_chosen_once_and_seen_by_everybody() -> None:
    scene = opened()
    assert scene.now_state.direction == Direction()
    assert scene.act("chair", DirectProgramme("composed")) == [ProgrammeDirected("composed", None)]
    assert scene.act("clerk", DirectProgramme("composed")) == []
    view = snapshot(scene.now_state, Actor(role="viewer"))
    assert view.direction == Direction("composed")
    assert scene.act("organizer", DirectProgramme("passthrough"))
    assert scene.now_state.direction == Direction()


@pytest.mark.parametrize("by", ["member", "dept", "room_zz", "rep", "guest", "public"])
def test_nobody_else_chooses(by: str) -> None:
    assert opened().refused(by, DirectProgramme("composed")) == "not_authorized"


def test_an_opinion_is_drawn_while_it_is_public() -> None:
    scene = with_opinion()
    put = DirectProgramme("composed", "o1")
    assert scene.refused("chair", put) == "opinion_not_public"
    assert scene.refused("chair", DirectProgramme("composed", "never")) == "opinion_not_public"
    scene.act("clerk", PublishOpinion("o1"))
    scene.act("chair", put)
    assert drawn_opinion(scene.now_state) == "希望把管护经费列入预算。"
    scene.act("clerk", WithholdOpinion("o1", "重复"))
    assert drawn_opinion(scene.now_state) == ""


def test_not_after_the_closing() -> None:
    scene = opened()
    scene.act("chair", CloseConsultation())
    assert scene.refused("chair", DirectProgramme("composed")) == "consultation_closed"
