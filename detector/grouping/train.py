"""Fit the weights of `same_event.json`: ``python -m detector.grouping.train SET...``.

A set is a file of JSON lines, gzipped or not, with ``id``, ``text`` and ``event`` (the
development that it reports; rows without are left out), and ``title``, ``date`` and
``topic`` where known.  Hard negatives come with sets that hold several events of a kind.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from dateutil.parser import ParserError, parse
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from detector.article import Article
from detector.embedding import TextEncoder, VectorCache, embed_articles
from detector.grouping.clusterer import EventClusterer
from detector.grouping.evidence import MEASURES, Evidence, Floats, PairWeights, Rows
from detector.grouping.linkage import nearest, probable, trees
from detector.grouping.merging import LEAST_PROBABILITY, MERGE_MEASURES
from detector.grouping.terms import article_terms, split_terms
from detector.settings import Settings

#: Share of pairs of one event in the weight of a set; the sets differ, users' news too.
PRIOR = 0.3
#: Pairs below both are so clearly of two events that they teach nothing.
LEAST_COSINE, LEAST_SHARED_TERMS = 0.3, 0.12
#: Dates of the sets are often those of a round-up or a download, the same for a whole
#: event, which real ones are not: they are blurred by up to so many days.
BLUR_DAYS = 2.0
#: Articles taken of one set at most, in whole events, so that training takes minutes.
MOST_ARTICLES = 750

#: Evidence on some articles, and the event of each.
LabelledEvidence = tuple[Evidence, Sequence[str]]
#: Measures, truth and weight of some pairs or merges.
Examples = tuple[Floats, NDArray[np.bool_], Floats]

_FILE = Path(__file__).with_name("same_event.json")
_SEED = 5


@dataclass(frozen=True)
class EventSet:
    """Articles with the event that each reports.

    Attributes
    ----------
    name : str
    articles : tuple of Article
    events, topics : tuple of str
        One an article; a topic holds whole events and is its event where not given.
    """

    name: str
    articles: tuple[Article, ...]
    events: tuple[str, ...]
    topics: tuple[str, ...]


def read_events(path: Path, most: int | None = None) -> EventSet:
    """Read a set; of whole events, at most about `most` articles."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row.get("event")]
    events = sorted({row["event"] for row in rows})
    np.random.default_rng(_SEED).shuffle(events)
    chosen: set[str] = set()
    count = 0
    for event in events:
        size = sum(row["event"] == event for row in rows)
        if most is None or count + size <= most:
            chosen.add(event)
            count += size
    rows = [row for row in rows if row["event"] in chosen]
    return EventSet(
        path.name.split(".")[0],
        tuple(_article(row) for row in rows),
        tuple(row["event"] for row in rows),
        tuple(_topic(row) for row in rows),
    )


def evidence_of(
    articles: Sequence[Article], encoder: TextEncoder, *, with_terms: bool = True, blur: float = 0.0
) -> Evidence:
    """Return the evidence on the articles, with times blurred by up to `blur` days."""
    noise = np.random.default_rng(_SEED).uniform(-blur, blur, len(articles))
    days = [a.published.timestamp() / 86400 if a.published else np.nan for a in articles]
    terms, leads = split_terms(article_terms(articles)) if with_terms else (None, None)
    return Evidence(
        embed_articles(encoder, articles),
        np.array(days) + noise,
        terms,
        leads,
        Settings.model_fields["time_scale_days"].default,
    )


def labelled_evidence(
    each: EventSet, encoder: TextEncoder, *, with_terms: bool = True
) -> LabelledEvidence:
    """Return the evidence to learn from, with blurred times, and the events."""
    evidence = evidence_of(each.articles, encoder, with_terms=with_terms, blur=BLUR_DAYS)
    return evidence, each.events


def training_pairs(
    evidence: Evidence, events: Sequence[str]
) -> tuple[Rows, Rows, NDArray[np.bool_]]:
    """Return the pairs that teach something (left, right) and whether each is of one event."""
    left, right = np.triu_indices(len(events), k=1)
    vectors = evidence.vectors.astype(np.float32)
    close = (vectors @ vectors.T)[left, right] > LEAST_COSINE
    if evidence.terms is not None:
        shared = (evidence.terms @ evidence.terms.T).toarray()[left, right]
        close |= shared > LEAST_SHARED_TERMS
    left, right = left[close], right[close]
    names = np.array(events)
    return left, right, names[left] == names[right]


def fit_pairs(sets: Sequence[LabelledEvidence]) -> PairWeights:
    """Fit the weights for pairs of articles; each set weighs alike."""
    examples = []
    for evidence, events in sets:
        left, right, same = training_pairs(evidence, events)
        examples.append((evidence.measures(left, right), same, _balanced(same)))
    return _fit_regression(examples, 0.3)


def fit_merges(sets: Sequence[LabelledEvidence], pairs: PairWeights) -> PairWeights:
    """Fit the weights for merges of the trees that `pairs` grow; each set weighs alike."""
    return _fit_regression([training_merges(*each, pairs) for each in sets], 1.0)


def training_merges(evidence: Evidence, events: Sequence[str], pairs: PairWeights) -> Examples:
    """Return the merges that may be accepted: measures, truth and how much each matters."""
    names = np.array(events)
    measures, same, weight = [], [], []
    graph = probable(evidence, pairs, *nearest(evidence, EventClusterer().neighbours))
    for members, tree in trees(evidence, pairs, graph):
        inside = tree.members()
        for merge in np.flatnonzero(tree.probability >= LEAST_PROBABILITY):
            left, right = (names[members[inside[branch]]] for branch in tree.branches[merge])
            measures.append(tree.measures[merge])
            same.append((left[:, None] == right).mean() > 0.5)
            # What a wrong decision costs grows with both branches.
            weight.append(len(left) * len(right) / (len(left) + len(right)))
    shares = np.array(weight) / np.sum(weight)
    return np.array(measures), np.array(same), shares


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit the models on the sets and write them."""
    parser = argparse.ArgumentParser(prog="python -m detector.grouping.train")
    parser.add_argument("sets", nargs="+", type=Path, help="files of JSON lines")
    parser.add_argument("--output", type=Path, default=_FILE)
    parser.add_argument("--cache", type=Path, help="folder in which vectors are kept")
    given = parser.parse_args(arguments)
    encoder = TextEncoder(cache=VectorCache(given.cache) if given.cache else None)
    sets = [read_events(path, MOST_ARTICLES) for path in given.sets]
    models = {}
    for name in MEASURES:
        labelled = [labelled_evidence(each, encoder, with_terms=name != "vectors") for each in sets]
        pairs = fit_pairs(labelled)
        models[name] = {
            "pair": _as_data(pairs, MEASURES[name]),
            "merge": _as_data(fit_merges(labelled, pairs), MERGE_MEASURES[name]),
        }
    content = {
        "models": models,
        "embedding": encoder.info.digest,
        "sets": {s.name: {"articles": len(s.articles), "events": len(set(s.events))} for s in sets},
    }
    given.output.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _fit_regression(sets: Sequence[Examples], strength: float) -> PairWeights:
    """Fit a logistic regression; the smaller `strength` is, the smaller the weights."""
    measures, same, weight = (np.concatenate(part) for part in zip(*sets, strict=True))
    if same.all() or not same.any():
        raise ValueError("the sets hold no two events alike enough to learn from; add larger sets")
    weight = weight * len(weight) / weight.sum()
    scaler, regression = StandardScaler(), LogisticRegression(C=strength, max_iter=1000)
    scaled = scaler.fit_transform(measures, sample_weight=weight)
    regression.fit(scaled, same, sample_weight=weight)
    coefficients = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - coefficients @ scaler.mean_)
    return PairWeights(intercept, coefficients)


def _as_data(weights: PairWeights, names: Sequence[str]) -> dict[str, Any]:
    coefficients = {
        name: round(float(value), 4)
        for name, value in zip(names, weights.coefficients, strict=True)
    }
    return {"intercept": round(weights.intercept, 4), "coefficients": coefficients}


def _balanced(same: NDArray[np.bool_]) -> Floats:
    of_one, of_two = max(1, int(same.sum())), max(1, int((~same).sum()))
    weight: Floats = np.where(same, PRIOR / of_one, (1 - PRIOR) / of_two)
    return weight


def _article(row: dict[str, Any]) -> Article:
    published = None
    if row.get("date"):
        try:
            published = parse(f"{row['date']} 00:00 UTC")
        except ParserError:
            published = None
    return Article(row["id"], row.get("title") or "", row["text"], published=published)


def _topic(row: dict[str, Any]) -> str:
    # Topics of ECB+ keep two events of a kind together; a section of a site is no topic.
    event = str(row["event"])
    return event.split("_")[0] if event.endswith(("_ecb", "_ecbplus")) else event


if __name__ == "__main__":
    main()
