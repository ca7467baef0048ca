"""Folding of text: what differs only in script, width, case or what was put between, made the same.

Character by character, so that every folded one knows where it came from: NFKC (full and half
width, ligatures), case, traditional to simplified (OpenCC), and neither spaces, punctuation nor
what is invisible.
"""

import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

CHARACTERS = 20_000
"""Foldings remembered: the hanzi, kana and letters that anybody writes."""


@cache
def _simplifier() -> OpenCC:
    """Made once: it reads its dictionaries."""
    return OpenCC("t2s")


@lru_cache(maxsize=CHARACTERS)
def folded_character(character: str) -> str:
    """What is left of one character: mostly one, none of what only separates."""
    if character < "\x80":
        return character.lower() if character.isalnum() else ""
    simple = _simplifier().convert(unicodedata.normalize("NFKC", character).casefold())
    return "".join(one for one in simple if unicodedata.category(one)[0] in "LN")


def folded(text: str) -> str:
    """The folded text alone."""
    return "".join(map(folded_character, text))


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters which of `text` it came from."""
    found: list[str] = []
    places: list[int] = []
    for at, character in enumerate(text):
        for one in folded_character(character):
            found.append(one)
            places.append(at)
    return "".join(found), places
