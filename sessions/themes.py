"""Themes 主题 of opinions: what many say, in groups with a representative; a suggestion, never a
verdict.

By TF-IDF of words, or by vectors of meaning where the caller has them. The same texts in the same
order make the same themes.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import rjieba
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from sessions.folding import folded

TEXTS_MAX = 10_000
"""Opinions grouped at once, the newest; some seconds of one core."""
THEMES_MAX = 12
"""As many as a column of a desk shows, and a person keeps in mind."""
TEXTS_PER_THEME = 6
"""On average: fewer make no theme."""
FEWEST = 6
"""Texts below which there is nothing to group."""
MEMBERS_MIN = 2
"""Of a theme; one opinion is itself."""
NEAR_MIN = 0.2
"""Cosine to the middle of a theme below which a text is of none."""
DIMENSIONS = 64
"""Of the latent space in which short texts that share no word still meet."""
FEATURES_MAX = 20_000
SEED = 0
STARTS = 4
WORDS_SHOWN = 3
STOP_WORDS = frozenset(
    (
        "没有", "我们", "能不能", "可以", "希望", "建议", "请问", "应该", "什么", "怎么", "如何",
        "一个", "一下", "一些", "现在", "问题", "意见", "一直", "他们", "你们", "这个", "那个",
        "是否", "那些", "但是", "因为", "所以", "而且", "或者", "如果", "已经", "还是", "就是",
        "不能", "需要", "进行", "相关", "有关", "部门", "时候", "以后", "以前", "这些", "不要",
    )
)  # fmt: skip
"""Words that opinions on anything have in common."""

Vectors = Any
"""A matrix of floats, a row per text; numpy's or scipy's."""


class Theme(msgspec.Struct, frozen=True):
    """Texts that belong together, by their index; `members` the most typical first."""

    words: list[str]
    """What tells it from the others, at most `WORDS_SHOWN`."""
    members: list[int]

    @property
    def representative(self) -> int:
        """The most typical text."""
        return self.members[0]


def themes(texts: Sequence[str], vectors: Vectors = None) -> list[Theme]:
    """Groups of at most `TEXTS_MAX` texts, the largest first; those like no other are in none.

    `vectors`: a row of meaning for each text, by which they are grouped instead of by words.
    """
    texts = texts[:TEXTS_MAX]
    words = [words_of(text) for text in texts]
    if len(texts) < FEWEST or not any(words):
        return []
    vectorizer = TfidfVectorizer(
        analyzer=lambda each: each, sublinear_tf=True, max_df=0.5, max_features=FEATURES_MAX
    )
    try:
        by_words = vectorizer.fit_transform(words)
    except ValueError:  # every word is in most of them
        return []
    space = _latent(by_words) if vectors is None else _centred(vectors)
    count = max(2, min(THEMES_MAX, len(texts) // TEXTS_PER_THEME))
    means = KMeans(count, n_init=STARTS, random_state=SEED).fit(space)
    middles = normalize(means.cluster_centers_)
    nearness = np.einsum("ij,ij->i", space, middles[means.labels_])
    names = vectorizer.get_feature_names_out()
    found = []
    for label in range(count):
        members = np.flatnonzero((means.labels_ == label) & (nearness >= NEAR_MIN))
        if len(members) < MEMBERS_MIN:
            continue
        typical = members[np.argsort(-nearness[members], kind="stable")]
        weights = np.asarray(by_words[members].mean(axis=0)).ravel()
        best = [str(names[at]) for at in np.argsort(-weights, kind="stable")[:WORDS_SHOWN]]
        found.append(Theme(best, [int(at) for at in typical]))
    return sorted(found, key=lambda one: (-len(one.members), min(one.members)))


def _latent(by_words: Vectors) -> Vectors:
    """In fewer dimensions, of unit length; a text without a known word is nowhere."""
    dimensions = min(DIMENSIONS, min(by_words.shape) - 1)
    if dimensions < 2:
        return normalize(by_words.toarray())
    made = TruncatedSVD(dimensions, random_state=SEED).fit_transform(by_words)
    return normalize(made)


def _centred(vectors: Vectors) -> Vectors:
    """Vectors of meaning point all one way; what differs is what tells."""
    rows = np.asarray(vectors, dtype=np.float64)
    return normalize(rows - rows.mean(axis=0))


def words_of(text: str) -> list[str]:
    """The words of a text that say what it is about, simplified."""
    return [
        word
        for word in map(folded, rjieba.cut_for_search(text))
        if len(word) > 1 and word not in STOP_WORDS and not word.isdigit()
    ]
