"""How right is the whole product on our own corpora, and silent on their traps?

    python benchmarks/fixtures.py [FOLDER]

FOLDER is ``fixtures``; the rules were tuned on the stories of its ``tuning`` half only.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml
from metrics import b_cubed, ratio

from detector import Detection, Detector, Settings, read_articles
from detector.detection import KINDS, Disagreement, Quote


@dataclass(frozen=True)
class Story:
    """The gold of one story."""

    name: str
    half: str
    groups: list[list[str]]
    copies: list[dict[str, Any]]
    disagreements: list[dict[str, Any]]
    traps: list[dict[str, Any]]

    @property
    def articles(self) -> set[str]:
        """All articles of the story."""
        return {article for group in self.groups for article in group}


def read_gold(folder: Path) -> list[Story]:
    """Read the gold files, sorted by name."""
    stories = []
    for path in sorted(folder.glob("*.yaml")):
        gold = yaml.safe_load(path.read_text("utf-8"))
        stories.append(
            Story(
                path.stem,
                gold["half"],
                [group["articles"] for group in gold["groups"]],
                gold.get("copies") or [],
                gold.get("disagreements") or [],
                gold.get("traps") or [],
            )
        )
    return stories


class Evaluation:
    """A result against the gold of some stories; articles go by their id or address."""

    def __init__(self, detection: Detection, stories: Sequence[Story]) -> None:
        self.detection = detection
        self.stories = stories
        known = {name for story in stories for name in story.articles}
        self.name = {
            article.id: article.id if article.id in known else str(article.url)
            for article in detection.articles
            if article.id in known or article.url in known
        }

    def grouping(self) -> str:
        """B-cubed of the groups."""
        gold = {
            name: f"{story.name}/{number}"
            for story in self.stories
            for number, group in enumerate(story.groups)
            for name in group
        }
        group_of = {a: g.id for g in self.detection.groups for a in g.article_ids}
        ids = sorted(self.name)
        precision, recall, f1 = b_cubed(
            [group_of[i] for i in ids], [gold[self.name[i]] for i in ids]
        )
        return f"groups          B-cubed precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}"

    def duplicates(self) -> str:
        """Precision and recall over pairs of copies."""
        gold = {
            frozenset(pair)
            for story in self.stories
            for copies in story.copies
            for pair in combinations(copies["articles"], 2)
        }
        found = {
            frozenset((self.name[a], self.name[b]))
            for duplicates in self.detection.duplicates
            for a, b in combinations([i for i in duplicates.article_ids if i in self.name], 2)
        }
        hits = len(gold & found)
        return (
            f"copies          precision {ratio(hits, len(found))} recall {ratio(hits, len(gold))}"
        )

    def disagreements(self) -> Iterator[str]:
        """Precision and recall by kind, and how often the relation is right."""
        gold = [d for story in self.stories for d in story.disagreements]
        findings = [f for f in self.detection.disagreements if f.left.article_id in self.name]
        found: set[int] = set()
        right: Counter[str] = Counter()
        relation_right = 0
        for finding in findings:
            matched = [i for i, d in enumerate(gold) if self._is(finding, d["left"], d["right"])]
            found.update(matched)
            right[finding.kind] += bool(matched)
            relation_right += any(gold[i]["relation"] == finding.relation for i in matched)
        by_kind = Counter(finding.kind for finding in findings)
        for kind in KINDS:
            of_kind = [i for i, d in enumerate(gold) if d["kind"] == kind]
            yield (
                f"  {kind:13} precision {ratio(right[kind], by_kind[kind])} "
                f"recall {ratio(sum(i in found for i in of_kind), len(of_kind))}"
            )
        hits = sum(right.values())
        yield (
            f"disagreements   precision {ratio(hits, len(findings))} "
            f"recall {ratio(len(found), len(gold))} relation right {ratio(relation_right, hits)}"
        )

    def traps(self) -> str:
        """How many of the pairs that must stay silent were reported."""
        traps = [trap for story in self.stories for trap in story.traps]
        sprung = [
            trap
            for trap in traps
            if any(
                self._is(finding, [trap["left"]], [trap["right"]])
                for finding in self.detection.disagreements
            )
        ]
        return f"traps           false findings {len(sprung)} of {len(traps)}"

    def false_findings(self) -> Iterator[str]:
        """The findings that no gold row holds, for a person to judge."""
        gold = [d for story in self.stories for d in story.disagreements]
        for f in self.detection.disagreements:
            known = f.left.article_id in self.name
            if known and not any(self._is(f, d["left"], d["right"]) for d in gold):
                yield f"  {f.code} {f.score:.2f} {f.left.text!r} / {f.right.text!r}"

    def missed(self) -> Iterator[str]:
        """The gold rows that no finding holds."""
        for story in self.stories:
            for d in story.disagreements:
                if not any(
                    self._is(f, d["left"], d["right"]) for f in self.detection.disagreements
                ):
                    yield f"  {story.name}: {d['kind']} {d['relation']} {d['slot']}"

    def _is(
        self, finding: Disagreement, left: list[dict[str, str]], right: list[dict[str, str]]
    ) -> bool:
        return (self._says(finding.left, left) and self._says(finding.right, right)) or (
            self._says(finding.left, right) and self._says(finding.right, left)
        )

    def _says(self, quote: Quote, side: list[dict[str, str]]) -> bool:
        articles = {self.name.get(i) for i in quote.article_ids}
        return any(s["article"] in articles and s["sentence"].strip() == quote.text for s in side)


def main() -> None:
    """Print the figures of each half."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path("fixtures"))
    parser.add_argument("--verbose", action="store_true", help="list what was wrong or missed")
    parser.add_argument("--inference-model", default="default")
    arguments = parser.parse_args()
    settings = Settings(inference_model=arguments.inference_model)
    stories = read_gold(arguments.folder / "gold")
    detection = Detector(settings).detect(
        read_articles(str(arguments.folder / "articles"), settings=settings)
    )
    for half in ("tuning", "test"):
        chosen = [story for story in stories if story.half == half]
        evaluation = Evaluation(detection, chosen)
        print(f"{half} half: {len(chosen)} stories, {len(evaluation.name)} articles")
        print(evaluation.grouping())
        print(evaluation.duplicates())
        for row in (*evaluation.disagreements(), evaluation.traps()):
            print(row)
        if arguments.verbose:
            print("not in gold:", *evaluation.false_findings(), sep="\n")
            print("missed:", *evaluation.missed(), sep="\n")


if __name__ == "__main__":
    main()
