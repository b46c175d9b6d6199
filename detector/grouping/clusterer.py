"""Which articles report the same development: a clustering by meaning, words and time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.preprocessing import normalize
from sklearn.utils.validation import check_array, validate_data

from detector.engines import Engine
from detector.grouping.evidence import Evidence, Floats, Rows, shipped_weights
from detector.grouping.linkage import link
from detector.grouping.merging import shipped_merge_weights
from detector.grouping.stream import Held, added, continued
from detector.grouping.terms import split_terms
from detector.grouping.timeline import window
from detector.vectors import Vectors, blocks_of, stacked


class EventClusterer(ClusterMixin, BaseEstimator):  # type: ignore[misc]
    """Average-link clustering over a graph of mutual neighbours.

    Each article keeps its nearest neighbours by vectors and time.  Of every two that
    choose each other, a small model says how probable it is that they report the same
    development, from their vectors, their terms and the time between them.  Likely ones
    are linked, and inside each linked component average linkage grows a tree.  A second
    small model judges each of its merges by how the two branches differ as wholes, so
    that neither a chain of half-similar articles nor another event of the same kind
    merges two stories.

    Parameters
    ----------
    similarity : float, default=0.25
        Least probability that two clusters report the same development, for the two to
        be merged; in (0, 1).
    time_scale_days : float, default=7.0
        Days over which nearness in time fades to 1/e.  An unknown time is neither match
        nor conflict.
    neighbours : int, default=50
        Nearest neighbours that each article keeps.
    engine : Engine or None, default=None
        Where stretches of time are searched for neighbours and trees are grown; None for
        this process.  The clusters are the same.

    Attributes
    ----------
    labels_ : ndarray of shape (n_samples,), int64
        Cluster of each article, numbered in order of appearance; an article that is like
        no other has a cluster of its own.
    n_features_in_ : int
        Dimensions of the vectors.

    Notes
    -----
    The clusters do not depend on the order of the articles: rows are sorted by content
    first, and rows that are equal in everything are one.  Vectors are compared in half
    precision.  Articles more than a few time scales apart are not compared; where more
    than `detector.grouping.neighbours.EXACT` could be compared with one, an index proposes
    neighbours, in a time that grows little faster than the number of articles.  Average linkage
    is quadratic in the size of a component, which is bounded.
    """

    def __init__(
        self,
        similarity: float = 0.25,
        *,
        time_scale_days: float = 7.0,
        neighbours: int = 50,
        engine: Engine | None = None,
    ) -> None:
        self.similarity = similarity
        self.time_scale_days = time_scale_days
        self.neighbours = neighbours
        self.engine = engine

    def fit(
        self,
        X: ArrayLike,  # noqa: N803
        y: object = None,
        published: Sequence[datetime | float | None] | NDArray[np.float64] | None = None,
        terms: csr_matrix | None = None,
    ) -> EventClusterer:
        """Cluster the articles.

        Parameters
        ----------
        X : array-like of shape (n_samples, n_features)
            Vectors of the articles; they need not be normalised.
        y : ignored
        published : sequence of datetime, float or None, optional
            Time of publication, as datetimes or as days; None or NaN where not known.
        terms : csr_matrix of shape (n_samples, 2 m), optional
            Weighted terms as `article_terms` returns them, those of each article and, in as
            many columns again, those of its lead; they need not be normalised.

        Returns
        -------
        EventClusterer

        Raises
        ------
        ValueError
            If the rows of `X`, `published` and `terms` differ in number, or a parameter
            is out of range.
        """
        self._check_parameters()
        clusters = self._clusters(self._checked(X, published, terms, reset=True))
        self.labels_ = _in_order_of_appearance(clusters)
        self._held: Held | None = None
        return self

    def partial_fit(
        self,
        X: ArrayLike,  # noqa: N803
        y: object = None,
        published: Sequence[datetime | float | None] | NDArray[np.float64] | None = None,
        terms: csr_matrix | None = None,
    ) -> EventClusterer:
        """Cluster articles as they come, those of one call together.

        Articles further apart than a window of about 4.6 times `time_scale_days` are never
        compared.  Clusters with an article within the window of the last publication so far
        are held and clustered anew with the new articles; the others are done, whatever
        comes.  `labels_` holds the labels of all articles that came, in order.  A cluster
        keeps its label as it grows; an earlier article gets another one only if clusters
        merge or part.

        Parameters
        ----------
        X, y, published, terms
            As for `fit`.  An article without a time is held as if published with the last
            one before it; without any times, all are held.

        Returns
        -------
        EventClusterer

        Raises
        ------
        ValueError
            As for `fit`; also if the dimensions of `X` or `terms` change, or terms come
            with some calls only.

        Notes
        -----
        A call takes as long as `fit` on the articles held.  As long as articles come in
        order of time, labels differ from those of `fit` on all of them only where a chain of
        clusters reaches further back than the window.
        """
        self._check_parameters()
        held = getattr(self, "_held", None)
        evidence = self._checked(X, published, terms, reset=held is None)
        earlier = self.labels_ if held is not None else np.zeros(0, dtype=np.int64)
        held = added(held, len(earlier), evidence)
        clusters = self._clusters(held.evidence)
        self.labels_ = continued(earlier, held.number, clusters)
        self._held = held.within(window(self.time_scale_days), clusters)
        return self

    def _checked(
        self,
        X: ArrayLike,  # noqa: N803
        published: Sequence[datetime | float | None] | NDArray[np.float64] | None,
        terms: csr_matrix | None,
        *,
        reset: bool,
    ) -> Evidence:
        """Return vectors, days and terms as they are compared."""
        vectors = validate_data(self, X, dtype=(np.float32, np.float16), reset=reset)
        days = _days(published, len(vectors))
        own = leads = None
        if terms is not None:
            terms = csr_matrix(check_array(terms, accept_sparse="csr", dtype=np.float32))
            if terms.shape[0] != len(vectors):
                raise ValueError(f"{terms.shape[0]} rows of terms for {len(vectors)} vectors")
            own, leads = split_terms(terms)
        return Evidence(_normalised(vectors), days, own, leads, self.time_scale_days)

    def _clusters(self, evidence: Evidence) -> Rows:
        """Return the cluster of each article, by any numbers."""
        first, same_as = _distinct(evidence)
        evidence = evidence.rows(first)
        clusters: Rows = link(
            evidence,
            shipped_weights(evidence.model),
            shipped_merge_weights(evidence.model),
            self.similarity,
            self.neighbours,
            self.engine,
        )[same_as]
        return clusters

    def fit_predict(
        self,
        X: ArrayLike,  # noqa: N803
        y: object = None,
        **evidence: Any,
    ) -> Rows:
        """Cluster the articles and return their labels; see `fit`."""
        return self.fit(X, y, **evidence).labels_

    def _check_parameters(self) -> None:
        if not 0 < self.similarity < 1:
            raise ValueError(f"similarity must be between 0 and 1, got {self.similarity}")
        if not self.time_scale_days > 0:
            raise ValueError(f"time_scale_days must be above 0, got {self.time_scale_days}")
        if self.neighbours < 1:
            raise ValueError(f"neighbours must be at least 1, got {self.neighbours}")


def _days(
    published: Sequence[datetime | float | None] | NDArray[np.float64] | None, size: int
) -> Floats:
    """Publication in days, NaN where it is not known."""
    if published is None:
        return np.full(size, np.nan)
    if len(published) != size:
        raise ValueError(f"{len(published)} times of publication for {size} articles")
    return np.array([_day(moment) for moment in published], dtype=np.float64)


def _day(moment: datetime | float | None) -> float:
    if moment is None:
        return float("nan")
    if isinstance(moment, datetime):
        return moment.timestamp() / 86400
    if isinstance(moment, Real):
        return float(moment)
    raise ValueError(f"a time of publication must be a datetime or days, got {moment!r}")


def _normalised(vectors: Vectors) -> NDArray[np.float16]:
    return stacked(
        normalize(vectors[rows].astype(np.float32), copy=False) for rows in blocks_of(len(vectors))
    )


def _distinct(evidence: Evidence) -> tuple[Rows, Rows]:
    """Return the first row of each content, sorted by content, and the place of each row."""
    halves = [half for half in (evidence.terms, evidence.leads) if half is not None]
    contents = np.array(
        [
            sha256(
                (vector + np.float16(0)).tobytes()  # so that -0.0 is 0.0
                + day.tobytes()
                + b"".join(_row_bytes(half, row) for half in halves)
            ).digest()
            for row, (vector, day) in enumerate(zip(evidence.vectors, evidence.days, strict=True))
        ],
        dtype="S32",
    )
    _, first, same_as = np.unique(contents, return_index=True, return_inverse=True)
    return first, same_as


def _row_bytes(terms: csr_matrix, row: int) -> bytes:
    inside = slice(terms.indptr[row], terms.indptr[row + 1])
    content: bytes = terms.indices[inside].tobytes() + terms.data[inside].tobytes()
    return content


def _in_order_of_appearance(labels: Rows) -> Rows:
    """Number the clusters in order of appearance."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    renumbered: Rows = rank[inverse]
    return renumbered
