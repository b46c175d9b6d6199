"""From vectors and copies to groups."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detector.article import Article
from detector.detection import DuplicateSet, Group
from detector.grouping.clusterer import EventClusterer
from detector.grouping.terms import article_terms
from detector.settings import Settings


def group_articles(
    articles: Sequence[Article],
    vectors: NDArray[np.float32],
    duplicate_sets: Sequence[DuplicateSet],
    settings: Settings,
) -> tuple[Group, ...]:
    """Group the articles; copies follow their original.

    Parameters
    ----------
    articles : sequence of Article
    vectors : ndarray of shape (len(articles), d), float32
        L2-normalised.
    duplicate_sets : sequence of DuplicateSet
    settings : Settings

    Returns
    -------
    tuple of Group
        Every article is in exactly one; sorted by id.
    """
    original_of = {
        copy: duplicates.article_ids[0]
        for duplicates in duplicate_sets
        for copy in duplicates.article_ids
    }
    rows = [i for i, a in enumerate(articles) if original_of.get(a.id, a.id) == a.id]
    originals = [articles[i] for i in rows]
    clusterer = EventClusterer(
        settings.group_similarity, time_scale_days=settings.time_scale_days
    )
    labels: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
    if originals:
        labels = clusterer.fit(
            vectors[rows],
            published=[article.published for article in originals],
            terms=article_terms(originals),
        ).labels_
    label_of = {article.id: int(label) for article, label in zip(originals, labels, strict=True)}
    members: defaultdict[int, list[int]] = defaultdict(list)
    for index, article in enumerate(articles):
        members[label_of[original_of.get(article.id, article.id)]].append(index)
    copies: defaultdict[int, list[DuplicateSet]] = defaultdict(list)
    for duplicates in duplicate_sets:
        copies[label_of[original_of[duplicates.article_ids[0]]]].append(duplicates)
    groups = [
        _group([articles[i] for i in indices], vectors[indices], copies[label], original_of)
        for label, indices in members.items()
    ]
    return tuple(sorted(groups, key=lambda group: group.id))


def _group(
    articles: Sequence[Article],
    vectors: NDArray[np.float32],
    duplicates: Sequence[DuplicateSet],
    original_of: dict[str, str],
) -> Group:
    independent = [i for i, a in enumerate(articles) if original_of.get(a.id, a.id) == a.id]
    similarity = vectors[independent] @ vectors[independent].T
    nearness = similarity.sum(axis=1)
    best = max(
        range(len(independent)),
        key=lambda i: (round(float(nearness[i]), 5), articles[independent[i]].id),
    )
    pairs = similarity[np.triu_indices(len(independent), k=1)]
    cohesion = float(np.clip(pairs.mean(), 0, 1)) if len(pairs) else 1.0
    ordered = sorted(articles, key=_chronology)
    return Group(
        id=_group_id(article.id for article in articles),
        article_ids=tuple(article.id for article in ordered),
        representative=articles[independent[best]].id,
        duplicates=tuple(sorted(duplicates, key=lambda d: d.article_ids)),
        cohesion=round(cohesion, 4),
    )


def _group_id(article_ids: object) -> str:
    smallest = min(article_ids)  # type: ignore[call-overload]
    return "g-" + hashlib.sha256(str(smallest).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _chronology(article: Article) -> tuple[bool, float, str]:
    when = article.published.timestamp() if article.published else 0.0
    return article.published is None, when, article.id
