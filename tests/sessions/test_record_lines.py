"""The record tells every speech and every ruling of a meeting, in time order, with timecodes."""

from typing import get_args

import pytest

from sessions import events as e
from sessions.commands import (
    PublishOpinion,
    RequestFloor,
    SetModeration,
    ShowOpinion,
    SubmitOpinion,
    WithdrawRequest,
    WithholdOpinion,
)
from sessions.export.act_words import act_text, screened_text
from sessions.export.blocks import Table
from sessions.export.record_document import compose_record
from sessions.record_acts import Act
from sessions.record_lines import (
    ActLine,
    MeetingRecord,
    SaidLine,
    SpokenLine,
    build_record,
)
from sessions.screening_lines import REASONS_TOLD, ReasonCount, ScreenedLine
from tests.support.consultation import Scene, started
from tests.support.held import kept

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
    "question_put": "请市生态环境局应答：意见2",
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
    "opinion_shown": "第 1 条公众意见上屏：“意见2”。",
    "opinion_hidden": "第 1 条公众意见下屏。",
    "opinion_promoted": "第 1 条公众意见列入议程“解答”：“意见2”。",
    "opinion_assigned": "第 1 条公众意见交市生态环境局应答：“意见2”。",
    "moderation_set": "公众意见改为先发后审。",
    "sensitive_words_set": "设定本场敏感词 1 个。",
    "programme_directed": "直播画面改为合成画面。",
    "recording_set": "录像在闭会后保存 30 天。发言人的声音和画面另外分轨录制。",
    "recording_published": "公开录像。",
    "recording_withdrawn": "收回录像，理由：先校对。",
    "recording_deleted": "删除录像，理由：保存期限已到。",
    "recording_erased": "录像文件已清除，13 兆字节，时长 1 小时。",
}
"""What the first of each says, or ends with."""


@pytest.fixture(scope="module")
def scene() -> Scene:
    return kept()


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


# --- screening and what comes after the close -------------------------------------------------


def test_screening_is_summed_by_moderator_and_item(record: MeetingRecord) -> None:
    told = [line for line in record.lines if isinstance(line, ScreenedLine)]
    assert [(line.by, line.item, screened_text(line).partition("：")[2]) for line in told] == [
        ("记录员", 2, "公布 2 条，不公布 1 条（广告 1 条），并入同类意见 2 条，"
         "从同类意见中分出 1 条，重新筛选 1 条。"),
        ("会务", 2, "不公布 2 条（与议题无关 2 条）。"),
        ("记录员", None, "公布 1 条。"),
    ]  # fmt: skip
    assert all(line.until >= line.at for line in told)


def test_ten_thousand_opinions_are_few_lines_with_the_most_frequent_reasons() -> None:
    scene = started()
    for n in range(60):
        scene.act("public", SubmitOpinion(f"o{n}", f"r{n}", f"意见{n}"))
        scene.act("clerk", WithholdOpinion(f"o{n}", f"理由{min(n // 2, 20)}"))
    (line,) = [one for one in build_record(scene.records).lines if isinstance(one, ScreenedLine)]
    assert line.withheld == 60
    assert line.reasons[:2] == [ReasonCount("理由20", 20), ReasonCount("理由0", 2)]
    assert len(line.reasons) == REASONS_TOLD
    assert "其他理由 32 条" in screened_text(line)


def test_what_is_published_as_it_comes_no_moderator_published() -> None:
    scene = started()
    scene.act("chair", SetModeration("after"))
    scene.act("public", SubmitOpinion("o1", "r1", "意见"))
    assert "o1" in scene.now_state.published
    lines = build_record(scene.records).lines
    assert not [line for line in lines if isinstance(line, ScreenedLine)]


def test_an_opinion_that_was_taken_back_is_told_without_its_words() -> None:
    scene = started()
    scene.act("public", SubmitOpinion("o1", "r1", "收回的话"))
    scene.act("clerk", PublishOpinion("o1"))
    scene.act("clerk", ShowOpinion("o1"))
    scene.act("clerk", WithholdOpinion("o1", "涉及个人信息"))
    record = build_record(scene.records)
    texts = [act_text(line, record.meeting) for line in acts(record)]
    assert "一条后来收回的公众意见上屏。" in texts
    assert not any("收回的话" in text for text in texts)


def test_acts_after_the_close_have_no_place_in_the_recording(record: MeetingRecord) -> None:
    tables = [one for one in compose_record(record).blocks if isinstance(one, Table)]
    rows = [row for table in tables for row in table.rows]
    (published,) = [row for row in rows if row[3] == "公开录像。"]
    assert published[0] == "闭会后"
    (deleted,) = [row for row in rows if row[3].startswith("删除录像")]
    assert deleted[1].startswith("8月15日 ")
