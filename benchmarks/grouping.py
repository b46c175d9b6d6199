"""Grouping with one default, each peer at its best: ``python benchmarks/grouping.py FOLDER``.

FOLDER holds ``ecbplus_odd_topics``, ``allsides_dated``, ``fnc1_bodies``, ``fakes_syria`` and
``finance_story_pairs``, each a ``.jsonl.gz``.  A row is a set and a method.  The first four
sets are scored by B-cubed over their articles; the last over its human pairs, both
articles in one group or not.

Ours runs as the pipeline runs it, copies included, at its default setting.  Its weights
were fitted on the first four sets, so two rows more say what they are worth on what
they never saw: `folds` groups each fifth of the topics with weights that were fitted on
the other four and on the other sets; `left out` groups each set with weights that were
fitted on the other sets alone.  Both leave copies in, and no setting is chosen on them.

Of articles with a date, two rows compare `EventClusterer.fit` on all at once with
`partial_fit` day by day; copies are left in.

Each peer runs on the very set at whichever setting suits it best.  BERTopic and semhash
are left out where they are not installed: ``pip install bertopic semhash``.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from dateutil.parser import parse
from metrics import Score, b_cubed
from numpy.typing import NDArray
from peers import installed

from detector.article import Article
from detector.embedding import TextEncoder, VectorCache, embed_articles
from detector.grouping import EventClusterer, find_duplicates, group_articles
from detector.grouping.linkage import link
from detector.grouping.terms import article_terms
from detector.grouping.train import (
    MOST_ARTICLES,
    EventSet,
    LabelledEvidence,
    evidence_of,
    fit_merges,
    fit_pairs,
    labelled_evidence,
    read_events,
)
from detector.settings import Settings

EVENT_SETS = ("ecbplus_odd_topics", "allsides_dated", "fnc1_bodies", "fakes_syria")
PAIR_SET = "finance_story_pairs"
FOLDS = 5


@dataclass(frozen=True)
class Task:
    """Articles to group, and how to score the groups."""

    name: str
    articles: Sequence[Article]
    score: Callable[[Sequence[int]], Score]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--cache", type=Path, help="folder in which vectors are kept")
    parser.add_argument("--sets", nargs="+", default=[*EVENT_SETS, PAIR_SET], metavar="SET")
    parser.add_argument("--no-peers", action="store_true")
    given = parser.parse_args()
    encoder = TextEncoder(cache=VectorCache(given.cache) if given.cache else None)
    peers, missing = installed()
    if missing and not given.no_peers:
        print("left out, not installed:", ", ".join(missing))
    held_out = HeldOut(given.folder, encoder)
    for name in given.sets:
        path = given.folder / f"{name}.jsonl.gz"
        events = None if name == PAIR_SET else read_events(path)
        task = read_pairs(path) if events is None else event_task(events)
        print(f"{name}: {len(task.articles)} articles")
        show("detector, defaults", task.score(our_groups(task.articles, encoder)))
        if events is not None:
            show(f"detector, {FOLDS} folds by topic", held_out.folds(events))
            show("detector, set left out", held_out.left_out(events))
            compare_stream(events, encoder)
        if given.no_peers:
            continue
        texts = [f"{article.title}\n{article.text}" for article in task.articles]
        vectors = encoder.encode(texts)
        for peer, cluster in peers.items():
            scored = [(task.score(labels), setting) for setting, labels in cluster(texts, vectors)]
            score, setting = max(scored, key=lambda each: each[0].f1)
            show(peer, score, f"  (best of {len(scored)}: {setting})")


def show(method: str, score: Score, note: str = "") -> None:
    """Print a row of the table."""
    print(f"  {method:30}{score}{note}", flush=True)


def event_task(events: EventSet) -> Task:
    """Score by B-cubed."""
    return Task(events.name, events.articles, lambda labels: b_cubed(labels, events.events))


def read_pairs(path: Path) -> Task:
    """Read the pairs that people labelled; each different text is an article."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in map(json.loads, file) if row["label_by"] == "human"]
    place: dict[str, int] = {}
    articles = []
    for row in rows:
        for side in ("a", "b"):
            text = row[side]
            if text not in place:
                place[text] = len(place)
                title, _, body = text.partition("\n")
                published = parse(f"{row[f'{side}_date']} UTC")
                articles.append(Article(f"{len(place):04}", title, body, published=published))
    pairs = np.array([[place[row["a"]], place[row["b"]]] for row in rows])
    same = np.array([row["label"] == "SAME" for row in rows])

    def score(labels: Sequence[int]) -> Score:
        of = np.array(labels)
        found = of[pairs[:, 0]] == of[pairs[:, 1]]
        hits = int((found & same).sum())
        precision, recall = hits / max(1, found.sum()), hits / max(1, same.sum())
        return Score(precision, recall, 2 * hits / max(1, found.sum() + same.sum()))

    return Task(path.name.split(".")[0], articles, score)


def our_groups(articles: Sequence[Article], encoder: TextEncoder) -> list[int]:
    """Group as the pipeline does, copies included, at the default settings."""
    settings = Settings()
    groups = group_articles(
        articles,
        embed_articles(encoder, articles),
        find_duplicates(articles, settings.near_duplicate),
        settings,
    )
    group_of = {i: number for number, group in enumerate(groups) for i in group.article_ids}
    return [group_of[article.id] for article in articles]


def compare_stream(events: EventSet, encoder: TextEncoder) -> None:
    """Print how articles with a date are clustered all at once, and as each day brings them."""
    dated = [(a.published, a, e) for a, e in zip(events.articles, events.events, strict=True)]
    dated = sorted((each for each in dated if each[0]), key=lambda each: each[0])
    if not dated:
        return
    published, articles, gold = zip(*dated, strict=True)
    vectors, terms = embed_articles(encoder, articles), article_terms(articles)
    batch = EventClusterer().fit_predict(vectors, published=published, terms=terms).tolist()
    clusterer = EventClusterer()
    days = [moment.toordinal() for moment in published]
    for part in np.split(np.arange(len(days)), np.flatnonzero(np.diff(days)) + 1):
        clusterer.partial_fit(
            vectors[part], published=published[part[0] : part[-1] + 1], terms=terms[part]
        )
    stream = clusterer.labels_.tolist()
    show(f"{len(days)} dated, all at once", b_cubed(batch, gold))
    calls = f"  (against all at once: {b_cubed(stream, batch)})"
    show(f"{len(days)} dated, day by day", b_cubed(stream, gold), calls)


class HeldOut:
    """Groups sets with weights that were fitted without what is scored."""

    def __init__(self, folder: Path, encoder: TextEncoder) -> None:
        self.encoder = encoder
        self.paths = {name: folder / f"{name}.jsonl.gz" for name in EVENT_SETS}
        self._kept: dict[str, LabelledEvidence] = {}

    def left_out(self, tested: EventSet) -> Score:
        """Fit on the other sets alone."""
        labels = self._group(tested, self._others(tested.name))
        return b_cubed(labels, tested.events)

    def folds(self, tested: EventSet) -> Score:
        """Fit for each fold on the other topics of the set and on the other sets."""
        fold = deal(tested.topics)
        own = read_events(self.paths[tested.name], MOST_ARTICLES)
        evidence, events = labelled_evidence(own, self.encoder)
        number = dict(zip(tested.topics, fold.tolist(), strict=True))
        own_fold = np.array([number[topic] for topic in own.topics])
        precision = recall = 0.0
        for held in range(FOLDS):
            seen = np.flatnonzero(own_fold != held)
            part = (evidence.rows(seen), [events[row] for row in seen])
            labels = self._group(tested, [part, *self._others(tested.name)])
            items = np.flatnonzero(fold == held).tolist()
            score = b_cubed(labels, tested.events, items)
            precision += score.precision * len(items) / len(fold)
            recall += score.recall * len(items) / len(fold)
        return Score(precision, recall, 2 * precision * recall / (precision + recall))

    def _group(self, tested: EventSet, seen: Sequence[LabelledEvidence]) -> list[int]:
        default = EventClusterer()
        pairs = fit_pairs(seen)
        labels = link(
            evidence_of(tested.articles, self.encoder),
            pairs,
            fit_merges(seen, pairs),
            default.similarity,
            default.neighbours,
        )
        return labels.tolist()

    def _others(self, name: str) -> list[LabelledEvidence]:
        return [self._learn(other) for other in EVENT_SETS if other != name]

    def _learn(self, name: str) -> LabelledEvidence:
        if name not in self._kept:
            events = read_events(self.paths[name], MOST_ARTICLES)
            self._kept[name] = labelled_evidence(events, self.encoder)
        return self._kept[name]


def deal(topics: Sequence[str]) -> NDArray[np.int64]:
    """Deal the topics out to the folds."""
    names = sorted(set(topics))
    np.random.default_rng(1).shuffle(names)
    number = {name: position % FOLDS for position, name in enumerate(names)}
    return np.array([number[topic] for topic in topics])


if __name__ == "__main__":
    main()
