"""A map of the corpus: articles as points, those with like words near each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from detector.article import Article
from detector.detection import Detection
from detector.reporting.summary import Story

#: Points beyond these are not drawn: a map of more is a blot, and slow.
MOST_POINTS = 1500
#: Characters of a text that decide where its point lies.
_LONGEST_TEXT = 5000
_MOST_WORDS = 20_000
_LATENT_DIMENSIONS = 50
#: Neighbours that a point is kept close to; stories are smaller than this.
_PERPLEXITY = 15
_FEWEST_POINTS = 5


@dataclass(frozen=True)
class Point:
    """An article's place.

    Attributes
    ----------
    article_id : str
    group_id : str
    x, y : float
        In [0, 1], from the left and from the top.
    rank : int or None
        Place of its story in the order of stories, from 0; None if no other report tells it.
    """

    article_id: str
    group_id: str
    x: float
    y: float
    rank: int | None


def corpus_map(detection: Detection, told: Sequence[Story]) -> tuple[Point, ...]:
    """Place the articles of a result.

    TF-IDF vectors are reduced to their strongest latent dimensions (Deerwester et al., 1990)
    and laid out in the plane by t-SNE (van der Maaten & Hinton, 2008), which keeps
    neighbours together; far distances mean nothing.  A linear projection to two dimensions
    was tried first: it heaps most stories on one spot.

    Parameters
    ----------
    detection : Detection
    told : sequence of Story
        The groups of several reports in order; their articles are drawn first.

    Returns
    -------
    tuple of Point
        At most `MOST_POINTS`; empty where there are too few articles or words for a map.
    """
    rank = {story.group.id: place for place, story in enumerate(told)}
    placed = sorted(
        (rank.get(group.id, len(rank)), place, article_id, group.id)
        for group in detection.groups
        for place, article_id in enumerate(group.article_ids)
    )[:MOST_POINTS]
    texts = [_words_of(detection.article_by_id[article_id]) for _, _, article_id, _ in placed]
    positions = _positions(texts)
    return tuple(
        Point(article_id, group_id, float(x), float(y), rank.get(group_id))
        for (_, _, article_id, group_id), (x, y) in zip(placed, positions, strict=False)
    )


def _words_of(article: Article) -> str:
    return f"{article.title}\n{article.text[:_LONGEST_TEXT]}"


def _positions(texts: Sequence[str]) -> NDArray[np.float32]:
    """Coordinates in [0, 1], shape (n_texts, 2); none where words do not suffice."""
    nowhere = np.empty((0, 2), np.float32)
    if len(texts) < _FEWEST_POINTS:
        return nowhere
    try:
        words = TfidfVectorizer(
            stop_words="english", sublinear_tf=True, max_features=_MOST_WORDS
        ).fit_transform(texts)
    except ValueError:  # not a single word
        return nowhere
    dimensions = min(_LATENT_DIMENSIONS, min(words.shape) - 1)
    if dimensions < 2:
        return nowhere
    # One thread: sums taken in another order would end in another map.
    with threadpool_limits(1):
        latent = TruncatedSVD(dimensions, algorithm="arpack", random_state=0).fit_transform(words)
        return _scaled(_layout(latent.astype(np.float32)))


def _layout(latent: NDArray[np.float32]) -> NDArray[np.float32]:
    """Neighbours near each other, shape (n_points, 2), started from the strongest dimensions."""
    start = latent[:, :2] * (1e-4 / max(float(latent[:, 0].std()), 1e-9))
    perplexity = min(_PERPLEXITY, (len(latent) - 1) / 3)
    placed: NDArray[np.float32] = TSNE(
        2, init=start, perplexity=perplexity, max_iter=400, random_state=0
    ).fit_transform(latent)
    return placed


def _scaled(coordinates: NDArray[np.float32]) -> NDArray[np.float32]:
    low, high = coordinates.min(axis=0), coordinates.max(axis=0)
    scaled: NDArray[np.float32] = (coordinates - low) / np.where(high > low, high - low, 1)
    return scaled
