"""Every code has its sentences, and everything that is raised fits them."""

import ast
import re
import string
from pathlib import Path

import pytest

import sessions
from sessions.errors import CODES, MESSAGES, Code, Refused, SessionError, Unavailable

SOURCES = sorted(Path(sessions.__path__[0]).rglob("*.py"))


def test_every_code_has_its_sentences() -> None:
    assert set(MESSAGES) == set(CODES)
    assert len(set(CODES)) == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_sentences_are_for_people(code: Code) -> None:
    zh, en = MESSAGES[code]["zh-CN"], MESSAGES[code]["en"]
    assert zh.endswith("。")
    assert en.endswith(".")
    assert places(zh) == places(en)
    assert not re.search(r"[a-z]+_[a-z]+", zh + en.replace("{", "").replace("}", ""))
    assert "你" not in zh  # people are addressed as 您
    assert "稍后" not in zh  # a time is named
    assert not re.search("[A-Za-z]", re.sub(r"\{\w+\}", "", zh))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def raised() -> list[tuple[str, set[str]]]:
    """Every `Refused(…)` and `Unavailable(…)` in the package: its code and the params it gives."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            if node.func.id in ("Refused", "Unavailable") and isinstance(
                node.args[0], ast.Constant
            ):
                params = {keyword.arg or "" for keyword in node.keywords}
                found.append((str(node.args[0].value), params))
    return found


def test_what_is_raised_fills_the_sentences_places() -> None:
    calls = raised()
    assert len(calls) > 60
    for code, params in calls:
        assert code in CODES
        assert params == places(MESSAGES[code]["zh-CN"]), code


def test_every_code_is_raised() -> None:
    assert {code for code, _ in raised()} == set(CODES)


def test_the_sentence_in_both_languages() -> None:
    error = Refused("already_waiting", place=3)
    assert error.message() == "您已经在发言队列里，排第 3 位。"
    assert error.message("en") == "You are on the speaking list already, no. 3."
    assert str(error) == "already_waiting(place=3)"


def test_one_base() -> None:
    assert issubclass(Refused, SessionError)
    assert issubclass(Unavailable, SessionError)
