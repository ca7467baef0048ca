"""Every value that the log can hold has its word in the documents; numbers are written right."""

from collections.abc import Collection
from typing import Any, Literal, get_args

import pytest

from sessions.ballot_types import Base, Method, Outcome, Stance
from sessions.config import BALLOTS_MAX, ITEMS_MAX
from sessions.events import tag
from sessions.export import (
    akoma_ntoso,
    attendance_csv,
    attendance_words,
    common_words,
    tables_csv,
    votes,
    words,
)
from sessions.export.words import chinese_number
from sessions.questions import AnswerState
from sessions.roles import NEED_REASON
from sessions.tally import Standing
from sessions.types import (
    Connection,
    ItemKind,
    Level,
    PauseCode,
    RequestKind,
    RevokeCode,
    Role,
)

WORDS: list[tuple[Collection[Any], Any]] = [
    (words.REQUEST_KINDS, RequestKind),
    (words.DID, RequestKind),
    (words.ITEM_KINDS, ItemKind),
    (words.REVOKE_CODES, RevokeCode),
    (words.PAUSE_CODES, PauseCode),
    (words.ACTORS, Role | Literal["system"]),
    (common_words.CONNECTIONS, Connection),
    (akoma_ntoso.ELEMENTS, RequestKind),
    (tables_csv.SPEECHES, RequestKind),
    (words.LEVEL_NAMES, Level),
    (attendance_words.ANSWERS, AnswerState),
    (votes.METHODS, Method),
    (votes.OUTCOMES, Outcome),
    (votes.BASES, Base),
    (votes.STANCES, Stance),
    (attendance_csv.STANDINGS, Standing),
    (attendance_csv.LEVELS, Level),
    (attendance_csv.CONNECTIONS, Connection),
]


@pytest.mark.parametrize(("known", "kind"), WORDS)
def test_there_is_a_word_for_every_value(known: Collection[Any], kind: Any) -> None:
    assert set(known) == set(values(kind))


def values(kind: Any) -> list[Any]:
    """Of a Literal, or of several."""
    return [value for one in get_args(kind) for value in (values(one) if get_args(one) else [one])]


def test_there_is_a_word_for_every_override() -> None:
    assert set(common_words.OVERRIDES) == {tag(kind) for kind in NEED_REASON}


@pytest.mark.parametrize("number", range(1, max(ITEMS_MAX, BALLOTS_MAX) + 2))
def test_every_heading_there_may_be_has_a_number(number: int) -> None:
    text = chinese_number(number)
    digits = {c: n for n, c in enumerate("零一二三四五六七八九")}
    total = part = 0
    for sign in text:
        if sign in digits:
            part = digits[sign]
        else:
            total += (part or 1) * {"十": 10, "百": 100}[sign]
            part = 0
    assert total + part == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"),
        (105, "一百零五"), (110, "一百一十"), (201, "二百零一"),
    ],
)  # fmt: skip
def test_chinese_number(number: int, text: str) -> None:
    assert chinese_number(number) == text
