"""How right are the disagreements? Labelled article pairs, and findings slot by slot.

    python benchmarks/contradictions.py FOLDER

FOLDER holds ``contra/*_pairs.jsonl.gz`` (article pairs labelled contradiction, update or
consistent), ``contra/findings_*.jsonl.gz`` (slots on which the articles of an event
differ, with their quotes) and ``events/*.jsonl.gz`` (the articles).  Baselines run on the
same articles: the typed signals alone, the weights alone, and the most probable class of
the inference model over every sentence pair.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from detector.article import Article
from detector.contrast.classifier import ContradictionClassifier
from detector.contrast.contraster import Contraster
from detector.contrast.train.stories import plain, read_slots, read_stories, rows
from detector.detection import Disagreement, Group, Quote
from detector.embedding import TextEncoder
from detector.settings import Settings

Finder = Callable[[Group, Sequence[Article]], list[Disagreement]]


@dataclass(frozen=True)
class Data:
    """What the folder holds: articles by id, by event, labelled pairs, slots by event."""

    articles: dict[str, Article]
    events: dict[str, list[Article]]
    pairs: dict[str, list[dict[str, Any]]]
    slots: dict[str, list[dict[str, Any]]]


def read(folder: Path) -> Data:
    """Read all that is there."""
    stories = read_stories(folder)
    return Data(
        {article.id: article for story in stories.values() for article in story},
        {name.split(":", 1)[1]: story for name, story in stories.items()},
        {
            path.name.removesuffix("_pairs.jsonl.gz"): list(rows(path))
            for path in sorted((folder / "contra").glob("*_pairs.jsonl.gz"))
            if not path.name.startswith("fnc1")
        },
        read_slots(folder),
    )


def verdict(findings: Iterable[Disagreement]) -> str:
    """What the findings say of a pair of articles."""
    relations = {finding.relation for finding in findings}
    if relations & {"contradiction", "dispute"}:
        return "contradiction"
    return "update" if relations else "consistent"


def evaluate_pairs(data: Data, finder: Finder) -> Iterator[str]:
    """One row a set: precision and recall of contradictions, updates told apart."""
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


def evaluate_slots(data: Data, finder: Finder) -> Iterator[str]:
    """Recall by kind and relation over slots, precision over findings."""
    found: Counter[tuple[str, str]] = Counter()
    known: Counter[tuple[str, str]] = Counter()
    verdicts: Counter[str] = Counter()
    article_pairs = 0
    for event, slots in sorted(data.slots.items()):
        members = data.events.get(event, [])
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


def argmax_finder(classifier: ContradictionClassifier) -> Finder:
    """Return the plainest baseline: the most probable class of every sentence pair."""

    def find(group: Group, articles: Sequence[Article]) -> list[Disagreement]:
        pairs = [
            (a, s, b, t)
            for a, b in combinations(articles, 2)
            for s in a.sentences
            for t in b.sentences
        ]
        probabilities = classifier.predict_proba([(s.text, t.text) for _, s, _, t in pairs])
        return [
            Disagreement(
                group.id,
                Quote(a.id, s.text, s.start, s.end, s.field),
                Quote(b.id, t.text, t.start, t.end, t.field),
                "inference",
                "contradiction",
                round(float(row[2]), 4),
                explanation="",
                slot="",
                fingerprint="",
            )
            for (a, s, b, t), row in zip(pairs, probabilities, strict=True)
            if row.argmax() == 2
        ]

    return find


def main() -> None:
    """Print the rows of every system."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--without-argmax", action="store_true", help="skip the slow baseline")
    arguments = parser.parse_args()
    data = read(arguments.folder)
    settings = Settings()
    encode = TextEncoder().encode
    classifier = ContradictionClassifier()
    ours = Contraster(encode, classifier, least_score=settings.min_score)
    rules = Contraster(encode, None, least_score=settings.min_score)
    weights = Contraster(encode, classifier, least_score=settings.min_score)
    weights.signals = []
    systems: dict[str, Finder] = {
        "detector": ours.contrast,
        "typed signals alone": rules.contrast,
        "weights alone": weights.contrast,
    }
    if not arguments.without_argmax:
        systems["argmax over all sentence pairs"] = argmax_finder(classifier)
    for name, finder in systems.items():
        print(name)
        for row in (*evaluate_pairs(data, finder), *evaluate_slots(data, finder)):
            print(row)


def _group(articles: Sequence[Article]) -> Group:
    ids = tuple(article.id for article in articles)
    return Group("group", ids, ids[0], (), 0.7)


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
