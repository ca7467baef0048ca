"""Near-duplicates: opinions that say the same in nearly the same characters, as copied ones do; a
suggestion that a person merges.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from sklearn.feature_extraction.text import TfidfVectorizer

from sessions.folding import folded

NEAR = 0.9
"""Cosine of characters and pairs of them: a word of greeting added, a particle changed."""
ROWS = 512
"""Texts compared at a time with all others; bounds the memory to some ten megabytes."""
FEATURES_MAX = 50_000
NEGATIONS = "不没无未非反勿别"
"""What says the opposite with one character more; who differs in them is no copy."""
LENGTH_MIN = 4
"""Characters, folded: “支持” and “同意” are no copies of anything."""


def near_duplicates(texts: Sequence[str]) -> list[list[int]]:
    """Groups of two or more texts by their index, in order; the largest group first.

    Deterministic. Texts that are alike through a third one are in one group.
    """
    lines = [folded(text) for text in texts]
    distinct = {line: at for at, line in reversed(list(enumerate(lines)))}
    kept = [line for line in distinct if len(line) >= LENGTH_MIN]
    kept.sort(key=distinct.__getitem__)
    if not kept:
        return []
    alike = _alike(kept)
    group_of = dict(zip(kept, alike, strict=True))
    groups: dict[int, list[int]] = {}
    for at, line in enumerate(lines):
        if line in group_of:
            groups.setdefault(group_of[line], []).append(at)
    found = [group for group in groups.values() if len(group) > 1]
    return sorted(found, key=lambda group: (-len(group), group[0]))


def _alike(lines: list[str]) -> list[int]:
    """Which group each line is of."""
    vectorizer = TfidfVectorizer(
        analyzer="char", ngram_range=(1, 2), use_idf=False, max_features=FEATURES_MAX
    )
    vectors = vectorizer.fit_transform(lines).tocsr()
    count = len(lines)
    said: dict[tuple[int, ...], int] = {}
    sense = np.array(
        [said.setdefault(tuple(map(line.count, NEGATIONS)), len(said)) for line in lines]
    )
    rows: list[np.ndarray] = []
    columns: list[np.ndarray] = []
    turned = vectors.T.tocsr()
    for start in range(0, count, ROWS):
        near = (vectors[start : start + ROWS] @ turned).tocoo()
        close = (near.data >= NEAR) & (sense[near.row + start] == sense[near.col])
        rows.append(near.row[close] + start)
        columns.append(near.col[close])
    row, column = np.concatenate(rows), np.concatenate(columns)
    graph = coo_array((np.ones(len(row), dtype=np.int8), (row, column)), shape=(count, count))
    _, labels = connected_components(graph, directed=False)
    return [int(label) for label in labels]
