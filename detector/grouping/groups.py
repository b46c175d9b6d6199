"""From vectors and copies to groups."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from detector.article import Article, chronology
from detector.detection import DuplicateSet, Group
from detector.engines import Engine
from detector.grouping.clusterer import EventClusterer
from detector.grouping.terms import article_terms
from detector.settings import Settings
from detector.vectors import Vectors, taken


def group_articles(
    articles: Sequence[Article],
    vectors: Vectors,
    duplicate_sets: Sequence[DuplicateSet],
    settings: Settings,
    engine: Engine | None = None,
) -> tuple[Group, ...]:
    """Group the articles: originals are clustered, and copies follow their original.

    Parameters
    ----------
    articles : sequence of Article
        The order does not matter.
    vectors : ndarray of shape (len(articles), d), float16 or float32
        L2-normalised.
    duplicate_sets : sequence of DuplicateSet
        As `find_duplicates` returns them.
    settings : Settings
    engine : Engine or None
        Where the heavy parts run; this process by default.

    Returns
    -------
    tuple of Group
        Every article is in exactly one; sorted by id.
    """
    if not articles:
        return ()
    original = originals_of(articles, duplicate_sets)
    rows = [row for row, article in enumerate(articles) if original[article.id] == article.id]
    originals = [articles[row] for row in rows]
    clusterer = EventClusterer(
        settings.group_similarity, time_scale_days=settings.time_scale_days, engine=engine
    ).fit(
        taken(vectors, np.array(rows)),
        published=[article.published for article in originals],
        terms=article_terms(originals, engine),
    )
    label = {
        article.id: int(number)
        for article, number in zip(originals, clusterer.labels_, strict=True)
    }
    members: defaultdict[int, list[Article]] = defaultdict(list)
    for article in articles:
        members[label[original[article.id]]].append(article)
    copies: defaultdict[int, list[DuplicateSet]] = defaultdict(list)
    for duplicates in duplicate_sets:
        copies[label[original[duplicates.article_ids[0]]]].append(duplicates)
    independent: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        independent[label[articles[row].id]].append(row)
    groups = [
        _group(
            members[number],
            {articles[row].id: vectors[row] for row in independent[number]},
            copies[number],
        )
        for number in members
    ]
    return tuple(sorted(groups, key=lambda group: group.id))


def originals_of(
    articles: Sequence[Article], duplicate_sets: Sequence[DuplicateSet]
) -> dict[str, str]:
    """Return for the id of each article that of the one that stands for it.

    An original of equal texts may itself be an edited copy, never the other way round.
    """
    equal: dict[str, str] = {}
    edited: dict[str, str] = {}
    for duplicates in duplicate_sets:
        first, *copies = duplicates.article_ids
        link = equal if duplicates.kind == "exact" else edited
        link.update(dict.fromkeys(copies, first))
    first_of = {article.id: equal.get(article.id, article.id) for article in articles}
    return {article_id: edited.get(first, first) for article_id, first in first_of.items()}


def _group(
    members: Sequence[Article],
    independent: Mapping[str, Vectors],
    duplicates: Sequence[DuplicateSet],
) -> Group:
    ids = sorted(independent)
    own = np.array([independent[article_id] for article_id in ids], dtype=np.float64)
    # Half precision leaves lengths a little off 1, by which of two articles one would be nearer.
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    # The sum of an article's similarities is its similarity to the sum: no pair is formed.
    nearness = np.round(own @ own.sum(axis=0), 5)
    count = len(ids)
    pairs = count * (count - 1)
    cohesion = float((nearness.sum() - count) / pairs) if pairs else 1.0
    in_order = tuple(article.id for article in sorted(members, key=chronology))
    return Group(
        id=_group_id(in_order[0]),
        article_ids=in_order,
        representative=ids[int(nearness.argmax())],
        duplicates=tuple(sorted(duplicates, key=lambda d: (d.kind, d.article_ids))),
        cohesion=round(min(1.0, max(0.0, cohesion)), 4),
        origins=count,
    )


def _group_id(first: str) -> str:
    """Make an id from the earliest article, so that later ones do not change it."""
    return "g-" + hashlib.sha256(first.encode("utf-8", "surrogatepass")).hexdigest()[:12]
