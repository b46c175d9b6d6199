"""Train the inference weights, stage by stage.

    python -m detector.contrast.train --nli FOLDER --events FOLDER --teacher-model PATH --work DIR

Stages, each skipped when its result is there, each resumable where it was stopped:

``pairs``    make pairs from news sentences, and pair the labelled sentences anew
``teacher``  fine-tune a large encoder on the labelled sets
``label``    let the teacher judge labelled and unlabelled pairs
``student``  fine-tune the bundled encoder on gold and made labels and the teacher's
``ablations``  for comparison, short students without the teacher, or without the made pairs
``adapt``    go on with sentence pairs of real news that readers judged
``export``   write the shipped weights and the figures for the model card
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from detector.contrast.train.adapt import JudgedPair, adapt
from detector.contrast.train.crossed_pairs import crossed_pairs
from detector.contrast.train.export import export
from detector.contrast.train.judged import judged_rows
from detector.contrast.train.loop import LoopSettings, load_classifier, predict, train
from detector.contrast.train.news_pairs import generated_pairs, read_events, unlabelled_pairs
from detector.contrast.train.sets import (
    CLASSES,
    DEVELOPMENT_SETS,
    REPORTED_SETS,
    Example,
    read_gold,
    read_pairs,
)
from detector.embedding.bundled import bundled_model_path

logger = logging.getLogger("detector.contrast.train")

STAGES = ("pairs", "teacher", "label", "student", "ablations", "adapt", "export")

TEACHER = LoopSettings(epochs=0.56, learning_rate=4e-5, frozen_layers=4)
STUDENT = LoopSettings(epochs=3.0, batch_size=64, learning_rate=3e-4)
#: Steps of each student that shows what the teacher and the made pairs are worth.
ABLATION_STEPS = 900

#: Sets whose gold labels the teacher's are mixed with; the others keep theirs alone.
JUDGED = (
    "linginloop_baseline.train",
    "linginloop_lots.train",
    "linginloop_litl.train",
    "cad_snli_revised.train",
    "snli.dev",
    "fever_dev_supp_ref.train",
    "semiauto_base_news.train",
    "semiauto_base_wiki.train",
)
#: Made, unlabelled and newly paired sentences, at most.
GENERATED = 40_000
UNLABELLED = 45_000
CROSSED = 82_000


@dataclass(frozen=True)
class Workplace:
    """Where the data are and where the results go."""

    nli: Path
    events: Path
    teacher_model: Path
    labels: Path
    work: Path

    @property
    def pairs(self) -> Path:
        """The pairs made from news, as JSON Lines of `Example`."""
        return self.work / "pairs.jsonl"

    @property
    def soft_labels(self) -> Path:
        """The teacher's probabilities for all examples; NaN where it was not asked."""
        return self.work / "soft_labels.npy"


def make_pairs(place: Workplace) -> None:
    """Make pairs from news and keep them."""
    if place.pairs.exists():
        return
    articles = read_events(place.events)
    examples = [
        *generated_pairs(articles, seed=0, at_most=GENERATED),
        *unlabelled_pairs(articles, seed=0, at_most=UNLABELLED),
        *crossed_pairs(read_gold(place.nli), JUDGED, seed=0, at_most=CROSSED),
    ]
    place.work.mkdir(parents=True, exist_ok=True)
    with place.pairs.open("w", encoding="utf-8") as file:
        for example in examples:
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")


def all_examples(place: Workplace) -> list[Example]:
    """Gold, generated and unlabelled examples, always in the same order."""
    made = []
    with place.pairs.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            gold = row.pop("gold")
            made.append(Example(**row, gold=tuple(gold) if gold else None))
    return [*read_gold(place.nli), *made]


def train_teacher(place: Workplace) -> None:
    """Fine-tune the teacher."""
    train(
        place.teacher_model,
        read_gold(place.nli),
        place.work / "teacher",
        TEACHER,
        evaluate=_evaluation(place.nli),
    )


def label(place: Workplace, block: int = 8192) -> None:
    """Let the teacher judge, block by block, so that a stop loses little."""
    if place.soft_labels.exists():
        return
    examples = all_examples(place)
    asked = [i for i, e in enumerate(examples) if e.gold is None or e.origin in JUDGED]
    partial = place.work / "soft_labels.partial.npy"
    labels = np.full((len(examples), len(CLASSES)), np.nan, dtype=np.float32)
    if partial.exists():
        labels = np.load(partial)
    model, tokenizer = load_classifier(place.work / "teacher" / "model")
    for begin in range(0, len(asked), block):
        part = asked[begin : begin + block]
        if not np.isnan(labels[part]).any():
            continue
        pairs = [(examples[i].premise, examples[i].hypothesis) for i in part]
        labels[part] = predict(model, tokenizer, pairs)
        np.save(partial, labels)
        logger.info("labelled %d of %d", begin + len(part), len(asked))
    partial.replace(place.soft_labels)


def train_student(
    place: Workplace,
    name: str,
    with_teacher: bool = True,
    with_news: bool = True,
    steps: int | None = None,
) -> None:
    """Fine-tune the student, with or without what helps it, for `steps` if given."""
    examples = all_examples(place)
    labels = np.load(place.soft_labels) if with_teacher else np.full((len(examples), 3), np.nan)
    kept = [
        i
        for i, example in enumerate(examples)
        if (with_news or not example.origin.startswith("news_"))
        and (example.gold is not None or with_teacher)
    ]
    soft = [None if np.isnan(labels[i]).any() else labels[i] for i in kept]
    epochs = steps * STUDENT.batch_size / len(kept) if steps else STUDENT.epochs
    train(
        bundled_model_path(),
        [examples[i] for i in kept],
        place.work / name,
        replace(STUDENT, epochs=epochs),
        soft_labels=soft,
        evaluate=_evaluation(place.nli),
    )


def adapt_student(place: Workplace) -> None:
    """Go on with judged pairs of real news, among the examples that came before."""
    examples = all_examples(place)
    labels = np.load(place.soft_labels)
    replay = [
        example
        if np.isnan(row).any()
        else replace(example, gold=(float(row[0]), float(row[1]), float(row[2])))
        for example, row in zip(examples, labels, strict=True)
    ]
    judged = [
        JudgedPair(row.left[1].text, row.right[1].text, row.right_to_report, row.story)
        for row in judged_rows(place.labels, place.events.parent)
    ]
    adapt(
        place.work / "student" / "model",
        judged,
        replay,
        place.work / "adapted",
        _evaluation(place.nli),
    )


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
    parser.add_argument("--nli", type=Path, required=True, help="folder of labelled sets")
    parser.add_argument("--events", type=Path, required=True, help="folder of news by event")
    parser.add_argument("--teacher-model", type=Path, required=True, help="all-mpnet-base-v2")
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
    place = Workplace(
        arguments.nli,
        arguments.events,
        arguments.teacher_model,
        arguments.labels,
        arguments.work,
    )
    if "pairs" in arguments.stages:
        make_pairs(place)
    if "teacher" in arguments.stages:
        train_teacher(place)
    if "label" in arguments.stages:
        label(place)
    if "student" in arguments.stages:
        train_student(place, "student")
    if "ablations" in arguments.stages:
        alone = {"with_teacher": False, "with_news": False}
        train_student(place, "student_alone", **alone, steps=ABLATION_STEPS)
        train_student(place, "student_and_teacher", with_news=False, steps=ABLATION_STEPS)
        train_student(place, "student_teacher_and_news", steps=ABLATION_STEPS)
    if "adapt" in arguments.stages:
        adapt_student(place)
    if "export" in arguments.stages:
        export(place.work / "adapted" / "mean")


if __name__ == "__main__":
    main()
