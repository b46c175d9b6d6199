"""How right are the disagreements? Labelled article pairs, and findings slot by slot.

    python benchmarks/contradictions.py FOLDER

FOLDER holds ``contra/*_pairs.jsonl.gz`` (article pairs labelled contradiction, update or
consistent), ``contra/findings_*.jsonl.gz`` (slots on which the articles of an event
differ, with their quotes) and ``events/*.jsonl.gz`` (the articles); further stories that were
read in full are listed in ``benchmarks/labels/slots.jsonl``.  Baselines run on the same
articles with the same weights: the typed signals alone, the weights alone, the most probable
class of the inference model over every sentence pair, and the ways to pair sentences of two
packages; and every signal and gate is left out once.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detector import plugins
from detector.article import Article, Sentence
from detector.contrast.classifier import ContradictionClassifier
from detector.contrast.contraster import Classifier, Contraster, Encode
from detector.contrast.pairs import SentencePair, reading_order
from detector.contrast.reading import ReadSentence
from detector.contrast.train.judged import Slot, read_in_full
from detector.contrast.train.stories import plain, read_slots, read_stories, rows
from detector.detection import Disagreement, Group, ModelInfo, Quote
from detector.embedding import TextEncoder
from detector.settings import Settings

Finder = Callable[[Group, Sequence[Article]], list[Disagreement]]


#: The articles of a story, and the slots on which they differ.
Listed = tuple[list[Article], list[dict[str, Any]]]

LABELS = Path(__file__).parent / "labels" / "sentence_pairs.jsonl"


@dataclass(frozen=True)
class Data:
    """Articles by id, labelled pairs by set, and the listed stories of either source."""

    articles: dict[str, Article]
    pairs: dict[str, list[dict[str, Any]]]
    listed: dict[str, list[Listed]]


def read(folder: Path) -> Data:
    """Read all that is there."""
    stories = read_stories(folder)
    events = {name.split(":", 1)[1]: story for name, story in stories.items()}
    return Data(
        {article.id: article for story in stories.values() for article in story},
        {
            path.name.removesuffix("_pairs.jsonl.gz"): list(rows(path))
            for path in sorted((folder / "contra").glob("*_pairs.jsonl.gz"))
            if not path.name.startswith("fnc1")
        },
        {
            "of the folder": [
                (events.get(event, []), slots)
                for event, slots in sorted(read_slots(folder).items())
            ],
            "of our labels": [
                (story.articles, [_as_row(slot) for slot in story.slots])
                for story in read_in_full(LABELS, folder)
            ],
        },
    )


def _as_row(slot: Slot) -> dict[str, Any]:
    """A slot of our labels, as the folder's are written."""
    sides = [
        {"quotes": [{"id": article.id, "text": sentence.text} for article, sentence in side]}
        for side in slot.sides
    ]
    confidence = "clear" if slot.clear else "soft"
    return {"relation": slot.relation, "confidence": confidence, "sides": sides}


def verdict(findings: Iterable[Disagreement]) -> str:
    """What the findings say of a pair of articles."""
    relations = {finding.relation for finding in findings}
    if relations & {"contradiction", "dispute"}:
        return "contradiction"
    return "update" if relations else "consistent"


def evaluate_pairs(data: Data, finder: Finder) -> Iterator[str]:
    """One row a set: precision and recall of contradictions, updates told apart."""
    together: Counter[tuple[str, str]] = Counter()
    all_false = 0
    for name, labelled in data.pairs.items():
        table: Counter[tuple[str, str]] = Counter()
        false_findings = 0
        for row in labelled:
            if row["a"] not in data.articles or row["b"] not in data.articles:
                continue
            members = [data.articles[row["a"]], data.articles[row["b"]]]
            findings = finder(_group(members), members)
            label = _label(row["label"])
            table[label, verdict(findings)] += 1
            if label == "consistent":
                false_findings += sum(f.relation != "update" for f in findings)
        yield _pair_row(name, table, false_findings)
        together.update(table)
        all_false += false_findings
    yield _pair_row("all", together, all_false)


def evaluate_slots(stories: Sequence[Listed], finder: Finder) -> Iterator[str]:
    """Recall by kind and relation over slots, precision over findings."""
    found: Counter[tuple[str, str]] = Counter()
    known: Counter[tuple[str, str]] = Counter()
    verdicts: Counter[str] = Counter()
    article_pairs = 0
    for members, slots in stories:
        article_pairs += len(list(combinations(members, 2)))
        hit: set[int] = set()
        for finding in finder(_group(members), members):
            matched = [i for i, slot in enumerate(slots) if _matches(slot, finding)]
            hit.update(matched)
            relations = {slots[i]["relation"] for i in matched}
            verdicts[_judge(relations)] += 1
        for index, slot in enumerate(slots):
            key = (slot["relation"], slot["confidence"])
            known[key] += 1
            found[key] += index in hit
    for key in sorted(known):
        yield f"  slots {key[0]:14} {key[1]:6} found {found[key]:3} of {known[key]:3}"
    total = sum(verdicts.values())
    right = verdicts["listed"]
    yield (
        f"  findings {total}: {right} match a listed slot (precision {right / max(1, total):.3f}), "
        f"{verdicts['trap']} a trap, {verdicts['unlisted']} none; "
        f"{1000 * (total - right) / max(1, article_pairs):.1f} unmatched per 1 000 article pairs"
    )


class Isolated(Contraster):
    """Ours, but for what the rest of an article says: the ablation of that gate."""

    def pairs(self, sentences: Sequence[ReadSentence]) -> list[SentencePair]:
        """Choose pairs of sentences that know no neighbours."""
        return super().pairs([replace(sentence, neighbours=[]) for sentence in sentences])


class EveryPair(Contraster):
    """Ours over all pairs of sentences: the ablation of the choice of pairs."""

    def pairs(self, sentences: Sequence[ReadSentence]) -> list[SentencePair]:
        """Return every pair of sentences of different articles."""
        vectors = self.encode([sentence.text for sentence in sentences])
        similarity = vectors @ vectors.T
        return [
            SentencePair(*sorted((sentences[i], sentences[j]), key=reading_order), similarity[i, j])
            for i, j in combinations(range(len(sentences)), 2)
            if not set(sentences[i].carriers) & set(sentences[j].carriers)
        ]


#: From the similarity of two sentences and both judgements to a score, or None.
Peer = Callable[[float, NDArray[np.float32], NDArray[np.float32]], float | None]


def argmax_peer(
    similarity: float, forward: NDArray[np.float32], backward: NDArray[np.float32]
) -> float | None:
    """Contradiction is the most probable class: the plainest way."""
    return float(forward[2]) if forward.argmax() == 2 else None


def contradict_text_peer(
    similarity: float, forward: NDArray[np.float32], backward: NDArray[np.float32]
) -> float | None:
    """Pair as PyPI's contradict-text 0.2 does: similar by 0.3, contradiction by 0.3."""
    return float(forward[2]) if similarity >= 0.3 and forward[2] >= 0.3 else None


def consistency_checker_peer(
    similarity: float, forward: NDArray[np.float32], backward: NDArray[np.float32]
) -> float | None:
    """Pair as PyPI's consistency-checker 0.4 does: similar by 0.7, either direction by 0.5."""
    surest = float(max(forward[2], backward[2]))
    return surest if similarity >= 0.7 and surest >= 0.5 else None


def peer_finder(encode: Encode, classifier: Classifier, peer: Peer) -> Finder:
    """Return what compares the sentences of every two articles in the way of a peer."""

    def find(group: Group, articles: Sequence[Article]) -> list[Disagreement]:
        pairs = [
            (a, s, b, t)
            for a, b in combinations(articles, 2)
            for s in a.sentences
            for t in b.sentences
        ]
        forward = classifier.predict_proba([(s.text, t.text) for _, s, _, t in pairs])
        backward = classifier.predict_proba([(t.text, s.text) for _, s, _, t in pairs])
        left = encode([s.text for _, s, _, _ in pairs])
        right = encode([t.text for _, _, _, t in pairs])
        found = []
        for (a, s, b, t), there, back, near in zip(
            pairs, forward, backward, (left * right).sum(axis=1), strict=True
        ):
            value = peer(float(near), there, back)
            if value is not None:
                quotes = (_quote(a, s), _quote(b, t))
                found.append(
                    Disagreement(group.id, *quotes, "inference", "contradiction", value, "", "", "")
                )
        return found

    return find


def systems(threshold: float) -> Iterator[tuple[str, Finder]]:
    """Ours, its ablations, and the baselines, all with the same weights."""
    encoder, classifier = TextEncoder(), Remembering(ContradictionClassifier())
    encode = Remembered(encoder.encode)

    def ours(kind: type[Contraster] = Contraster, model: Classifier | None = classifier) -> Any:
        return kind(encode, model, least_score=threshold)

    yield "detector", ours().contrast
    yield "  rules only", ours(model=None).contrast
    weights = ours()
    weights.signals = []
    yield "  weights only", weights.contrast
    names = plugins.available("detector.signals")
    for name in names:
        without = ours()
        without.signals = [plugins.load("detector.signals", n) for n in names if n != name]
        yield f"  without {name}", without.contrast
    yield "  without what the article says elsewhere", ours(Isolated).contrast
    yield "  without the choice of pairs", ours(EveryPair).contrast
    for label, peer in (
        ("argmax over all sentence pairs", argmax_peer),
        ("contradict-text's pairing", contradict_text_peer),
        ("consistency-checker's pairing", consistency_checker_peer),
    ):
        yield label, peer_finder(encode, classifier, peer)


class Remembering:
    """A classifier that judges each pair once, since many systems ask for the same."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._known: dict[tuple[str, str], NDArray[np.float32]] = {}

    @property
    def info(self) -> ModelInfo:
        """Name and digest of the classifier that is asked."""
        return self._classifier.info

    def predict_proba(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return the probability of each class for each pair, shape (n, 3)."""
        new = sorted(set(pairs) - self._known.keys())
        self._known.update(zip(new, self._classifier.predict_proba(new), strict=True))
        return np.array([self._known[pair] for pair in pairs], np.float32).reshape(-1, 3)


class Remembered:
    """An encoder that embeds each text once."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: dict[str, NDArray[np.float32]] = {}

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, shape (n, d)."""
        new = sorted(set(texts) - self._known.keys())
        if new:
            self._known.update(zip(new, self._encode(new), strict=True))
        return np.array([self._known[text] for text in texts], np.float32)


def main() -> None:
    """Print the rows of every system."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--min-score", type=float, default=Settings().min_score)
    parser.add_argument("--ours-alone", action="store_true", help="no ablations, no baselines")
    parser.add_argument("--without-slots", action="store_true", help="article pairs alone")
    arguments = parser.parse_args()
    data = read(arguments.folder)
    for name, finder in systems(arguments.min_score):
        started = time.perf_counter()
        print(name)
        for row in evaluate_pairs(data, finder):
            print(row)
        if name == "detector" and not arguments.without_slots:
            for source, stories in data.listed.items():
                print(f"  stories read in full, {source}: {len(stories)}")
                for row in evaluate_slots(stories, finder):
                    print(row)
        print(f"  {time.perf_counter() - started:.0f} s", flush=True)
        if arguments.ours_alone:
            break


def _group(articles: Sequence[Article]) -> Group:
    ids = tuple(article.id for article in articles)
    return Group("group", ids, ids[0], (), 0.7)


def _quote(article: Article, sentence: Sentence) -> Quote:
    return Quote(article.id, sentence.text, sentence.start, sentence.end, sentence.field)


def _label(label: str) -> str:
    return label if label in ("contradiction", "update") else "consistent"


def _pair_row(name: str, table: Counter[tuple[str, str]], false_findings: int) -> str:
    said = sum(count for (_, v), count in table.items() if v == "contradiction")
    true = sum(count for (label, _), count in table.items() if label == "contradiction")
    updates = sum(count for (label, _), count in table.items() if label == "update")
    consistent = sum(count for (label, _), count in table.items() if label == "consistent")
    hits = table["contradiction", "contradiction"]
    apart = updates - table["update", "contradiction"]
    return (
        f"  {name:8} contradictions: precision {hits / max(1, said):.3f} ({hits}/{said}) "
        f"recall {hits / max(1, true):.3f} ({hits}/{true}); updates not called contradictions "
        f"{apart}/{updates}, called updates {table['update', 'update']}/{updates}; "
        f"false findings on {consistent} consistent pairs: {false_findings}"
    )


def _matches(slot: dict[str, Any], finding: Disagreement) -> bool:
    """Whether the finding quotes two different sides of the slot."""
    left, right = _sides(slot, finding.left), _sides(slot, finding.right)
    return any(a != b for a in left for b in right)


def _sides(slot: dict[str, Any], quote: Quote) -> set[int]:
    said = plain(quote.text)
    return {
        index
        for index, side in enumerate(slot["sides"])
        for listed in side["quotes"]
        if listed["id"] in quote.article_ids
        and (plain(listed["text"]) in said or said in plain(listed["text"]))
    }


def _judge(relations: set[str]) -> str:
    if relations - {"trap"}:
        return "listed"
    return "trap" if relations else "unlisted"


if __name__ == "__main__":
    main()
