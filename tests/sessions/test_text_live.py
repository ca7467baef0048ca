"""The text-and-picture live as a reading of the log: which records are told, and in what words."""

from typing import get_args

import pytest

from sessions import events as e
from sessions.ballot_types import BallotTerms
from sessions.commands import (
    AdjournConsultation,
    CancelBallot,
    CastVote,
    CloseBallot,
    CloseConsultation,
    CloseItem,
    CorrectLiveNote,
    FileReply,
    GrantFloor,
    OpenBallot,
    PostLiveNote,
    PrepareBallot,
    PresentDocument,
    PutQuestion,
    RecordOutcome,
    ResumeConsultation,
    StartSpeech,
    StopPresenting,
    SubmitOpinion,
    TurnPage,
    WithdrawLiveNote,
)
from sessions.errors import Language
from sessions.text_live import EntryKind, TextFold, text_entries
from sessions.text_live_words import entry_words
from sessions.types import Source
from tests.support.consultation import Scene, attach, opened, started


def told(scene: Scene, language: Language = "zh-CN") -> list[str]:
    """What the page says, oldest first."""
    entries = text_entries(scene.records)
    return [entry_words(one, scene.now_state, language) for one in entries]


def test_a_sitting_is_told_in_order() -> None:
    scene = started()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("member", StartSpeech(scene.speech))
    scene.act("clerk", PostLiveNote("委员谈到土壤修复"))
    scene.act("chair", AdjournConsultation("午休"))
    scene.act("chair", ResumeConsultation())
    scene.act("chair", CloseConsultation())
    assert told(scene) == [
        "开会。",
        "开始第 4 项议程：发言",
        "区委员（石峰区会场）发言。",
        "委员谈到土壤修复",
        "休会：午休",
        "复会。",
        *told(scene)[6:],
    ]
    assert told(scene)[-1] == "闭会。"
    assert told(scene, "en")[:3] == [
        "The sitting is opened.", "Item 4 begins: 发言", "区委员 (石峰区会场) speaks.",
    ]  # fmt: skip


def test_notes_read_as_they_are_now() -> None:
    scene = opened()
    scene.act("clerk", PostLiveNote("第一条"))
    scene.act("clerk", PostLiveNote("第二条"))
    first, second = scene.now_state.live_notes
    scene.act("clerk", CorrectLiveNote(first, "第一条，更正"))
    scene.act("clerk", WithdrawLiveNote(second, "重复"))
    assert told(scene)[1:] == ["第一条，更正", ""]


def test_what_the_public_may_not_know_is_not_told() -> None:
    scene = started()
    scene.act("public", SubmitOpinion("o1", "r1", "多种树"))
    scene.act("organizer", attach("d1", public=False))
    scene.act("chair", PresentDocument("d1"))
    assert [one.kind for one in text_entries(scene.records)] == [
        "consultation_opened", "item_started",
    ]  # fmt: skip


def test_a_document_is_news_once() -> None:
    scene = started()
    scene.act("organizer", attach("d1"))
    scene.act("chair", PresentDocument("d1"))
    scene.act("chair", TurnPage("d1", 2))
    scene.act("chair", PresentDocument("d1", presenter="clerk"))
    assert told(scene)[2:] == ["展示材料：材料 d1.pdf"]
    scene.act("chair", StopPresenting())
    scene.act("chair", PresentDocument("d1"))
    assert len(told(scene)[2:]) == 2


def test_votes() -> None:
    scene = started()
    terms = BallotTerms("是否同意方案", "named")
    scene.act("clerk", PrepareBallot(terms))
    scene.act("chair", CancelBallot(scene.ballot, "措辞有误"))
    scene.act("clerk", PrepareBallot(terms))
    scene.act("chair", OpenBallot(scene.ballot))
    scene.act("member", CastVote(scene.ballot, [0]))
    scene.act("chair", CloseBallot(scene.ballot))
    opened_, closed = told(scene)[2:]
    assert opened_ == "开始表决：是否同意方案"
    assert closed.startswith("表决结果：是否同意方案，")
    assert "赞成 1 票" in closed
    assert "abstentions" in told(scene, "en")[-1]


def test_questions_replies_and_outcomes() -> None:
    scene = started("answers")
    scene.act("chair", PutQuestion(["dept"], "监测点位何时公开？"))
    scene.act("dept", FileReply(scene.question, "本月公开。"))
    record = RecordOutcome("公开监测", "市生态环境局", "2026-12-31", Source("item", "answers"))
    scene.act("clerk", record)
    assert told(scene)[2:] == [
        "请市生态环境局应答：监测点位何时公开？",
        "市生态环境局提交了书面答复。",
        "记录成果：公开监测",
    ]


def test_reading_piece_by_piece_is_reading_at_once() -> None:
    scene = started()
    scene.act("organizer", attach("d1"))
    scene.act("chair", PresentDocument("d1"))
    scene.act("chair", CloseItem("statements"))
    fold = TextFold()
    for record in scene.records:
        fold.see([record])
    assert fold.entries == text_entries(scene.records)


@pytest.mark.parametrize("kind", get_args(EntryKind))
def test_every_kind_is_an_event(kind: EntryKind) -> None:
    tags = {e.tag(one) for one in get_args(e.AnyEvent)}
    assert kind == "note" or kind in tags
