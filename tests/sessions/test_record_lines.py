"""The record tells every speech and every ruling of a meeting, in time order, with timecodes."""

from typing import get_args

import pytest

from sessions import events as e
from sessions.commands import RequestFloor, WithdrawRequest
from sessions.export.act_words import act_text
from sessions.record_acts import Act
from sessions.record_lines import (
    ActLine,
    MeetingRecord,
    SaidLine,
    SpokenLine,
    build_record,
)
from tests.support.consultation import Scene, started
from tests.support.held import held

TEXTS: dict[Act, str] = {
    "consultation_opened": "开会。",
    "consultation_adjourned": "休会，理由：会议室断电。",
    "consultation_resumed": "复会。",
    "consultation_closed": "闭会。",
    "item_started": "开始第 2 项议程：提问。",
    "item_closed": "结束第 2 项议程：提问。",
    "deputies_named": "指定代理主持人：省委员。",
    "presiding_interrupted": "主持人离开，无人主持，暂停计时。",
    "presiding_continued": "恢复主持，中断 1 秒。",
    "chair_taken": "省委员主持会议。",
    "quorum_waived": "实到 {present} 人，不足法定人数，决定开会，理由：其余委员在路上。",
    "attendance_rules_set": "设定出席规则。",
    "roll_call_started": "第 1 次点名签到开始，限时 1 分。",
    "roll_call_ended": "第 1 次点名签到结束。",
    "floor_rules_set": "设定发言规则。",
    "request_withdrawn": "不安排省委员发言，从发言队列撤下。",
    "request_moved": "把专家的申请调到发言队列第 1 位。",
    "floor_granted": "准许区委员提问，限时 2 分。",
    "speech_extended": "区委员第 1 次发言加时 1 分。",
    "speech_paused": "区委员第 1 次发言暂停计时，理由：回答别的问题。",
    "speech_resumed": "区委员第 1 次发言继续计时。",
    "floor_revoked": "收回区委员的发言权，理由：与议题无关。",
    "question_put": "请市生态环境局应答：几时公布？",
    "question_withdrawn": "撤回问题“谁来公布？”，理由：已有答复。",
    "reply_filed": "市生态环境局书面答复：下月一日公布。",
    "answers_waived": "市生态环境局没有应答，决定结束本项，理由：会后书面答复。",
    "participant_admitted": "接纳群众代表入会。",
    "participant_turned_away": "不接纳群众代表入会，理由：不在名单。",
    "participant_muted": "将群众代表静音，理由：杂音。",
    "participant_unmuted": "解除群众代表的静音。",
    "authority_overridden": "对湖南省会场（省委员）移出发言队列，理由：与议题无关。",
    "document_presented": "展示材料“材料 map.pdf”第 1 页。",
    "ballot_opened": "开始第 1 次表决：按月公布。",
    "ballot_closed": "第 1 次表决结束：按月公布。应到",
    "ballot_cancelled": "取消第 2 次表决：撤掉的议案，理由：措辞有误。",
    "outcome_recorded": "记录第 1 项成果，责任单位市生态环境局：按月公布监测数据",
}
"""What the first of each says, or ends with."""


@pytest.fixture(scope="module")
def scene() -> Scene:
    return held()


@pytest.fixture(scope="module")
def record(scene: Scene) -> MeetingRecord:
    return build_record(scene.records)


def acts(record: MeetingRecord) -> list[ActLine]:
    return [line for line in record.lines if isinstance(line, ActLine)]


def test_every_kind_of_act_happened_here(record: MeetingRecord) -> None:
    assert set(TEXTS) == set(get_args(Act))
    assert {line.act for line in acts(record)} == set(get_args(Act))


@pytest.mark.parametrize("act", get_args(Act))
def test_what_each_act_says(record: MeetingRecord, act: Act) -> None:
    first = next(line for line in acts(record) if line.act == act)
    text = act_text(first, record.meeting).replace("\u00a0", " ")
    assert TEXTS[act].format(present=first.number) in text


def test_acts_are_events_by_their_tags() -> None:
    assert set(get_args(Act)) <= {e.tag(event) for event in get_args(e.AnyEvent)}


def test_the_lines_are_in_time_order_with_timecodes(record: MeetingRecord, scene: Scene) -> None:
    times = [line.at for line in record.lines]
    assert times == sorted(times)
    opened = scene.now_state.opened_at
    assert opened is not None
    for line in record.lines:
        assert line.timecode == max(0, line.at - opened) // 1000


def test_acts_name_the_record_and_who_did_it(record: MeetingRecord, scene: Scene) -> None:
    for line in acts(record):
        made = scene.records[line.seq - 1]
        assert e.tag(type(made.event)) == line.act
        assert line.by == (made.actor.name or made.actor.role)


def test_speeches_are_those_of_the_minutes(record: MeetingRecord) -> None:
    spoken = [line.speech for line in record.lines if isinstance(line, SpokenLine)]
    minutes = [s for item in record.meeting.items for s in item.speeches]
    assert sorted(spoken, key=lambda s: s.number) == minutes
    assert [(s.number, s.kind, s.speaker.name) for s in minutes] == [
        (1, "question", "区委员"),
        (2, "interposed_question", "群众代表"),
        (3, "point_of_order", "省委员"),
        (4, "answer", "市生态环境局"),
    ]
    first, second, _, last = minutes
    assert (first.allotted, first.revoked, first.called) == (180, "与议题无关", False)
    assert first.paused >= 20
    assert (second.revoked, second.duration) == (None, 11)
    assert last.called
    assert last.revoked == "item_closed"


def test_captions_stand_as_corrected_with_their_speech(record: MeetingRecord) -> None:
    first = next(line.speech for line in record.lines if isinstance(line, SpokenLine))
    assert [caption.text for caption in first.captions] == ["请公布监测数据"]
    (said,) = [line for line in record.lines if isinstance(line, SaidLine)]
    assert (said.by, said.caption.text, said.item) == ("主持人", "现在开会", None)


def test_lines_know_the_item_that_ran(record: MeetingRecord) -> None:
    items = {line.act: line.item for line in acts(record)}
    assert (items["item_started"], items["item_closed"], items["speech_paused"]) == (2, 2, 2)
    assert items["consultation_opened"] is items["consultation_closed"] is None


def test_a_record_can_be_read_at_every_moment(scene: Scene) -> None:
    for end in range(1, len(scene.records) + 1):
        so_far = build_record(scene.records[:end])
        assert all(line.seq <= end for line in so_far.lines)


def test_a_request_withdrawn_by_who_made_it_is_no_ruling() -> None:
    scene = started()
    scene.act("member", RequestFloor())
    scene.act("member", WithdrawRequest(scene.request_of("member")))
    told = {line.act for line in acts(build_record(scene.records))}
    assert "request_withdrawn" not in told
