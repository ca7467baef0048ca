"""Text cut into the words that it is found by; Chinese by dictionary, all else at its blanks."""

import re
import unicodedata

import rjieba

EXCERPT = 60
"""Characters shown on either side of the first hit: two lines of a phone in all."""


def folded(text: str) -> str:
    """`text` as it is compared: width and case do not count."""
    return unicodedata.normalize("NFKC", text).casefold()


def words(text: str) -> list[str]:
    """The words of `text`, long ones also by their parts, as they stand."""
    cut = rjieba.cut_for_search(folded(text))
    return [word for word in cut if any(letter.isalnum() for letter in word)]


def excerpt(text: str, query: str) -> list[str]:
    """The part of `text` around its first hit, cut up: what is at odd places is a hit."""
    hits = _pattern(query)
    first = hits.search(text)
    start = max(0, (first.start() if first else 0) - EXCERPT)
    end = (first.end() if first else 0) + EXCERPT
    shown = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    return hits.split(shown) if first else [shown]


def _pattern(query: str) -> re.Pattern[str]:
    """What was asked for as a whole, and the words of it, the longest first."""
    wanted = {*query.split(), *words(query)}
    either = "|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True))
    return re.compile(f"({either})" if either else "(?!)", re.IGNORECASE)
