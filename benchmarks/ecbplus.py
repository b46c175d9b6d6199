"""How right are the groups on ECB+, where every topic holds two events of one kind?

    python benchmarks/ecbplus.py ecbplus_odd_topics.jsonl.gz

Peers, each at the threshold that suits this very file best: TF-IDF with average linkage,
and vectors of the bundled model with average linkage.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from metrics import b_cubed
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from detector import Article, Settings
from detector.embedding import TextEncoder, embed_articles
from detector.grouping import find_duplicates, group_articles


def read(path: Path) -> tuple[list[Article], list[str]]:
    """Read articles and their events."""
    articles, events = [], []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            day = row["date"] and datetime.fromisoformat(row["date"][:10]).replace(tzinfo=UTC)
            articles.append(Article(row["id"], "", row["text"], published=day or None))
            events.append(row["event"])
    return articles, events


def best_average_link(
    similarity: NDArray[np.float64], score: Callable[[NDArray[np.int64]], tuple[float, ...]]
) -> tuple[float, tuple[float, ...]]:
    """Return the threshold of the best F1, and the scores there."""
    distance = np.clip(1 - similarity, 0, None)
    tried = []
    for threshold in np.arange(0.05, 0.8, 0.025):
        labels = AgglomerativeClustering(
            n_clusters=None,
            metric="precomputed",
            linkage="average",
            distance_threshold=1 - threshold,
        ).fit_predict(distance)
        tried.append((float(threshold), score(labels)))
    return max(tried, key=lambda row: row[1][2])


def main() -> None:
    """Print one row a system."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    articles, events = read(parser.parse_args().path)
    vectors = embed_articles(TextEncoder(), articles)
    settings = Settings()
    groups = group_articles(
        articles, vectors, find_duplicates(articles, settings.near_duplicate), settings
    )
    group_of = {article: group.id for group in groups for article in group.article_ids}
    ours = b_cubed([group_of[article.id] for article in articles], events)

    def score(labels: NDArray[np.int64]) -> tuple[float, ...]:
        return b_cubed(labels.tolist(), events)

    words = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit_transform(
        article.text for article in articles
    )
    peers = {
        "TF-IDF, average link": (words @ words.T).toarray(),
        "MiniLM, average link": (vectors @ vectors.T).astype(np.float64),
    }
    print(f"{len(articles)} articles, {len(set(events))} events")
    print(f"{'system':34} {'precision':>9} {'recall':>7} {'F1':>6}")
    print(f"{'detector, default settings':34} {ours[0]:9.3f} {ours[1]:7.3f} {ours[2]:6.3f}")
    for name, similarity in peers.items():
        threshold, (precision, recall, f1) = best_average_link(similarity, score)
        label = f"{name}, best at {threshold:.3f}"
        print(f"{label:34} {precision:9.3f} {recall:7.3f} {f1:6.3f}")


if __name__ == "__main__":
    main()
