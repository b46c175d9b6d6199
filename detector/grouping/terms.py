"""The rare words and names of an article, weighted by how rare they are in English.

The weights come from word frequencies of the language, not of the corpus at hand, so
that adding articles never changes what two others have in common.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

from scipy.sparse import csr_matrix
from sklearn.feature_extraction import FeatureHasher
from sklearn.preprocessing import normalize
from wordfreq import zipf_frequency

from detector.article import Article

#: Characters of the body that count; news says the new things first.
OPENING = 2500
#: The title counts so many times.
TITLE_WEIGHT = 2
#: Occurrences of a name weigh so much more than those of another word.
NAME_WEIGHT = 2.0

_WORD = re.compile(r"[^\W\d_][\w'\u2019]*|\d[\d.,]*\d|\d+")


def article_terms(articles: Sequence[Article]) -> csr_matrix:
    """Return the weighted terms of each article.

    Parameters
    ----------
    articles : sequence of Article

    Returns
    -------
    csr_matrix of shape (len(articles), 2**18), float64
        L2-normalised rows of hashed terms.
    """
    hasher = FeatureHasher(n_features=2**18, input_type="dict", alternate_sign=False)
    weights = [_weights(article) for article in articles]
    return normalize(hasher.transform(weights or [{}]))[: len(articles)]


def _weights(article: Article) -> dict[str, float]:
    counts: Counter[str] = Counter()
    names: set[str] = set()
    for text, times in ((article.title, TITLE_WEIGHT), (article.text[:OPENING], 1)):
        for match in _WORD.finditer(text):
            word = match.group()
            term = _stem(word.lower())
            counts[term] += times
            if word[0].isupper() and not _starts_sentence(text, match.start()):
                names.add(term)
    weighted = {}
    for term, count in counts.items():
        rarity = _rarity(term)
        if rarity > 0:
            weighted[term] = (1 + log(count)) * rarity * (NAME_WEIGHT if term in names else 1.0)
    return weighted


@lru_cache(maxsize=200_000)
def _rarity(term: str) -> float:
    """How rare a word is, from 0 for the commonest to 6 for one hardly ever seen."""
    if term[0].isdigit():
        return 1.5 if len(term) > 1 else 0.0
    return max(0.0, 7.0 - max(1.0, zipf_frequency(term, "en")))


def _stem(word: str) -> str:
    """Cut possessives and plurals, so that they count as one word."""
    word = re.sub(r"['\u2019]s?$", "", word)
    return word[:-1] if len(word) > 4 and word.endswith("s") and word[-2] not in "su" else word


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 3) : start].rstrip(" \"'\u201c\u2018(")
    return not before or before[-1] in ".!?\n"
