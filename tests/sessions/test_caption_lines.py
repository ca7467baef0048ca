"""The captions of a whole log: under which speech and item each was said, and as it reads now."""

import time

import pytest

from sessions.caption_lines import Said, caption_lines
from sessions.commands import (
    AddCaption,
    AdjournConsultation,
    CloseItem,
    CorrectCaption,
    GrantFloor,
    StartItem,
    StartSpeech,
    YieldFloor,
)
from sessions.consultation import chair
from sessions.events import CaptionAdded, Record
from sessions.minutes_drafting import build
from sessions.record_lines import SaidLine, build_record
from tests.support.consultation import CAPTIONER, NOW, Scene, opened


def said(scene: Scene, text: str, ago: float = 0.0, **more: str) -> str:
    """A line that took a second and ended `ago` seconds ago; its id."""
    ended = scene.now + 1000 - int(ago * 1000)
    (added,) = scene.act("clerk", AddCaption(text, ended - 1000, ended, **more))
    assert isinstance(added, CaptionAdded)
    return added.caption_id


@pytest.fixture(scope="module")
def scene() -> Scene:
    """Before any item, in one, in a speech, in a dialogue, late, in two languages, corrected."""
    scene = opened()
    scene.wait(60)
    said(scene, "会前")
    scene.act("chair", StartItem("briefing"))
    scene.wait(10)
    said(scene, "主持", participant_id="chair")
    scene.act("chair", GrantFloor(participant_id="member"))
    first = scene.speech
    said(scene, "还没开始", ago=1, speech_id=first)
    scene.act("member", StartSpeech(first))
    scene.wait(10)
    said(scene, "发言")
    said(scene, "speaking", language="en")
    wrong = said(scene, "法言", speech_id=first)
    said(scene, "插话", participant_id="chair")
    scene.act("chair", GrantFloor(participant_id="rep", dialogue=True))
    second = scene.speech
    scene.act("rep", StartSpeech(second))
    scene.wait(10)
    said(scene, "应答")
    scene.act("rep", YieldFloor(second))
    scene.wait(5)
    said(scene, "又是发言")
    said(scene, "晚到的应答", ago=8)
    scene.act("clerk", CorrectCaption(wrong, "发言，更正"))
    scene.act("member", YieldFloor(first))
    scene.wait(5)
    said(scene, "项内")
    scene.act("chair", CloseItem("briefing"))
    scene.wait(5)
    said(scene, "散会")
    scene.act("chair", AdjournConsultation())
    return scene


def test_each_line_stands_where_it_was_said(scene: Scene) -> None:
    lines = caption_lines(scene.records)
    speeches = list(scene.now_state.speeches)
    placed = [
        (
            one.text,
            None if one.speech_id is None else speeches.index(one.speech_id),
            one.item_id,
            one.speaker,
        )
        for one in lines
    ]
    item = "briefing"
    assert placed == [
        ("会前", None, None, None),
        ("主持", None, item, "chair"),
        ("还没开始", 0, item, "member"),
        ("发言", 0, item, None),
        ("speaking", 0, item, None),
        ("发言，更正", 0, item, "member"),
        ("插话", 0, item, "chair"),
        ("应答", 1, item, None),
        ("晚到的应答", 1, item, None),
        ("又是发言", 0, item, None),
        ("项内", None, item, None),
        ("散会", None, None, None),
    ]
    assert [one.started_at for one in lines] == sorted(one.started_at for one in lines)


def test_the_minutes_and_the_record_hold_them(scene: Scene) -> None:
    first, second = next(one for one in build(scene.records).items if one.speeches).speeches
    assert [(c.text, c.language, c.speaker) for c in first.captions] == [
        ("还没开始", "zh-CN", ""),
        ("发言", "zh-CN", ""),
        ("speaking", "en", ""),
        ("发言，更正", "zh-CN", ""),
        ("插话", "zh-CN", scene.now_state.participants[chair(scene.now_state) or ""].name),
        ("又是发言", "zh-CN", ""),
    ]
    assert [c.text for c in second.captions] == ["应答", "晚到的应答"]
    lines = [one for one in build_record(scene.records).lines if isinstance(one, SaidLine)]
    assert [(one.caption.text, one.item) for one in lines] == [
        ("会前", None),
        ("主持", 1),
        ("项内", 1),
        ("散会", None),
    ]
    by_seq = {record.seq: record.event for record in scene.records}
    assert all(isinstance(by_seq[one.seq], CaptionAdded) for one in lines)


def test_no_captions() -> None:
    assert caption_lines(opened().records) == []


def test_a_long_meeting_takes_no_longer_than_its_length() -> None:
    """Ten times the captions and speeches, far from a hundred times the work."""

    def seconds(count: int) -> float:
        records = [
            Record(
                n + 1,
                NOW + n * 1000,
                CAPTIONER,
                CaptionAdded(f"c{n}", None, None, "zh-CN", "字", NOW + n * 1000, NOW + n * 1000),
                "",
                "",
            )
            for n in range(count)
        ]
        began = time.process_time()
        lines: list[Said] = caption_lines(records)
        assert len(lines) == count
        return time.process_time() - began

    few = min(seconds(2_000) for _ in range(3))
    assert seconds(20_000) < 40 * few
