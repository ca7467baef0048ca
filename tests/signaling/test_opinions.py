"""How many opinions are taken, in virtual time."""

import pytest

from sessions.commands import RequestFloor, SubmitOpinion
from signaling.errors import TooManyOpinions
from signaling.opinions import MAX_COUNTED, WINDOW, SlidingWindow, limit_opinions
from tests.signaling.parts import actor

OPINION = SubmitOpinion(opinion_id="o", receipt="r", text="路灯不亮")


def test_each_person_has_so_many_in_any_minute() -> None:
    window = SlidingWindow(per_person=2, total=100)
    assert window.take("c", "li", 0.0) is None
    assert window.take("c", "li", 20.0) is None
    assert window.take("c", "li", 30.0) == WINDOW - 30.0
    assert window.take("c", "wang", 30.0) is None
    assert window.take("other", "li", 30.0) is None
    assert window.take("c", "li", WINDOW) is None
    assert window.take("c", "li", WINDOW) == 20.0


def test_a_consultation_has_so_many_from_all_together() -> None:
    window = SlidingWindow(per_person=2, total=3)
    assert [window.take("c", person, 0.0) for person in ("li", None, None)] == [None] * 3
    assert window.take("c", "wang", 0.0) == WINDOW
    assert window.take("c", None, 0.0) == WINDOW
    assert window.take("other", "wang", 0.0) is None


def test_what_is_refused_counts_for_nothing() -> None:
    window = SlidingWindow(per_person=1, total=2)
    for _ in range(5):
        window.take("c", "li", 0.0)
    assert window.take("c", "wang", 0.0) is None


def test_what_is_remembered_is_bounded_and_forgotten_with_time() -> None:
    window = SlidingWindow()
    for number in range(MAX_COUNTED + 10):
        window.take(f"c{number}", "li", 0.0)
    assert len(window._taken) == MAX_COUNTED
    window.take("c", "li", WINDOW)
    assert len(window._taken) == 2


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_only_opinions_are_limited_and_the_refusal_says_how_long(language: str) -> None:
    window, who = SlidingWindow(per_person=1), actor("li")
    for _ in range(3):
        limit_opinions(window, lambda: 0.0, "c", who, RequestFloor())
    limit_opinions(window, lambda: 0.0, "c", who, OPINION)
    with pytest.raises(TooManyOpinions) as refused:
        limit_opinions(window, lambda: 0.4, "c", who, OPINION)
    assert (refused.value.code, refused.value.seconds) == ("too_fast", 60)
    assert "60" in refused.value.message("en" if language == "en" else "zh-CN")
