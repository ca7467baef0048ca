"""Sensitive words: found however they are written, marked where they stand, one list or two."""

from pathlib import Path

import pytest

from sessions.config import MARKS_MAX
from sessions.sensitive_words import SensitiveWords, read_words
from sessions.types import Mark

WORDS = SensitiveWords(["赌场", "casino", "开发票"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("这里有赌场", ["赌场"]),
        ("這裡有賭場", ["賭場"]),
        ("赌 场和赌*场", ["赌 场", "赌*场"]),
        ("ＣａＳＩＮＯ", ["ＣａＳＩＮＯ"]),
        ("c-a-s.i_n o!", ["c-a-s.i_n o"]),
        ("開🙂發❤票", ["開🙂發❤票"]),
        ("赌\u200b场", ["赌\u200b场"]),
        ("赌钱的场子", []),
        ("", []),
    ],
)
def test_found_however_written(text: str, found: list[str]) -> None:
    assert [text[mark.start : mark.end] for mark in WORDS.marks(text)] == found


def test_words_of_the_consultation_too() -> None:
    assert WORDS.marks("某人和赌场") == (Mark(3, 5),)
    assert WORDS.marks("某人和赌场", ("某人",)) == (Mark(0, 2), Mark(3, 5))
    assert SensitiveWords().marks("某人") == ()


def test_overlaps_are_one_mark_and_marks_are_bounded() -> None:
    words = SensitiveWords(["甲乙", "乙丙"])
    assert words.marks("甲乙丙") == (Mark(0, 3),)
    assert len(words.marks("甲乙，人" * 200)) == MARKS_MAX


def test_a_word_of_nothing_is_none() -> None:
    assert SensitiveWords(["！？", " "]).marks("！？ ") == ()


def test_a_file_of_words(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("\ufeff# 注释\n赌场\n\n casino \n".encode())
    assert read_words(path) == ["赌场", "casino"]
    path.write_text("长" * 41, encoding="utf-8")
    with pytest.raises(ValueError, match="longer"):
        read_words(path)
    path.write_bytes("赌场".encode("gb18030"))
    with pytest.raises(ValueError, match="utf-8"):
        read_words(path)
