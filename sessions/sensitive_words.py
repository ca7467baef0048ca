"""Sensitive words 敏感词: where they stand in an opinion, however written; never a verdict.

Found by Aho-Corasick in the folded text, so that 賭 場, 赌*场 and ＣＡＳＩＮＯ are found like 赌场
and casino, and marked in the text as it was sent.
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import ahocorasick

from sessions.config import MARKS_MAX
from sessions.folding import folded, folded_with_places
from sessions.types import Mark

WORDS_MAX = 100_000
"""Of an installation: the longest lists in use have some ten thousand."""
WORD_LENGTH_MAX = 40
"""As `types.SensitiveWord`."""
FILE_BYTES_MAX = 8 * 1024 * 1024
LISTS_KEPT = 16
"""Consultations whose own words stand ready; others are made ready again in milliseconds."""


class SensitiveWords:
    """The words of an installation; those of a consultation come with each text."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words = _automaton(tuple(words))

    def marks(self, text: str, own: tuple[str, ...] = ()) -> tuple[Mark, ...]:
        """Where words stand in `text`, in order, overlaps joined, at most `MARKS_MAX`."""
        lists = [one for one in (self._words, _of_consultation(own)) if len(one)]
        if not lists:
            return ()
        line, places = folded_with_places(text)
        found = [
            Mark(places[end - length + 1], places[end] + 1)
            for words in lists
            for end, length in words.iter(line)
        ]
        return _joined(sorted(found))[:MARKS_MAX]


@lru_cache(maxsize=LISTS_KEPT)
def _of_consultation(words: tuple[str, ...]) -> ahocorasick.Automaton:
    return _automaton(words)


def _automaton(words: Iterable[str]) -> ahocorasick.Automaton:
    """Ready to search; what folds to nothing is no word."""
    made = ahocorasick.Automaton()
    for word in words:
        line = folded(word)
        if line:
            made.add_word(line, len(line))
    if len(made):
        made.make_automaton()
    return made


def _joined(marks: list[Mark]) -> tuple[Mark, ...]:
    joined: list[Mark] = []
    for mark in marks:
        if joined and mark.start <= joined[-1].end:
            joined[-1] = Mark(joined[-1].start, max(mark.end, joined[-1].end))
        else:
            joined.append(mark)
    return tuple(joined)


def read_words(path: Path) -> list[str]:
    """A word a line, UTF-8; empty lines and those that begin with # say nothing.

    Raises `OSError` and `ValueError` where it is no such file.
    """
    with path.open("rb") as file:
        data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise ValueError(f"{path}: more than {FILE_BYTES_MAX} bytes")
    lines = (line.strip() for line in data.decode("utf-8-sig").splitlines())
    words = [line for line in lines if line and not line.startswith("#")]
    if len(words) > WORDS_MAX:
        raise ValueError(f"{path}: more than {WORDS_MAX} words")
    longest = max(words, key=len, default="")
    if len(longest) > WORD_LENGTH_MAX:
        raise ValueError(f"{path}: a word is longer than {WORD_LENGTH_MAX} characters: {longest}")
    return words
