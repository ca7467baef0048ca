"""Opinions: submitted, published, withheld, and what of it anybody hears."""

import pytest

from sessions.commands import (
    CloseConsultation,
    OpenConsultation,
    PublishOpinion,
    SubmitOpinion,
    WithholdOpinion,
)
from sessions.events import (
    OpinionPublished,
    OpinionRetracted,
    OpinionSubmitted,
    OpinionWithheld,
)
from sessions.opinions import as_told
from tests.support.consultation import Scene, joined

SUBMIT = SubmitOpinion("o1", "r1", "请公开搬迁时间表", "王先生", "石峰区")
PUBLISH, WITHHOLD = PublishOpinion("o1"), WithholdOpinion("o1", "与议题无关")


def submitted() -> Scene:
    scene = joined()
    scene.act("public", SUBMIT)
    return scene


def test_what_was_taken_back_is_told_without_its_words() -> None:
    scene = submitted()
    scene.act("clerk", PUBLISH)
    record = scene.records[-1]
    assert as_told(record, scene.now_state) is record
    scene.act("clerk", WITHHOLD)
    assert as_told(record, scene.now_state).event == OpinionPublished("o1", "", "", "")


def test_submit() -> None:
    scene = joined()
    assert scene.act("public", SUBMIT) == [
        OpinionSubmitted("o1", "r1", "请公开搬迁时间表", "王先生", "石峰区")
    ]
    opinion = scene.now_state.opinions["o1"]
    assert (opinion.state, opinion.submitted_at) == ("submitted", scene.now)
    assert scene.now_state.receipts["r1"] == "o1"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (SubmitOpinion("o1", "r2", "另一条"), "id_taken"),
        (SubmitOpinion("o2", "r1", "另一条"), "id_taken"),
        (SubmitOpinion("o2", "r2", " \n\u3000"), "opinion_empty"),
    ],
)
def test_submit_refused(command: SubmitOpinion, code: str) -> None:
    assert submitted().refused("public", command) == code


def test_publication_carries_exactly_what_is_public() -> None:
    scene = submitted()
    assert scene.act("clerk", PUBLISH) == [
        OpinionPublished("o1", "请公开搬迁时间表", "王先生", "石峰区")
    ]
    assert scene.now_state.opinions["o1"].published_at == scene.now
    assert list(scene.now_state.published) == ["o1"]
    assert scene.now_state.wall_seq == scene.now_state.seq
    assert scene.act("clerk", PUBLISH) == []


def test_withhold() -> None:
    scene = submitted()
    assert scene.act("clerk", WITHHOLD) == [OpinionWithheld("o1", "与议题无关")]
    opinion = scene.now_state.opinions["o1"]
    assert (opinion.state, opinion.reason) == ("withheld", "与议题无关")
    assert scene.now_state.wall_seq == 0
    assert scene.act("clerk", WITHHOLD) == []


def test_taking_back_what_was_public_is_said_in_public_first() -> None:
    scene = submitted()
    scene.act("clerk", PUBLISH)
    assert scene.act("clerk", WITHHOLD) == [
        OpinionRetracted("o1"),
        OpinionWithheld("o1", "与议题无关"),
    ]
    opinion = scene.now_state.opinions["o1"]
    assert (opinion.state, opinion.published_at) == ("withheld", None)
    assert len(scene.now_state.published) == 0
    assert scene.now_state.wall_seq == scene.now_state.seq - 1


def test_screening_may_change_its_mind() -> None:
    scene = submitted()
    scene.act("clerk", WITHHOLD)
    scene.act("clerk", PUBLISH)
    opinion = scene.now_state.opinions["o1"]
    assert (opinion.state, opinion.reason) == ("published", None)


@pytest.mark.parametrize("command", [PublishOpinion("xx"), WithholdOpinion("xx", "无")])
def test_no_such_opinion(command: PublishOpinion | WithholdOpinion) -> None:
    assert submitted().refused("clerk", command) == "no_such_opinion"


def test_screening_goes_on_after_the_close() -> None:
    scene = submitted()
    scene.act("chair", OpenConsultation())
    scene.act("chair", CloseConsultation())
    scene.act("clerk", PUBLISH)
    scene.act("clerk", WITHHOLD)
