"""Every value that the log can hold has its word in the documents; numbers are written right."""

import ast
from collections.abc import Collection
from pathlib import Path
from typing import Any, get_args

import pytest

import sessions
from sessions.ballot_types import Base, Method, Outcome, Stance
from sessions.config import BALLOTS_MAX, ITEMS_MAX
from sessions.export import attendance_csv, attendance_words, document, votes, words
from sessions.export.words import chinese_number
from sessions.questions import AnswerState
from sessions.tally import Standing
from sessions.types import Connection, ItemKind, Level, RequestKind

WORDS: list[tuple[Collection[Any], Any]] = [
    (document.REQUEST_KINDS, RequestKind),
    (document.ITEM_KINDS, ItemKind),
    (document.CONNECTIONS, Connection),
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
    assert set(known) == set(get_args(kind))


def test_there_is_a_word_for_every_override() -> None:
    """The actions are what the rules give to `overridden`."""
    folder = Path(sessions.__path__[0])
    actions = {
        str(ast.literal_eval(node.args[2]))
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "overridden"
    }
    assert len(actions) > 3
    assert set(document.OVERRIDES) == actions


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
