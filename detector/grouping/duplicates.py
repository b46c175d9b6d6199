"""Copies: equal texts, and edited or abridged ones.

Exact copies have equal text after folding case and white space.  Near copies are
proposed in two ways, by MinHash LSH over word shingles (Broder 1997) for edited copies
and by shared sampled shingles for abridged ones, and each proposed pair is verified on
its whole shingle sets: near is whose Jaccard similarity or containment reaches the
threshold.  A copy is linked to an original, never to another copy, so that copies of
copies do not chain.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from datasketch import MinHash, MinHashLSH

from detector.article import Article, normalise
from detector.detection import DuplicateSet

#: Words of a shingle; short ones survive edits.
SHINGLE = 3
#: Shingles of a text too short to tell copies from coincidence.
LEAST_SHINGLES = 8
#: One in so many shingles is indexed to find abridged copies.
SAMPLED = 4
#: A shingle of more articles than this is boilerplate and proposes nothing.
BOILERPLATE = 40
PERMUTATIONS = 128

_WORD = re.compile(r"\w+")


def find_duplicates(
    articles: Sequence[Article], threshold: float = 0.6
) -> tuple[DuplicateSet, ...]:
    """Find the sets of copies among articles.

    Parameters
    ----------
    articles : sequence of Article
    threshold : float
        Least Jaccard similarity or containment of shingles of near copies, in (0, 1].

    Returns
    -------
    tuple of DuplicateSet
        Each article is in at most one exact and one near set; sorted.  The near sets hold
        one article of each exact set.
    """
    ordered = sorted(articles, key=_originality)
    by_text: defaultdict[str, list[Article]] = defaultdict(list)
    for article in ordered:
        by_text[normalise(article.text or article.title)].append(article)
    exact = [_exact(same) for same in by_text.values() if len(same) > 1]
    near = _near([same[0] for same in by_text.values()], threshold)
    return tuple(sorted((*exact, *near), key=lambda d: (d.kind, d.article_ids)))


def _exact(same: Sequence[Article]) -> DuplicateSet:
    original, *copies = (article.id for article in same)
    return DuplicateSet("exact", (original, *sorted(copies)), 1.0)


def _near(articles: Sequence[Article], threshold: float) -> Iterator[DuplicateSet]:
    """Link each article to the most similar original before it."""
    shingles = [_shingles(article) for article in articles]
    partners: defaultdict[int, list[int]] = defaultdict(list)
    for earlier, later in _proposed(shingles, threshold):
        partners[later].append(earlier)
    copies: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    copied: set[int] = set()
    for later in range(len(articles)):
        verified = [
            (similarity, -earlier)
            for earlier in partners[later]
            if earlier not in copied
            and (similarity := _similarity(shingles[earlier], shingles[later])) >= threshold
        ]
        if verified:
            similarity, original = max(verified)
            copied.add(later)
            copies[-original].append((later, similarity))
    for original, members in copies.items():
        ids = sorted(articles[index].id for index, _ in members)
        least = min(similarity for _, similarity in members)
        yield DuplicateSet("near", (articles[original].id, *ids), round(least, 4))


def _proposed(shingles: Sequence[frozenset[int]], threshold: float) -> Iterator[tuple[int, int]]:
    """Pairs (earlier, later) that may be copies, each once."""
    usable = [i for i, own in enumerate(shingles) if len(own) >= LEAST_SHINGLES]
    seen: set[tuple[int, int]] = set()
    for pair in (*_by_minhash(shingles, usable, threshold), *_by_sample(shingles, usable)):
        if pair not in seen:
            seen.add(pair)
            yield pair


def _by_minhash(
    shingles: Sequence[frozenset[int]], usable: Sequence[int], threshold: float
) -> Iterator[tuple[int, int]]:
    # Recall matters here, exactness comes with verification: look well below the threshold.
    index = MinHashLSH(threshold=0.6 * threshold, num_perm=PERMUTATIONS)
    for later in usable:
        sketch = MinHash(num_perm=PERMUTATIONS, hashfunc=_as_it_is)
        sketch.update_batch(sorted(shingles[later]))
        for earlier in index.query(sketch):
            yield earlier, later
        index.insert(later, sketch, check_duplication=False)


def _by_sample(
    shingles: Sequence[frozenset[int]], usable: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Pairs that share two shingles of a sample that is the same in every text."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for i in usable:
        for shingle in shingles[i]:
            if shingle % SAMPLED == 0:
                holders[shingle].append(i)
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for members in holders.values():
        if 1 < len(members) <= BOILERPLATE:
            for position, earlier in enumerate(members):
                for later in members[position + 1 :]:
                    shared[earlier, later] += 1
    return (pair for pair, count in shared.items() if count >= 2)


def _similarity(left: frozenset[int], right: frozenset[int]) -> float:
    """The larger of Jaccard similarity and containment of the shorter text.

    Containment counts for a shorter text that is long enough to be an abridgement; a
    little less, so that a whole copy is the better match.
    """
    shared = len(left & right)
    jaccard = shared / len(left | right)
    shorter = min(len(left), len(right))
    contained = shared / shorter if shorter >= 2 * LEAST_SHINGLES else 0.0
    return max(jaccard, 0.95 * contained)


def _shingles(article: Article) -> frozenset[int]:
    words = _WORD.findall(normalise(article.text or article.title))
    return frozenset(_hash(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def _hash(words: Iterable[str]) -> int:
    content = " ".join(words).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(content, digest_size=4).digest(), "little")


def _as_it_is(value: int) -> np.uint64:
    return np.uint64(value)


def _originality(article: Article) -> tuple[bool, float, int, str]:
    """Earliest dated first, then longest, then by id."""
    when = article.published.timestamp() if article.published else 0.0
    return article.published is None, when, -len(article.text), article.id
