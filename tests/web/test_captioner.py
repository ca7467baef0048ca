"""What `tongxin captions` sends: every caption once and in order, drafts seldom, times as taken."""

import json
from typing import Any

import pytest

from sessions.commands import AddCaption
from sessions.config import CAPTION_MS_MAX
from signaling import messages as m
from web.captioner import DRAFT_MS, LONGEST, RETRY_MS, USUAL_MS, BadLine, Captioner, parts

NOW = 1_790_000_000_000


def welcome(server_time: int = NOW) -> m.Welcome:
    you = m.You("captioner", "captioner:port", "语音识别")
    return m.Welcome("s", False, you, server_time, 30, [], [], None, [])


def connected(server_time: int = NOW) -> Captioner:
    captioner = Captioner("r", "zh-CN")
    captioner.receive(welcome(server_time), NOW)
    captioner.due(NOW)
    return captioner


def commands(captioner: Captioner, now: int = NOW) -> list[m.DoCommand]:
    return [one for one in captioner.due(now) if isinstance(one, m.DoCommand)]


def captions(captioner: Captioner, now: int = NOW) -> list[AddCaption]:
    made = []
    for one in commands(captioner, now):
        assert isinstance(one.command, AddCaption)
        assert one.command.line_id == one.id
        made.append(one.command)
    return made


def drafts(captioner: Captioner, now: int) -> list[str]:
    return [one.text for one in captioner.due(now) if isinstance(one, m.CaptionDraft)]


def said(**times: int) -> str:
    return json.dumps({"text": "字", **times})


# --- captions ---------------------------------------------------------------------------------


def test_captions_go_one_by_one_in_order() -> None:
    captioner = connected()
    for text in ("一", "二"):
        captioner.take(text, NOW)
    (first,) = commands(captioner)
    assert commands(captioner) == []
    captioner.receive(m.Accepted("other", [1]), NOW)
    assert captioner.waiting == 2
    captioner.receive(m.Accepted(first.id, [1]), NOW)
    (second,) = captions(captioner)
    assert second.text == "二"
    captioner.receive(m.Accepted("r-2", [2]), NOW)
    assert captioner.waiting == 0


def test_what_was_not_answered_goes_again_the_same() -> None:
    captioner = Captioner("r", "zh-CN")
    captioner.take("一", NOW)
    assert captioner.due(NOW) == []
    captioner.receive(welcome(), NOW)
    (first,) = commands(captioner)
    captioner.lost()
    captioner.receive(m.Accepted(first.id, [1]), NOW)  # of no connection that there is
    assert commands(captioner, NOW + 5_000) == []
    captioner.receive(welcome(NOW + 99_000), NOW + 10_000)
    assert commands(captioner, NOW + 10_000) == [first]


def test_a_refused_line_is_told_and_the_next_goes_on() -> None:
    captioner = connected()
    captioner.take("一", NOW)
    captioner.take("二", NOW)
    (first,) = commands(captioner)
    told = captioner.receive(m.Refused(first.id, "consultation_not_open", "还没开会。"), NOW)
    assert told == "refused (consultation_not_open): 一 — 还没开会。"
    assert [one.text for one in captions(captioner)] == ["二"]


def test_a_line_that_cannot_be_recorded_now_is_tried_again() -> None:
    captioner = connected()
    captioner.take("一", NOW)
    (first,) = commands(captioner)
    assert captioner.receive(m.Refused(first.id, "unavailable", ""), NOW) is None
    assert commands(captioner, NOW + RETRY_MS - 1) == []
    assert captioner.next_due() <= NOW + RETRY_MS
    assert commands(captioner, NOW + RETRY_MS) == [first]


@pytest.mark.parametrize(
    ("raw", "began", "ended"),
    [
        ("字", NOW - USUAL_MS, NOW),
        (said(started_at=NOW - 900, ended_at=NOW - 100), NOW - 900, NOW - 100),
        (said(started_at=NOW - 90_000), NOW - CAPTION_MS_MAX, NOW),
        (said(started_at=NOW + 90_000), NOW, NOW),
    ],
)
def test_times_are_by_the_servers_clock(raw: str, began: int, ended: int) -> None:
    for ahead in (0, 7_000, -7_000):
        captioner = connected(NOW + ahead)
        captioner.take(raw, NOW)
        (caption,) = captions(captioner)
        assert (caption.started_at, caption.ended_at) == (began + ahead, ended + ahead)


def test_a_pong_sets_the_clock() -> None:
    captioner = connected()
    captioner.receive(m.Pong(NOW, NOW + 3_100), NOW + 200)
    captioner.take("字", NOW)
    (caption,) = captions(captioner)
    assert caption.ended_at == NOW + 3_000


def test_a_plain_line_begins_where_the_one_before_ended() -> None:
    captioner = connected()
    captioner.take("一", NOW - 1_000)
    captioner.take("二", NOW)
    (first,) = commands(captioner)
    captioner.receive(m.Accepted(first.id, [1]), NOW)
    (second,) = captions(captioner)
    assert (second.started_at, second.ended_at) == (NOW - 1_000, NOW)


@pytest.mark.parametrize(
    "raw",
    [
        "{",
        '{"final":true}',
        '{"text":1}',
        '{"text":"x","more":1}',
        '{"text":"x","language":"不是"}',
    ],
)
def test_what_is_no_line(raw: str) -> None:
    captioner = connected()
    with pytest.raises(BadLine):
        captioner.take(raw, NOW)
    assert captioner.waiting == 0


# --- long lines -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("字" * LONGEST, ["字" * LONGEST]),
        ("字" * (LONGEST + 1), ["字" * LONGEST, "字"]),
        ("甲" * 150 + "。" + "乙" * 150, ["甲" * 150 + "。", "乙" * 150]),
        ("word " * 60, [("word " * 40).strip(), ("word " * 20).strip()]),
    ],
)
def test_a_long_line_becomes_several(text: str, expected: list[str]) -> None:
    found = parts(text.strip(), 0, 30_000)
    assert [one for one, _, _ in found] == expected
    assert all(len(one) <= LONGEST for one in expected)
    ends: Any = [0, *(until for _, _, until in found)]
    assert [began for _, began, _ in found] == ends[:-1]
    assert ends[-1] == (30_000 if text else 0)


# --- drafts -----------------------------------------------------------------------------------


def draft(captioner: Captioner, text: str, now: int, language: str = "zh-CN") -> None:
    captioner.take(f'{{"text":"{text}","final":false,"language":"{language}"}}', now)


def test_drafts_are_sent_seldom_and_the_latest_wins() -> None:
    captioner = connected()
    draft(captioner, "各", NOW)
    assert drafts(captioner, NOW) == ["各"]
    draft(captioner, "各位", NOW + 10)
    draft(captioner, "各位委", NOW + 20)
    assert drafts(captioner, NOW + 20) == []
    assert captioner.next_due() == NOW + DRAFT_MS
    assert drafts(captioner, NOW + DRAFT_MS) == ["各位委"]


def test_the_caption_has_the_id_and_the_beginning_of_its_drafts() -> None:
    captioner = connected()
    draft(captioner, "各", NOW)
    (sent,) = [one for one in captioner.due(NOW) if isinstance(one, m.CaptionDraft)]
    draft(captioner, "各位", NOW + 100)
    captioner.take('{"text":"各位委员"}', NOW + 2_000)
    (caption,) = captions(captioner, NOW + 2_000)
    assert (caption.line_id, caption.started_at) == (sent.line_id, sent.started_at)
    assert drafts(captioner, NOW + 9_000) == []  # what it replaced is sent no more
    draft(captioner, "现在", NOW + 9_000)
    (next_one,) = [o for o in captioner.due(NOW + 9_000) if isinstance(o, m.CaptionDraft)]
    assert next_one.line_id != sent.line_id


def test_empty_words_take_a_draft_back() -> None:
    captioner = connected()
    draft(captioner, "", NOW)
    assert drafts(captioner, NOW) == []
    draft(captioner, "各", NOW)
    assert drafts(captioner, NOW) == ["各"]
    captioner.take('{"text":" "}', NOW + DRAFT_MS)
    assert drafts(captioner, NOW + DRAFT_MS) == [""]
    assert captioner.waiting == 0


def test_each_language_has_a_draft_and_a_long_one_keeps_its_end() -> None:
    captioner = connected()
    draft(captioner, "甲" + "字" * LONGEST, NOW)
    draft(captioner, "Dear", NOW, "en")
    assert drafts(captioner, NOW) == ["字" * LONGEST, "Dear"]
