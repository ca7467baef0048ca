"""Must-answer items: an item waits for its departments, or for the chair's reason."""

import pytest
from msgspec.structs import replace

from sessions.commands import (
    AnyCommand,
    CloseConsultation,
    CloseItem,
    FileReply,
    GrantFloor,
    PutQuestion,
    RegisterParticipant,
    RequestFloor,
    RevokeFloor,
    StartItem,
    StartSpeech,
    WithdrawQuestion,
    WithdrawRequest,
    YieldFloor,
)
from sessions.errors import Refused
from sessions.events import (
    AnswersWaived,
    FloorGranted,
    FloorRequested,
    ItemClosed,
    QuestionPut,
    ReplyFiled,
)
from sessions.minutes_drafting import build
from sessions.questions import AnswerState, answer_state, outstanding
from sessions.types import Participant
from tests.support.consultation import Scene, opened, started


def asked(*departments: str) -> Scene:
    """`answers` runs, and a question was put to the departments; there are two."""
    scene = opened()
    scene.act("clerk", RegisterParticipant(Participant("dept2", "市财政局", "department", "zz")))
    scene.act("chair", StartItem("answers"))
    scene.act("chair", PutQuestion(list(departments or ["dept"]), "怎么办？"))
    return scene


def state_of(scene: Scene, who: str = "dept") -> AnswerState:
    state = scene.now_state
    return answer_state(state, state.questions[scene.question], who)


def test_an_item_is_closed_once_each_department_has_answered() -> None:
    scene = asked("dept", "dept2")
    close = CloseItem("answers")
    with pytest.raises(Refused) as refusal:
        scene.act("chair", close)
    assert refusal.value.code == "answers_missing"
    assert refusal.value.message("zh-CN") == (
        "还有 2 个部门没有应答，不能结束：市生态环境局、市财政局。"
    )
    assert "2 departments" in refusal.value.message("en")
    assert "市生态环境局, 市财政局." in refusal.value.message("en")
    scene.act("chair", GrantFloor(participant_id="dept", question_id=scene.question))
    assert state_of(scene) == "answering"
    scene.act("dept", StartSpeech(scene.speech))
    assert scene.refused("chair", close) == "answers_missing"  # it still speaks
    scene.act("dept", YieldFloor(scene.speech))
    assert state_of(scene) == "spoken"
    assert scene.refused("chair", close) == "answers_missing"
    scene.act("clerk", FileReply(scene.question, "书面如下", "dept2"))
    assert state_of(scene, "dept2") == "written"
    assert scene.act("chair", close)[-1] == ItemClosed("answers")


def test_a_grant_that_nobody_spoke_under_is_no_answer() -> None:
    scene = asked()
    scene.act("chair", GrantFloor(participant_id="dept", question_id=scene.question))
    scene.act("chair", RevokeFloor(scene.speech))
    assert state_of(scene) == "asked"
    assert outstanding(scene.now_state, "answers") == ["dept"]


def test_a_department_asks_to_answer() -> None:
    scene = asked()
    (requested,) = scene.act("dept", RequestFloor(question_id=scene.question))
    assert isinstance(requested, FloorRequested)
    assert (requested.kind, requested.question_id) == ("answer", scene.question)
    assert state_of(scene) == "waiting"
    (granted,) = scene.act("chair", GrantFloor(request_id=scene.request_of("dept")))
    assert isinstance(granted, FloorGranted)
    assert (granted.kind, granted.question_id) == ("answer", scene.question)


def test_a_department_called_by_name_is_called_to_answer_what_it_owes() -> None:
    scene = asked()
    (granted,) = scene.act("chair", GrantFloor(participant_id="dept"))
    assert isinstance(granted, FloorGranted)
    assert granted.question_id == scene.question
    scene = asked()
    scene.act("dept", RequestFloor("statement"))
    (granted,) = scene.act("chair", GrantFloor(participant_id="dept"))
    assert isinstance(granted, FloorGranted)
    assert (granted.kind, granted.question_id) == ("statement", None)


def test_a_place_taken_for_a_question_that_was_withdrawn_is_only_a_place() -> None:
    scene = asked()
    scene.act("dept", RequestFloor(question_id=scene.question))
    scene.act("chair", WithdrawQuestion(scene.question, "问错了"))
    (granted,) = scene.act("chair", GrantFloor(request_id=scene.request_of("dept")))
    assert isinstance(granted, FloorGranted)
    assert granted.question_id is None
    assert outstanding(scene.now_state, "answers") == []


def test_the_chair_closes_it_for_a_reason_that_is_recorded() -> None:
    scene = asked("dept", "dept2")
    for who in ("clerk", "organizer"):
        command = CloseItem("answers", unanswered="时间不够")
        assert scene.refused(who, command) == "only_chair_waives"
    assert scene.refused("chair", CloseItem("answers", unanswered=" ")) == "answers_missing"
    events = scene.act("chair", CloseItem("answers", unanswered="会后书面答复"))
    assert events == [
        AnswersWaived("answers", ["dept", "dept2"], "会后书面答复"),
        ItemClosed("answers"),
    ]
    line = next(i for i in build(scene.records).items if i.title == "解答").unanswered
    assert line is not None
    assert (line.departments, line.reason) == (["市生态环境局", "市财政局"], "会后书面答复")
    # a reply may follow
    assert len(scene.act("dept", FileReply(scene.question, "答复"))) == 1


def test_closing_the_consultation_is_no_way_round() -> None:
    scene = asked()
    assert scene.refused("chair", CloseConsultation()) == "answers_missing"
    assert scene.refused("clerk", CloseConsultation("不等了")) == "only_chair_waives"
    assert isinstance(scene.act("chair", CloseConsultation("不等了"))[0], AnswersWaived)


def test_an_item_is_planned_as_must_answer() -> None:
    scene = opened()
    (put,) = scene.act("organizer", PutQuestion(["dept", "dept"], "请解答", "answers"))
    assert put == QuestionPut(scene.question, "answers", ["dept"], "请解答", None)
    scene.act("chair", StartItem("briefing"))
    scene.act("chair", CloseItem("briefing"))  # another's question is not in the way
    scene.act("chair", StartItem("answers"))
    assert scene.refused("chair", CloseItem("answers")) == "answers_missing"


def test_replies_are_replaced_and_say_who_filed_them() -> None:
    scene = asked()
    (own,) = scene.act("dept", FileReply(scene.question, " 第一稿 "))
    assert own == ReplyFiled(scene.question, "dept", "第一稿", on_behalf=False)
    assert scene.act("dept", FileReply(scene.question, "第一稿")) == []
    (theirs,) = scene.act("clerk", FileReply(scene.question, "第二稿", "dept"))
    assert theirs == ReplyFiled(scene.question, "dept", "第二稿", on_behalf=True)


Q = "$"
"""Stands for the question's id."""


@pytest.mark.parametrize(
    ("who", "command", "code"),
    [
        ("chair", PutQuestion(["member"], "问"), "not_a_department"),
        ("chair", PutQuestion(["xx"], "问"), "no_such_participant"),
        ("chair", PutQuestion(["dept"], "问", "xx"), "no_such_item"),
        ("chair", PutQuestion(["dept"], "问", speech_id="xx"), "no_such_speech"),
        ("chair", WithdrawQuestion("xx", "因"), "no_such_question"),
        ("dept", FileReply("xx", "答"), "no_such_question"),
        ("dept2", FileReply(Q, "答"), "not_asked"),
        ("dept", FileReply(Q, "  "), "reply_empty"),
        ("clerk", FileReply(Q, "答"), "not_asked"),
        ("clerk", FileReply(Q, "答", "xx"), "no_such_participant"),
        ("dept2", RequestFloor(question_id=Q), "not_asked"),
        ("dept", RequestFloor(question_id="xx"), "no_such_question"),
        ("chair", GrantFloor(participant_id="member", question_id=Q), "not_asked"),
    ],
)
def test_refused(who: str, command: AnyCommand, code: str) -> None:
    scene = asked()
    if getattr(command, "question_id", None) == Q:
        command = replace(command, question_id=scene.question)
    assert scene.refused(who, command) == code


def test_nothing_is_asked_of_an_item_that_has_ended() -> None:
    scene = started("briefing")
    scene.act("chair", CloseItem("briefing"))
    put = PutQuestion(["dept"], "问", "briefing")
    assert scene.refused("chair", put) == "item_already_closed"
    assert scene.refused("chair", PutQuestion(["dept"], "问")) == "item_not_running"


def test_withdrawn_questions_are_answered_no_more() -> None:
    scene = asked()
    scene.act("chair", WithdrawQuestion(scene.question, "不再需要"))
    assert scene.refused("dept", FileReply(scene.question, "答")) == "question_withdrawn"
    again = WithdrawQuestion(scene.question, "因")
    assert scene.refused("chair", again) == "question_withdrawn"
    assert scene.act("chair", CloseItem("answers")) == [ItemClosed("answers")]


def test_the_floor_for_a_question_waits_for_its_item() -> None:
    scene = opened()
    scene.act("clerk", PutQuestion(["dept"], "问", "answers"))
    ask = RequestFloor(question_id=scene.question)
    assert scene.refused("dept", ask) == "question_not_running"


def test_withdrawing_the_place_leaves_the_question() -> None:
    scene = asked()
    scene.act("dept", RequestFloor(question_id=scene.question))
    scene.act("dept", WithdrawRequest(scene.request_of("dept")))
    assert state_of(scene) == "asked"
