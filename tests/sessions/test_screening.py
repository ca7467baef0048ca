"""Screening: many at once, merged, withdrawn by their authors, shown, promoted and assigned."""

import hashlib

import msgspec
import pytest

from sessions.commands import (
    AnyCommand,
    AssignOpinion,
    FileReply,
    HideOpinion,
    MergeOpinions,
    OpenConsultation,
    PromoteOpinion,
    PublishOpinion,
    PublishOpinions,
    ReopenOpinions,
    SetModeration,
    SetSensitiveWords,
    ShowOpinion,
    StartItem,
    SubmitOpinion,
    UnmergeOpinions,
    WithdrawOpinion,
    WithholdOpinion,
    WithholdOpinions,
)
from sessions.config import MERGED_MAX, OPINIONS_AT_ONCE
from sessions.consultation import replay
from sessions.events import (
    ItemAdded,
    ModerationSet,
    OpinionAssigned,
    OpinionHidden,
    OpinionPromoted,
    OpinionPublished,
    OpinionReopened,
    OpinionRetracted,
    OpinionShown,
    OpinionsMerged,
    OpinionSubmitted,
    OpinionsUnmerged,
    OpinionWithdrawn,
    OpinionWithheld,
    QuestionPut,
    SensitiveWordsSet,
)
from sessions.opinion_views import opinions_before, wall
from sessions.opinions import as_told
from sessions.programme import drawn_opinion
from sessions.questions import owes, wording
from sessions.state.agenda import Question
from sessions.types import AgendaItem, Mark
from sessions.views import snapshot
from tests.support.consultation import VIEWER, Scene, joined

TOKEN = "tokentokentokentokentoken"
AUTHOR = hashlib.sha256(TOKEN.encode()).hexdigest()


def scene_of(count: int) -> Scene:
    """Somebody sent `o1`, `o2`, … with receipts `r1`, `r2`, …"""
    scene = joined()
    for n in range(1, count + 1):
        scene.act("public", SubmitOpinion(f"o{n}", f"r{n}", f"意见{n}", author=AUTHOR))
    return scene


def states(scene: Scene) -> list[str]:
    return [one.state for one in scene.now_state.opinions.values()]


def test_many_are_published_at_once_and_again_changes_nothing() -> None:
    scene = scene_of(3)
    events = scene.act("clerk", PublishOpinions(["o1", "o3", "o1"], "submitted"))
    assert events == [
        OpinionPublished("o1", "意见1", "", ""),
        OpinionPublished("o3", "意见3", "", ""),
    ]
    assert scene.act("chair", PublishOpinions(["o1", "o3"], "submitted")) == []
    assert states(scene) == ["published", "submitted", "published"]
    decided = scene.now_state.opinions["o1"]
    assert decided.decided_by == scene.actor("clerk")
    assert decided.decided_at == scene.now - 1000


def test_a_decision_on_what_no_longer_holds_is_refused_whole() -> None:
    scene = scene_of(2)
    scene.act("chair", WithholdOpinions(["o1"], "广告"))
    refused = PublishOpinions(["o2", "o1"], "submitted")
    assert scene.refused("clerk", refused) == "opinion_decided"
    assert states(scene) == ["withheld", "submitted"]
    assert scene.act("clerk", PublishOpinions(["o1"])) == [OpinionPublished("o1", "意见1", "", "")]


def test_reopening_takes_a_decision_back() -> None:
    scene = scene_of(2)
    scene.act("clerk", PublishOpinion("o1"))
    scene.act("clerk", ShowOpinion("o1"))
    scene.act("clerk", WithholdOpinion("o2", "广告"))
    events = scene.act("clerk", ReopenOpinions(["o1", "o2"], "看错了"))
    assert events[:2] == [OpinionHidden("o1"), OpinionRetracted("o1")]
    assert [type(one) for one in events[2:]] == [OpinionReopened, OpinionReopened]
    assert states(scene) == ["submitted", "submitted"]
    assert not scene.now_state.published
    assert scene.act("clerk", ReopenOpinions(["o1"])) == []


def test_merged_opinions_follow_and_count() -> None:
    scene = scene_of(4)
    scene.act("clerk", MergeOpinions("o3", ["o4"]))
    scene.act("clerk", PublishOpinion("o2"))
    events = scene.act("clerk", MergeOpinions("o1", ["o2", "o3"]))
    assert events == [OpinionRetracted("o2"), OpinionsMerged("o1", ["o2", "o3"])]
    state = scene.now_state
    assert state.opinions["o1"].merged == ("o2", "o3", "o4")
    assert {state.opinions[id].merged_into for id in ("o2", "o3", "o4")} == {"o1"}
    scene.act("clerk", PublishOpinion("o1"))
    assert [(one.opinion_id, one.merged) for one in wall(scene.now_state).opinions] == [("o1", 3)]
    assert scene.act("clerk", MergeOpinions("o1", ["o2"])) == []
    assert scene.refused("clerk", PublishOpinion("o2")) == "opinion_merged"
    assert scene.refused("clerk", MergeOpinions("o1", ["o1"])) == "opinion_merge_target"


def test_unmerging_lets_them_wait_again() -> None:
    scene = scene_of(3)
    scene.act("clerk", PublishOpinion("o1"))
    scene.act("clerk", MergeOpinions("o1", ["o2", "o3"]))
    before = scene.now_state.wall_seq
    events = scene.act("clerk", UnmergeOpinions(["o2"]))
    assert events[0] == OpinionsUnmerged("o1", ["o2"])
    assert isinstance(events[1], OpinionReopened)
    assert states(scene) == ["published", "submitted", "merged"]
    assert scene.now_state.opinions["o1"].merged == ("o3",)
    assert scene.now_state.wall_seq > before


def test_its_author_alone_withdraws() -> None:
    scene = scene_of(3)
    scene.act("clerk", PublishOpinion("o1"))
    scene.act("clerk", MergeOpinions("o1", ["o2"]))
    scene.act("clerk", ShowOpinion("o1"))
    wrong = WithdrawOpinion("r1", "x" * 24)
    assert scene.refused("organizer", wrong) == "opinion_not_yours"
    assert scene.refused("public", WithdrawOpinion("nobody", TOKEN)) == "no_such_opinion"
    events = scene.act("public", WithdrawOpinion("r1", TOKEN))
    assert [type(one) for one in events] == [
        OpinionHidden,
        OpinionRetracted,
        OpinionsUnmerged,
        OpinionReopened,
        OpinionWithdrawn,
    ]
    assert states(scene) == ["withdrawn", "submitted", "submitted"]
    assert wall(scene.now_state).total == 0
    assert scene.act("public", WithdrawOpinion("r1", TOKEN)) == []
    assert scene.refused("clerk", PublishOpinion("o1")) == "opinion_withdrawn"


def test_a_merged_one_is_withdrawn_from_its_group() -> None:
    scene = scene_of(2)
    scene.act("clerk", MergeOpinions("o1", ["o2"]))
    events = scene.act("public", WithdrawOpinion("r2", TOKEN))
    assert events == [OpinionsUnmerged("o1", ["o2"]), OpinionWithdrawn("o2")]
    assert scene.now_state.opinions["o1"].merged == ()


def test_without_a_token_nobody_withdraws() -> None:
    scene = joined()
    scene.act("public", SubmitOpinion("o1", "r1", "没有凭证"))
    assert scene.refused("public", WithdrawOpinion("r1", TOKEN)) == "opinion_not_yours"


def test_one_at_a_time_is_shown() -> None:
    scene = scene_of(2)
    assert scene.refused("clerk", ShowOpinion("o1")) == "opinion_not_published"
    scene.act("clerk", PublishOpinions(["o1", "o2"]))
    assert scene.act("clerk", ShowOpinion("o1")) == [OpinionShown("o1", "意见1", "", "")]
    assert scene.act("chair", ShowOpinion("o1")) == []
    scene.act("clerk", ShowOpinion("o2"))
    shown = snapshot(scene.now_state, VIEWER).shown_opinion
    assert shown is not None
    assert (shown.opinion_id, shown.receipt) == ("o2", None)
    assert scene.act("clerk", HideOpinion()) == [OpinionHidden("o2")]
    assert scene.act("clerk", HideOpinion()) == []


def test_promoted_to_an_item_or_to_a_new_one() -> None:
    scene = scene_of(1)
    item = AgendaItem("new", "公开监测数据", "answers", 10)
    assert scene.refused("clerk", PromoteOpinion("o1", "answers")) == "opinion_not_published"
    scene.act("clerk", PublishOpinion("o1"))
    assert scene.refused("clerk", PromoteOpinion("o1")) == "opinion_one_item"
    assert scene.refused("clerk", PromoteOpinion("o1", "none")) == "no_such_item"
    assert scene.act("clerk", PromoteOpinion("o1", "answers")) == [OpinionPromoted("o1", "answers")]
    assert scene.act("clerk", PromoteOpinion("o1", item=item)) == [
        ItemAdded(item),
        OpinionPromoted("o1", "new"),
    ]
    assert scene.now_state.opinions["o1"].item_id == "new"


def test_assigned_as_a_question_that_must_be_answered() -> None:
    scene = scene_of(1)
    scene.act("clerk", PublishOpinion("o1"))
    scene.act("organizer", OpenConsultation())
    scene.act("chair", StartItem("answers"))
    put, assigned = scene.act("chair", AssignOpinion("o1", ["dept"]))
    assert isinstance(put, QuestionPut)
    assert (put.item_id, put.text, put.to) == ("answers", "意见1", ["dept"])
    assert assigned == OpinionAssigned("o1", put.question_id, ["dept"])
    assert scene.now_state.opinions["o1"].question_id == put.question_id
    scene.act("dept", FileReply(put.question_id, "每月公布"))
    assert scene.now_state.questions[put.question_id].replies["dept"].text == "每月公布"


def asked(scene: Scene) -> Question:
    """What a department was asked."""
    (question,) = scene.now_state.questions.values()
    return question


def test_a_question_has_its_words_while_the_opinion_is_public() -> None:
    scene = scene_of(2)
    scene.act("clerk", PublishOpinions(["o1", "o2"]))
    scene.act("chair", AssignOpinion("o1", ["dept"], "answers"))
    (put,) = (r for r in scene.records if isinstance(r.event, QuestionPut))
    assert as_told(put, scene.now_state) == put
    scene.act("clerk", WithholdOpinion("o1", "含有个人信息"))
    assert asked(scene).text == ""
    scene.act("clerk", PublishOpinion("o1"))
    assert asked(scene).text == "意见1"
    assert scene.refused("clerk", MergeOpinions("o2", ["o1"])) == "opinion_assigned"
    scene.act("public", WithdrawOpinion("r1", TOKEN))
    assert (asked(scene).text, asked(scene).withdrawn) == ("", None)
    assert wording(asked(scene)) == "（意见原文已撤回）"
    told = as_told(put, scene.now_state).event
    assert isinstance(told, QuestionPut)
    assert told.text == ""
    assert isinstance(put.event, QuestionPut)
    assert put.event.text == "意见1", "the log stays"
    assert "意见1" not in msgspec.json.encode(snapshot(scene.now_state, VIEWER)).decode()
    assert owes(scene.now_state, asked(scene)) == ["dept"]


def test_a_question_whose_opinion_was_merged_has_its_words_with_what_it_follows() -> None:
    """As in logs of before, where what was assigned could be merged."""
    scene = scene_of(2)
    scene.act("clerk", PublishOpinions(["o1", "o2"]))
    scene.act("chair", AssignOpinion("o1", ["dept"], "answers"))
    for event in (OpinionRetracted("o1"), OpinionsMerged("o2", ["o1"])):
        seq, before = scene.records[-1].seq + 1, scene.records[-1].hash
        one = msgspec.structs.replace(scene.records[-1], seq=seq, event=event, prev_hash=before)
        scene.records.append(one)
        scene.state = replay(scene.records)
    assert wording(asked(scene)) == "意见1", "it was answered, not taken back"
    scene.act("clerk", WithholdOpinion("o2", "含有个人信息"))
    assert asked(scene).text == ""
    scene.act("clerk", PublishOpinion("o2"))
    assert asked(scene).text == "意见1"
    scene.act("public", WithdrawOpinion("r1", TOKEN))
    assert wording(asked(scene)) == "（意见原文已撤回）"
    assert replay(scene.records) == scene.now_state


def test_screened_after_by_choice_but_not_with_a_sensitive_word() -> None:
    scene = joined()
    assert scene.act("clerk", SetModeration("after")) == [ModerationSet("after")]
    assert scene.act("clerk", SetModeration("after")) == []
    events = scene.act("public", SubmitOpinion("o1", "r1", "公开时间表"))
    assert [type(one) for one in events] == [OpinionSubmitted, OpinionPublished]
    assert scene.now_state.opinions["o1"].decided_by is None
    held = SubmitOpinion("o2", "r2", "开赌场", marks=(Mark(1, 3),))
    assert [type(one) for one in scene.act("public", held)] == [OpinionSubmitted]
    assert scene.now_state.opinions["o2"].marks == (Mark(1, 3),)
    assert scene.act("clerk", WithholdOpinion("o1", "重复"))[0] == OpinionRetracted("o1")


def test_words_of_a_consultation_are_for_staff() -> None:
    scene = joined()
    events = scene.act("clerk", SetSensitiveWords(["赌场", " 赌场 ", "  "]))
    assert events == [SensitiveWordsSet(["赌场"])]
    assert scene.act("clerk", SetSensitiveWords(["赌场"])) == []
    assert snapshot(scene.now_state, scene.actor("clerk")).sensitive_words == ["赌场"]
    assert snapshot(scene.now_state, VIEWER).sensitive_words == []


@pytest.mark.parametrize(
    "command",
    [
        PublishOpinions(["o1"]),
        ReopenOpinions(["o1"]),
        MergeOpinions("o1", ["o2"]),
        ShowOpinion("o1"),
        SetModeration("after"),
    ],
)
def test_for_staff_alone(command: AnyCommand) -> None:
    assert scene_of(2).refused("member", command) == "not_authorized"


def test_a_group_is_bounded() -> None:
    assert OPINIONS_AT_ONCE < MERGED_MAX


def test_the_log_replays_to_the_same_and_the_public_learns_nothing() -> None:
    scene = scene_of(4)
    scene.act("clerk", WithholdOpinions(["o4"], "广告"))
    scene.act("clerk", MergeOpinions("o1", ["o2"]))
    scene.act("public", WithdrawOpinion("r3", TOKEN))
    assert replay(scene.records) == scene.now_state
    public = snapshot(scene.now_state, VIEWER)
    assert public.opinions == []
    assert public.opinion_counts.merged == public.opinion_counts.withdrawn == 0
    staff = opinions_before(scene.now_state, scene.actor("clerk"), None, 10)
    by = {one.opinion_id: one.decided_by for one in staff}
    assert by["o4"] == scene.actor("clerk")
    assert OpinionWithheld in [type(record.event) for record in scene.records]


def test_what_was_shown_and_taken_back_has_no_words_for_others() -> None:
    scene = scene_of(1)
    scene.act("clerk", PublishOpinions(["o1"]))
    scene.act("clerk", ShowOpinion("o1"))
    assert drawn_opinion(scene.now_state) == "意见1"
    told = [as_told(record, scene.now_state) for record in scene.records]
    assert told == scene.records
    scene.act("public", WithdrawOpinion("r1", TOKEN))
    assert drawn_opinion(scene.now_state) == ""
    for record in scene.records:
        event = as_told(record, scene.now_state).event
        if isinstance(event, OpinionPublished | OpinionShown):
            assert event.text == ""
