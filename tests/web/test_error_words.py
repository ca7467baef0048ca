"""Every code of web's own has a sentence in both languages."""

from typing import get_args

from web.error_words import TEXTS, WebCode


def test_every_code_has_sentences_in_both_languages() -> None:
    assert set(TEXTS) == set(get_args(WebCode))
    assert all(set(texts) == {"zh-CN", "en"} for texts in TEXTS.values())
