"""Grouping of ECB+ articles against two peers: ``python benchmarks/ecbplus.py PATH``.

PATH is a file of JSON lines, gzipped or not, with ``id``, ``text`` and ``event``.  Our
grouping runs at its defaults; the peers, average linkage of TF-IDF rows and of vectors of
the same model, run at whichever threshold suits this file best.  Since the weights of
ours were fitted on open sets, PATH perhaps among them, ours is also cross-validated:
each fifth of the topics is grouped with weights that were fitted on the other four, and
on the sets given with ``--with``.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from metrics import Score, b_cubed
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from detector.embedding import TextEncoder, VectorCache, embed_articles
from detector.grouping import EventClusterer, find_duplicates, group_articles
from detector.grouping.evidence import Evidence
from detector.grouping.linkage import link
from detector.grouping.train import (
    BLUR_DAYS,
    MOST_ARTICLES,
    EventSet,
    evidence_of,
    fit_weights,
    read_events,
    training_pairs,
)
from detector.settings import Settings

FOLDS = 5


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--with", dest="others", nargs="*", type=Path, default=[], metavar="SET")
    parser.add_argument("--cache", type=Path, help="folder in which vectors are kept")
    given = parser.parse_args()
    encoder = TextEncoder(cache=VectorCache(given.cache) if given.cache else None)
    tested = read_events(given.path)
    print(f"{tested.name}: {len(tested.articles)} articles, {len(set(tested.events))} events")
    show("detector, defaults", our_grouping(tested, encoder))
    others = [read_events(path, MOST_ARTICLES) for path in given.others]
    show(f"detector, {FOLDS} folds by topic", cross_validated(tested, others, encoder))
    texts = [f"{article.title}\n{article.text}" for article in tested.articles]
    tfidf = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)
    show("TF-IDF, average link", *at_best_threshold((tfidf @ tfidf.T).toarray(), tested.events))
    vectors = encoder.encode(texts)
    show("MiniLM, average link", *at_best_threshold(vectors @ vectors.T, tested.events))


def show(name: str, score: Score, threshold: float | None = None) -> None:
    """Print a row of the table."""
    note = "" if threshold is None else f"  (best threshold, {threshold:.2f})"
    print(f"{name:28}{score}{note}")


def our_grouping(tested: EventSet, encoder: TextEncoder) -> Score:
    """Score the whole grouping, copies included, as the pipeline runs it."""
    settings = Settings()
    groups = group_articles(
        tested.articles,
        embed_articles(encoder, tested.articles),
        find_duplicates(tested.articles, settings.near_duplicate),
        settings,
    )
    group_of = {article: group.id for group in groups for article in group.article_ids}
    return b_cubed([group_of[article.id] for article in tested.articles], tested.events)


def cross_validated(tested: EventSet, others: Sequence[EventSet], encoder: TextEncoder) -> Score:
    """Score each fold in a grouping of all articles by weights that never saw its topics."""
    fold = folds(tested.topics)
    default = EventClusterer()
    evidence = evidence_of(tested.articles, encoder)
    blurred = evidence_of(tested.articles, encoder, blur=BLUR_DAYS)
    left, right, same = training_pairs(blurred, tested.events)
    measures = blurred.measures(left, right)
    more = [pairs_of(each, encoder) for each in others]
    precision = recall = 0.0
    for number in range(FOLDS):
        seen = (fold[left] != number) & (fold[right] != number)
        weights = fit_weights([(measures[seen], same[seen]), *more])
        labels = link(evidence, weights, default.similarity, default.neighbours).tolist()
        held_out = np.flatnonzero(fold == number).tolist()
        score = b_cubed(labels, tested.events, held_out)
        precision += score.precision * len(held_out) / len(fold)
        recall += score.recall * len(held_out) / len(fold)
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def pairs_of(each: EventSet, encoder: TextEncoder) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return measures and truth of the training pairs of a set."""
    evidence: Evidence = evidence_of(each.articles, encoder, blur=BLUR_DAYS)
    left, right, same = training_pairs(evidence, each.events)
    return evidence.measures(left, right), same


def folds(topics: Sequence[str]) -> NDArray[np.int64]:
    """Deal the topics out to the folds."""
    names = sorted(set(topics))
    np.random.default_rng(1).shuffle(names)
    number = {name: position % FOLDS for position, name in enumerate(names)}
    return np.array([number[topic] for topic in topics])


def at_best_threshold(
    similarity: NDArray[np.float64], events: Sequence[str]
) -> tuple[Score, float]:
    """Cluster at every hundredth of similarity and return the best score."""
    distance = 1.0 - similarity
    np.fill_diagonal(distance, 0.0)
    scored = []
    for threshold in np.arange(0.01, 1.0, 0.01):
        clustering = AgglomerativeClustering(
            n_clusters=None,
            metric="precomputed",
            linkage="average",
            distance_threshold=1.0 - threshold,
        )
        labels = clustering.fit_predict(distance.clip(0.0)).tolist()
        scored.append((b_cubed(labels, events), float(threshold)))
    return max(scored, key=lambda pair: pair[0].f1)


if __name__ == "__main__":
    main()
