"""Train the inference weights, stage by stage.

    python -m detector.contrast.train --data FOLDER --encoder PATH --work DIR

Stages, each skipped when its result is there, each resumable where it was stopped:

``pairs``      make pairs from news sentences
``start``      keep the lower layers of a sentence encoder, some of them rounded to 4 bits
``train``      fine-tune them on labelled sets, made and written pairs
``ablations``  for comparison, a short run without and one with the made and written pairs
``adapt``      go on with sentence pairs of real news that readers judged
``export``     write the shipped weights
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from detector.contrast.contraster import Contraster
from detector.contrast.train.adapt import JudgedPair, adapt
from detector.contrast.train.export import export
from detector.contrast.train.judged import SLOT_WEIGHT, judged_rows, listed_stories
from detector.contrast.train.loop import LoopSettings, predict, train
from detector.contrast.train.news_pairs import generated_pairs, read_events
from detector.contrast.train.passed_over import passed_over
from detector.contrast.train.sets import (
    CLASSES,
    DEVELOPMENT_SETS,
    REPORTED_SETS,
    Example,
    read_examples,
    read_gold,
    read_pairs,
)
from detector.contrast.train.shorten import FROZEN_LAYERS, shorten
from detector.contrast.train.stories import reported_articles
from detector.embedding import TextEncoder

STAGES = ("pairs", "start", "train", "ablations", "adapt", "export")

TRAINING = LoopSettings(epochs=0.91, learning_rate=6e-5, frozen_layers=FROZEN_LAYERS)
#: Steps of each run that shows what the made and written pairs are worth.
ABLATION_STEPS = 600
#: Made pairs, at most.
GENERATED = 20_000
#: How many earlier examples are shown again in the adaptation.
REPLAYED = 3_000
#: Pairs of each story read in which the reader saw nothing, at most.
PASSED_OVER = 24


@dataclass(frozen=True)
class Workplace:
    """Where the data are and where the results go."""

    data: Path
    encoder: Path
    labels: Path
    work: Path

    @property
    def nli(self) -> Path:
        """The labelled sets."""
        return self.data / "nli"

    @property
    def pairs(self) -> Path:
        """The pairs made from news, as JSON Lines of `Example`."""
        return self.work / "pairs.jsonl"

    @property
    def written(self) -> Path:
        """Pairs written for the purpose, beside the judged ones."""
        return self.labels.with_name("written_pairs.jsonl")

    @property
    def start(self) -> Path:
        """The encoder to begin with."""
        return self.work / "start"

    @property
    def trained(self) -> Path:
        """The model before it is adapted."""
        return self.work / "trained" / "model"


def make_pairs(place: Workplace) -> None:
    """Make pairs from news that no figure is reported on, and keep them."""
    if place.pairs.exists():
        return
    articles = read_events(place.data / "events", without=reported_articles(place.data))
    place.work.mkdir(parents=True, exist_ok=True)
    with place.pairs.open("w", encoding="utf-8") as file:
        for example in generated_pairs(articles, seed=0, at_most=GENERATED):
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")


def all_examples(place: Workplace) -> list[Example]:
    """Labelled, made and written examples, always in the same order."""
    with place.pairs.open(encoding="utf-8") as lines:
        made = [Example(**{**row, "gold": tuple(row["gold"])}) for row in map(json.loads, lines)]
    return [*read_gold(place.nli), *made, *read_examples(place.written)]


def train_ablations(place: Workplace) -> None:
    """Fine-tune for a few steps, without the made and written pairs and with them."""
    for name, examples in (
        ("labelled_alone", read_gold(place.nli)),
        ("all", all_examples(place)),
    ):
        epochs = ABLATION_STEPS * TRAINING.batch_size / len(examples)
        settings = replace(TRAINING, epochs=epochs)
        train(place.start, examples, place.work / name, settings, _evaluation(place.nli))


def adapt_trained(place: Workplace) -> None:
    """Go on with judged pairs of real news, among earlier examples."""
    earlier = random.Random(0).sample(all_examples(place), REPLAYED)
    reported = reported_articles(place.data)
    judged = [*_judged_pairs(place, reported), *_passed_over(place, reported)]
    adapt(place.trained, judged, earlier, place.work / "adapted", _evaluation(place.nli))


def _judged_pairs(place: Workplace, reported: Collection[str]) -> list[JudgedPair]:
    """What readers said of pairs; where one of a whole story was not sure, it is left out."""
    return [
        JudgedPair(row.left[1].text, row.right[1].text, row.right_to_report, row.story)
        for row in judged_rows(place.labels, place.data, reported)
        if row.weight >= SLOT_WEIGHT
    ]


def _passed_over(place: Workplace, reported: Collection[str]) -> list[JudgedPair]:
    contraster = Contraster(TextEncoder().encode)
    return [
        JudgedPair(pair.left.text, pair.right.text, False, story.name)
        for story in listed_stories(place.labels, place.data, reported)
        for pair in passed_over(story, contraster, at_most=PASSED_OVER, seed=0)
    ]


def _evaluation(nli: Path) -> Callable[[Any, Any], dict[str, float]]:
    def evaluate(model: Any, tokenizer: Any) -> dict[str, float]:
        return {
            name: round(_accuracy(model, tokenizer, list(read_pairs(nli / f"{name}.jsonl.gz"))), 4)
            for name in REPORTED_SETS + DEVELOPMENT_SETS
        }

    return evaluate


def _accuracy(model: Any, tokenizer: Any, rows: Sequence[dict[str, str]]) -> float:
    probabilities = predict(model, tokenizer, [(row["premise"], row["hypothesis"]) for row in rows])
    labels = [row["label"] for row in rows]
    probabilities[:, [i for i, name in enumerate(CLASSES) if name not in labels]] = -1.0
    return float(np.mean(np.array(CLASSES)[probabilities.argmax(axis=1)] == np.array(labels)))


def main() -> None:
    """Run the stages."""
    parser = argparse.ArgumentParser(
        prog="python -m detector.contrast.train",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with nli, events and contra"
    )
    parser.add_argument("--encoder", type=Path, required=True, help="all-mpnet-base-v2")
    parser.add_argument(
        "--labels",
        type=Path,
        default=Path("benchmarks/labels/sentence_pairs.jsonl"),
        help="judged sentence pairs",
    )
    parser.add_argument("--work", type=Path, required=True, help="folder for all results")
    parser.add_argument(
        "--stages",
        nargs="+",
        choices=STAGES,
        default=[stage for stage in STAGES if stage != "ablations"],
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    place = Workplace(arguments.data, arguments.encoder, arguments.labels, arguments.work)
    if "pairs" in arguments.stages:
        make_pairs(place)
    if "start" in arguments.stages:
        shorten(place.encoder, place.start)
    if "train" in arguments.stages:
        examples = all_examples(place)
        train(place.start, examples, place.trained.parent, TRAINING, _evaluation(place.nli))
    if "ablations" in arguments.stages:
        train_ablations(place)
    if "adapt" in arguments.stages:
        adapt_trained(place)
    if "export" in arguments.stages:
        export(place.work / "adapted" / "mean")


if __name__ == "__main__":
    main()
