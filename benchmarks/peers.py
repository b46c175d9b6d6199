"""Other ways to group articles, each at every setting worth trying.

A peer takes texts and their vectors, and yields (setting, cluster of each text).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform
from sklearn.cluster import HDBSCAN
from sklearn.feature_extraction.text import TfidfVectorizer

Vectors = NDArray[np.float32]
Clustering = tuple[str, list[int]]
Peer = Callable[[Sequence[str], Vectors], Iterator[Clustering]]


def tfidf_average_link(texts: Sequence[str], vectors: Vectors) -> Iterator[Clustering]:
    """Average linkage of TF-IDF rows."""
    rows = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    yield from _average_link((rows @ rows.T).toarray())


def vectors_average_link(texts: Sequence[str], vectors: Vectors) -> Iterator[Clustering]:
    """Average linkage of the vectors."""
    yield from _average_link(vectors @ vectors.T)


def hdbscan(texts: Sequence[str], vectors: Vectors) -> Iterator[Clustering]:
    """scikit-learn's HDBSCAN; what it calls noise stays alone."""
    for smallest, samples, method in product((2, 3, 5), (1, 2, 3), ("eom", "leaf")):
        labels = HDBSCAN(
            min_cluster_size=smallest,
            min_samples=samples,
            cluster_selection_method=method,
            copy=True,
        ).fit_predict(vectors)
        yield f"size {smallest}, samples {samples}, {method}", _alone(labels)


def community_detection(texts: Sequence[str], vectors: Vectors) -> Iterator[Clustering]:
    """Communities of sentence-transformers."""
    from sentence_transformers.util import community_detection as communities

    for threshold in np.arange(0.3, 0.96, 0.02):
        labels = np.full(len(texts), -1)
        found = communities(vectors, threshold=float(threshold), min_community_size=1)
        for number, members in enumerate(found):
            labels[members] = number
        yield f"threshold {threshold:.2f}", _alone(labels)


def bertopic(texts: Sequence[str], vectors: Vectors) -> Iterator[Clustering]:
    """BERTopic over the same vectors, with the smallest topics allowed; outliers stay alone."""
    from bertopic import BERTopic
    from umap import UMAP

    for neighbours, smallest in product((5, 15), (2, 3, 5)):
        model = BERTopic(
            umap_model=UMAP(neighbours, 5, min_dist=0.0, metric="cosine", random_state=0),
            min_topic_size=smallest,
        )
        topics, _ = model.fit_transform(list(texts), vectors)
        yield f"neighbours {neighbours}, size {smallest}", _alone(np.array(topics))


def semhash(texts: Sequence[str], vectors: Vectors) -> Iterator[Clustering]:
    """Groups of semhash: its duplicates of one another, over the same vectors."""
    from semhash import SemHash

    records = [{"text": str(number)} for number in range(len(texts))]
    index = SemHash.from_embeddings(vectors, records, model=_NoEncoder(), columns=["text"])
    for threshold in np.arange(0.3, 0.96, 0.02):
        result = index.self_deduplicate(threshold=float(threshold))
        links = [
            (int(each.record["text"]), int(each.duplicate_of["text"])) for each in result.filtered
        ]
        left, right = np.array(links, dtype=int).reshape(-1, 2).T
        size = len(texts)
        graph = coo_matrix((np.ones(len(links)), (left, right)), shape=(size, size))
        yield f"threshold {threshold:.2f}", connected_components(graph, directed=False)[1].tolist()


#: Name, peer, and the package without which it is left out.
PEERS: dict[str, tuple[Peer, str]] = {
    "TF-IDF, average link": (tfidf_average_link, "sklearn"),
    "MiniLM, average link": (vectors_average_link, "sklearn"),
    "MiniLM, HDBSCAN": (hdbscan, "sklearn"),
    "MiniLM, community_detection": (community_detection, "sentence_transformers"),
    "MiniLM, BERTopic": (bertopic, "bertopic"),
    "MiniLM, semhash": (semhash, "semhash"),
}


def installed() -> tuple[dict[str, Peer], list[str]]:
    """Return the peers that can run here, and the packages that are missing."""
    missing = sorted({package for _, package in PEERS.values() if not find_spec(package)})
    return {name: peer for name, (peer, need) in PEERS.items() if need not in missing}, missing


class _NoEncoder:
    """Stands where semhash wants an encoder; the vectors are given."""

    def encode(self, *arguments: object, **options: object) -> Vectors:
        """Fail: nothing is encoded."""
        raise NotImplementedError("the vectors are given")


def _average_link(similarity: NDArray[np.floating]) -> Iterator[Clustering]:
    distance = (1.0 - similarity).clip(0.0)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance, checks=False), "average")
    for threshold in np.arange(0.01, 1.0, 0.01):
        yield f"threshold {threshold:.2f}", fcluster(tree, 1 - threshold, "distance").tolist()


def _alone(labels: NDArray[np.integer]) -> list[int]:
    """Give each that is in no cluster one of its own."""
    noise = labels < 0
    labels = labels.astype(int)
    labels[noise] = labels.max(initial=0) + 1 + np.arange(noise.sum())
    return labels.tolist()
