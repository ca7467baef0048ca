"""What text is found by, and the excerpt that is shown of it."""

import pytest

from sessions.search.words import excerpt, words


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("清水塘老工业区", ["清水", "水塘", "清水塘", "老", "工业", "工业区"]),
        ("ＰＭ２.５ 治理，the Plan！", ["pm2", "pm2.5", "治理", "the", "plan"]),
        ("，。 \t\n", []),
        ("", []),
    ],
)
def test_words(text: str, cut: list[str]) -> None:
    assert words(text) == cut


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("老工业区转型", "转型", ["老工业区", "转型", ""]),
        ("转型以后再转型", "转型", ["", "转型", "以后再", "转型", ""]),
        ("The plan", "PLAN", ["The ", "plan", ""]),
        ("a+b=c (d)", "+b (", ["a", "+b", "=c ", "(", "d)"]),
        ("没有这个词", "转型", ["没有这个词"]),
        ("空", " ", ["空"]),
    ],
)
def test_excerpt(text: str, query: str, shown: list[str]) -> None:
    assert excerpt(text, query) == shown


def test_a_long_text_is_shown_around_its_first_hit() -> None:
    before, hit, after = excerpt("甲" * 500 + "转型" + "乙" * 500, "转型")
    assert (before, hit, after) == ("…" + "甲" * 60, "转型", "乙" * 60 + "…")
