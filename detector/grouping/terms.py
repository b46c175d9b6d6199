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

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction import FeatureHasher
from sklearn.preprocessing import normalize
from wordfreq import zipf_frequency

from detector.article import Article
from detector.engines import Engine, map_each
from detector.engines.local import LocalEngine
from detector.vectors import blocks_of

#: Characters of the body that count; news says the new things first.
OPENING = 2500
#: Characters of the body that, with the title, say what it is about.
LEAD = 400
#: The title counts so many times.
TITLE_WEIGHT = 2
#: Occurrences of a name weigh so much more than those of another word.
NAME_WEIGHT = 2.0

_COLUMNS = 2**18
_WORD = re.compile(r"[^\W\d_][\w'\u2019]*|\d[\d.,]*\d|\d+")


def article_terms(articles: Sequence[Article], engine: Engine | None = None) -> csr_matrix:
    """Return the weighted terms of each article.

    Parameters
    ----------
    articles : sequence of Article
    engine : Engine or None
        Where words are counted, each article by itself; this process by default.

    Returns
    -------
    csr_matrix of shape (len(articles), 2 * 2**18), float32
        Hashed terms: those of the article, then those of its lead.  Each half of a row is
        L2-normalised.
    """
    if not articles:
        return csr_matrix((0, 2 * _COLUMNS), dtype=np.float32)
    blocks = (articles[block] for block in blocks_of(len(articles)))
    return vstack(list(map_each(engine or LocalEngine(), _hashed, blocks)), format="csr")


def split_terms(terms: csr_matrix) -> tuple[csr_matrix, csr_matrix]:
    """Return the terms of articles and those of their leads, each L2-normalised and sorted.

    Raises
    ------
    ValueError
        If the columns are not two halves.
    """
    columns, odd = divmod(terms.shape[1], 2)
    if odd:
        raise ValueError(f"terms must have two halves of columns, got {terms.shape[1]} columns")
    own, leads = terms[:, :columns], terms[:, columns:]
    own.sort_indices()
    leads.sort_indices()
    return normalize(own, copy=False), normalize(leads, copy=False)


def _hashed(articles: Sequence[Article]) -> csr_matrix:
    hasher = FeatureHasher(_COLUMNS, input_type="dict", dtype=np.float32, alternate_sign=False)
    weights = [_weights(article) for article in articles]
    halves = [normalize(hasher.transform(half)) for half in zip(*weights, strict=True)]
    return hstack(halves, format="csr")


def _weights(article: Article) -> tuple[dict[str, float], dict[str, float]]:
    """Return the weight of each term of the article, and of each term of its lead."""
    counts: Counter[str] = Counter()
    names: set[str] = set()
    lead: set[str] = set()
    for text, times, lead_end in (
        (article.title, TITLE_WEIGHT, len(article.title)),
        (article.text[:OPENING], 1, LEAD),
    ):
        for match in _WORD.finditer(text):
            word = match.group()
            term = _stem(word.lower())
            counts[term] += times
            if match.start() < lead_end:
                lead.add(term)
            if word[0].isupper() and not _starts_sentence(text, match.start()):
                names.add(term)
    rarity = {
        term: _rarity(term) * (NAME_WEIGHT if term in names else 1.0)
        for term in counts
        if _rarity(term) > 0
    }
    everywhere = {term: (1 + log(counts[term])) * rare for term, rare in rarity.items()}
    return everywhere, {term: rare for term, rare in rarity.items() if term in lead}


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
