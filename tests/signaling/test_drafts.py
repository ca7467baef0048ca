"""Drafts of captions: the latest of each language, told not too often, ended with their cause."""

from sessions.config import CAPTION_LANGUAGES_MAX
from signaling.drafts import INTERVAL, LASTS, Drafts
from signaling.messages import CaptionDraft


def draft(text: str, line_id: str = "l1", language: str = "zh-CN") -> CaptionDraft:
    return CaptionDraft(line_id=line_id, text=text, started_at=1, language=language)


def told(drafts: Drafts, now: float) -> list[str] | None:
    message = drafts.flush(now)
    return None if message is None else [one.text for one in message.drafts]


def test_the_latest_wins_and_is_told_four_times_a_second() -> None:
    drafts = Drafts()
    drafts.take("a", draft("各"), 0.0)
    assert told(drafts, 0.0) == ["各"]
    for n, text in enumerate(("各位", "各位委", "各位委员")):
        drafts.take("a", draft(text), 0.01 * n)
        assert told(drafts, 0.01 * n) is None
    assert drafts.due == INTERVAL
    assert told(drafts, INTERVAL) == ["各位委员"]
    assert drafts.due is None
    assert told(drafts, 9.0) is None


def test_what_is_as_it_was_is_not_told_again() -> None:
    drafts = Drafts()
    drafts.take("a", draft("各位"), 0.0)
    assert told(drafts, 0.0) == ["各位"]
    drafts.take("a", draft("各位"), 1.0)
    assert drafts.due is None


def test_empty_text_withdraws_ones_own() -> None:
    drafts = Drafts()
    drafts.take("a", draft("各位"), 0.0)
    drafts.take("b", draft(" "), 0.0)
    assert told(drafts, 0.0) == ["各位"]
    drafts.take("a", draft(" "), 1.0)
    assert told(drafts, 1.0) == []


def test_a_finished_line_is_a_draft_no_more_and_nobody_need_be_told() -> None:
    drafts = Drafts()
    drafts.take("a", draft("各位"), 0.0)
    assert told(drafts, 0.0) == ["各位"]
    drafts.settled({"other"})
    assert drafts.due is None
    drafts.take("a", draft("各位委员"), 0.0)
    drafts.settled({"l1"})
    assert drafts.due is None
    drafts.take("a", draft("现在", "l2"), 1.0)
    assert told(drafts, 1.0) == ["现在"]


def test_a_draft_ends_with_its_author_or_its_time() -> None:
    drafts = Drafts()
    drafts.take("a", draft("各位"), 0.0)
    drafts.take("b", draft("Dear", language="en"), 0.0)
    assert told(drafts, 0.0) == ["各位", "Dear"]
    drafts.lost("b")
    assert told(drafts, 1.0) == ["各位"]
    drafts.expire(LASTS - 0.1)
    assert drafts.due is None
    drafts.expire(LASTS)
    assert told(drafts, LASTS) == []


def test_languages_are_bounded() -> None:
    drafts = Drafts()
    for n in range(CAPTION_LANGUAGES_MAX + 2):
        drafts.take("a", draft(str(n), language=f"x{chr(97 + n)}"), 0.0)
    assert len(told(drafts, 0.0) or []) == CAPTION_LANGUAGES_MAX
    drafts.take("a", draft("again", language="xa"), 1.0)
    assert "again" in (told(drafts, 1.0) or [])
