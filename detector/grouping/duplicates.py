"""Copies: equal texts, and edited or abridged ones.

Exact copies have equal text after folding case and white space.  Near copies share so
many shingles (pairs of neighbouring words: longer ones do not survive the edits of a news
desk) that the Jaccard similarity, or the containment of the shorter text in the longer,
reaches the threshold.

They are found without comparing all with all, by prefix filtering (Chaudhuri, Ganti &
Kaushik 2006; Wang, Li & Feng 2012), which unlike sketches misses nothing that reaches the
threshold: of n shingles a copy shares at least ``threshold * n``, and so at least
``level`` of the rarest ``n - threshold * n + level``.

Articles are taken in order of originality, and only those that turn out to be originals
are ever compared with later ones.  So a copy is linked to an original, never to another
copy: copies of copies do not chain, and a thousand copies cost a thousand comparisons.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from detector.article import Article, normalise
from detector.detection import DuplicateSet

#: A body of fewer words does not make a copy without its title.
LEAST_WORDS = 20
#: Texts of fewer shingles cannot be told from coincidence.
LEAST_SHINGLES = 8
#: Fewer shingles may be contained in a long text without being an abridgement of it.
LEAST_CONTAINED = 16
#: A shingle proposes at most so many originals; more hold it only if it is boilerplate.
MOST_HOLDERS = 200
#: Share of an article's shingles that a proposal needs among the rarest.
LEVEL = 0.1

_WORD = re.compile(r"\w+")

Shingles = NDArray[np.int64]


def find_duplicates(
    articles: Sequence[Article], threshold: float = 0.55
) -> tuple[DuplicateSet, ...]:
    """Find the sets of copies among articles.

    Parameters
    ----------
    articles : sequence of Article
        The order does not matter.
    threshold : float
        Least Jaccard similarity or containment of shingles of near copies, in (0, 1].

    Returns
    -------
    tuple of DuplicateSet
        Each article is in at most one exact and one near set; sorted.  The near sets hold
        one article of each exact set.

    Raises
    ------
    ValueError
        If the threshold is out of range.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"the threshold of near copies must be in (0, 1], got {threshold}")
    by_text: defaultdict[str, list[Article]] = defaultdict(list)
    for article in sorted(articles, key=_originality):
        by_text[_content(article)].append(article)
    exact = [_exact(same) for same in by_text.values() if len(same) > 1]
    near = _near([same[0] for same in by_text.values()], list(by_text), threshold)
    return tuple(sorted((*exact, *near), key=lambda copies: (copies.kind, copies.article_ids)))


def _originality(article: Article) -> tuple[bool, float, int, str]:
    """Earliest dated first, then longest, then by id."""
    when = article.published.timestamp() if article.published else 0.0
    return article.published is None, when, -len(article.text), article.id


def _content(article: Article) -> str:
    """Return the folded text, with the title where the text alone says too little."""
    text = normalise(article.text)
    if len(_WORD.findall(text)) >= LEAST_WORDS:
        return text
    return f"{normalise(article.title)}\n{text}"


def _exact(same: Sequence[Article]) -> DuplicateSet:
    original, *copies = (article.id for article in same)
    return DuplicateSet("exact", (original, *sorted(copies)), 1.0)


def _near(
    articles: Sequence[Article], contents: Sequence[str], threshold: float
) -> Iterator[DuplicateSet]:
    """Link each article to the most similar original before it."""
    shingles = _shingles(contents)
    originals = _Originals(threshold)
    copies: defaultdict[int, list[tuple[str, float]]] = defaultdict(list)
    for number, article in enumerate(articles):
        own = shingles[number]
        if len(own) < LEAST_SHINGLES:
            continue
        likeness = [(*_similarity(shingles[other], own), -other) for other in originals.like(own)]
        similarity, _, original = max(likeness, default=(0.0, 0.0, 0))
        if similarity >= threshold:
            copies[-original].append((article.id, similarity))
        else:
            originals.add(number, own)
    for original, members in copies.items():
        ids = sorted(article_id for article_id, _ in members)
        least = min(similarity for _, similarity in members)
        yield DuplicateSet("near", (articles[original].id, *ids), round(least, 4))


def _similarity(left: Shingles, right: Shingles) -> tuple[float, float]:
    """Return the larger of Jaccard similarity and containment, and the Jaccard similarity."""
    shared = len(np.intersect1d(left, right, assume_unique=True))
    jaccard = shared / (len(left) + len(right) - shared)
    shorter = min(len(left), len(right))
    return (shared / shorter if shorter >= LEAST_CONTAINED else jaccard), jaccard


def _shingles(contents: Sequence[str]) -> list[Shingles]:
    """Return the different shingles of each text as numbers, the rarest first."""
    numbers: dict[str, int] = {}
    pairs = []
    for content in contents:
        words = [numbers.setdefault(word, len(numbers)) for word in _WORD.findall(content)]
        coded = np.array(words, dtype=np.int64)
        pairs.append(np.unique((coded[:-1] << 32) | coded[1:]))
    if not pairs:
        return []
    different, inverse, counts = np.unique(
        np.concatenate(pairs), return_inverse=True, return_counts=True
    )
    rank = np.empty(len(different), dtype=np.int64)
    rank[np.argsort(counts, kind="stable")] = np.arange(len(different))
    ends = np.cumsum([len(own) for own in pairs])[:-1]
    return [np.sort(own) for own in np.split(rank[inverse], ends)]


@dataclass(frozen=True)
class _Prefix:
    """The rarest shingles, of which any text that contains the rest holds `level`."""

    shingles: list[int]
    level: int

    @classmethod
    def of(cls, own: Shingles, threshold: float) -> _Prefix:
        least = ceil(threshold * len(own) - 1e-9)
        level = min(least, 1 + int(LEVEL * len(own)))
        return cls(own[: len(own) - least + level].tolist(), level)


class _Originals:
    """An index of the originals so far, by all of their shingles and by their rarest."""

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold
        self.level: dict[int, int] = {}
        self.by_shingle: defaultdict[int, list[int]] = defaultdict(list)
        self.by_rarest: defaultdict[int, list[int]] = defaultdict(list)

    def add(self, number: int, own: Shingles) -> None:
        prefix = _Prefix.of(own, self.threshold)
        self.level[number] = prefix.level
        _note(self.by_shingle, own.tolist(), number)
        _note(self.by_rarest, prefix.shingles, number)

    def like(self, own: Shingles) -> set[int]:
        """Return the originals that may contain this text, or be contained in it."""
        prefix = _Prefix.of(own, self.threshold)
        shared, unknown = _count(self.by_shingle, prefix.shingles)
        longer = {number for number, n in shared.items() if n + unknown >= prefix.level}
        shared, unknown = _count(self.by_rarest, own.tolist())
        return longer | {n for n, count in shared.items() if count + unknown >= self.level[n]}


def _note(index: defaultdict[int, list[int]], shingles: Sequence[int], number: int) -> None:
    for shingle in shingles:
        holders = index[shingle]
        if len(holders) < MOST_HOLDERS:
            holders.append(number)


def _count(index: defaultdict[int, list[int]], shingles: Sequence[int]) -> tuple[Counter[int], int]:
    """Count the shingles that each holder shares, and those with holders left out."""
    shared: Counter[int] = Counter()
    unknown = 0
    for shingle in shingles:
        holders = index.get(shingle, ())
        shared.update(holders)
        unknown += len(holders) == MOST_HOLDERS
    return shared, unknown
