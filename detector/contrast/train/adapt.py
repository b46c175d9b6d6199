"""Teach the student what an editor calls a disagreement, on sentence pairs of real news.

Sets for natural language inference hold no two reports of one event, so a model trained
on them alone takes another detail, another moment or another part of a toll for a
contradiction.  The labelled pairs are too few for the small student to learn that well; the
large teacher learns more from them.  So the teacher is tuned on them first, judges many
unlabelled pairs of news, and the student learns both, among many of the earlier examples so
that little is forgotten (self-training with a stronger model, as in Du et al. 2021).  The
mean of the weights before and after (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
models") keeps more of both.

The score is calibrated on the same labelled pairs.  So that it sees what the model says of
pairs it has not learnt by heart, teacher and student are also trained without the stories
of each fold in turn; the student's probabilities are kept for ``calibrate``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from detector.contrast.train.loop import LoopSettings, load_classifier, predict, train
from detector.contrast.train.sets import Example, Target

TUTOR = LoopSettings(epochs=1.0, batch_size=32, learning_rate=3e-5, teacher_weight=1.0)
ADAPTATION = LoopSettings(epochs=1.0, batch_size=32, learning_rate=1e-4, teacher_weight=1.0)
FOLDS = 3
#: How often each labelled pair is shown to the student, in either order, and how many others
#: among them.
REPEATS = 2
REPLAYED = 14_000
#: What is left to the other two classes where a reader sees a disagreement, and to
#: contradiction where none does.
_DOUBT = 0.1
_RESIDUE = 0.02
#: Share of the weights after this stage in the mean.
AFTER = 0.5


@dataclass(frozen=True)
class JudgedPair:
    """Two sentences of one story, and whether a reader sees a disagreement."""

    left: str
    right: str
    disagree: bool
    story: str


def adapt(
    start: Path,
    teacher: Path,
    pairs: Sequence[JudgedPair],
    pool: Sequence[tuple[str, str]],
    replay: Sequence[Example],
    folder: Path,
    evaluate: Callable[[Any, Any], dict[str, float]],
) -> Path:
    """Train on all pairs, and once without each fold of stories.

    Parameters
    ----------
    start, teacher : Path
        The trained student and the teacher.
    pairs : sequence of JudgedPair
    pool : sequence of (str, str)
        Unlabelled pairs of news for the teacher to judge.
    replay : sequence of Example
        Earlier examples, with gold labels or the teacher's.
    folder : Path
        For the results: ``mean`` with the model, its figures in ``mean.json``, and
        ``out_of_fold.jsonl`` with the probabilities of each pair, in either order, by the
        model that has not seen its story.
    evaluate : callable
        Called with the model and its tokenizer; the accuracies to note.

    Returns
    -------
    Path
        The folder of the model trained on all pairs.
    """
    both = _both_orders(pairs)
    disagree = np.array([pair.disagree for pair in (*pairs, *pairs)])
    model, tokenizer = load_classifier(start)
    before = predict(model, tokenizer, both)
    judged = [
        Example(*texts, _target(right, row), "judged")
        for texts, right, row in zip(both, disagree, before, strict=True)
    ]
    earlier = random.Random(0).sample(list(replay), min(REPLAYED, len(replay)))
    stories = np.array([pair.story for pair in (*pairs, *pairs)])
    opinions = []
    by_tutor, by_student = np.zeros_like(before), np.zeros_like(before)
    for fold, (seen, unseen) in enumerate(GroupKFold(FOLDS).split(both, groups=stories)):
        shown = [judged[i] for i in seen]
        asked = [both[i] for i in unseen]
        tutor = train(teacher, shown, folder / f"tutor_{fold}", TUTOR)
        said = _said(tutor, [*asked, *pool])
        by_tutor[unseen] = said[: len(asked)]
        opinions.append(said[len(asked) :])
        examples = [*shown * REPEATS, *_told(pool, opinions[-1]), *earlier]
        student = train(start, examples, folder / f"fold_{fold}", ADAPTATION)
        by_student[unseen] = predict(*_mean(start, student), asked)
    _record(folder / "out_of_fold.jsonl", both, by_student)
    examples = [*judged * REPEATS, *_told(pool, np.mean(opinions, axis=0)), *earlier]
    model, tokenizer = _mean(start, train(start, examples, folder, ADAPTATION))
    model.save_pretrained(folder / "mean")
    tokenizer.save_pretrained(folder / "mean")
    figures = {
        "after": AFTER,
        "judged pairs, out of fold": {
            name: _average_precision(disagree, probabilities)
            for name, probabilities in (
                ("student before", before),
                ("teacher", by_tutor),
                ("student", by_student),
            )
        },
        "accuracy": evaluate(model, tokenizer),
    }
    (folder / "mean.json").write_text(json.dumps(figures, indent=2) + "\n")
    return folder / "mean"


def _said(folder: Path, pairs: Sequence[tuple[str, str]]) -> np.ndarray:
    """What a trained model says of pairs, kept beside it."""
    kept = folder.parent / "said.npy"
    if not kept.exists():
        np.save(kept, predict(*load_classifier(folder), pairs))
    said: np.ndarray = np.load(kept)
    return said


def _told(pool: Sequence[tuple[str, str]], opinions: np.ndarray) -> list[Example]:
    return [
        Example(*pair, (float(row[0]), float(row[1]), float(row[2])), "told")
        for pair, row in zip(pool, opinions, strict=True)
    ]


def _average_precision(disagree: np.ndarray, probabilities: np.ndarray) -> float:
    """Of contradiction, as the mean over both orders of a pair."""
    orders = len(disagree) // 2
    mean = (probabilities[:orders, 2] + probabilities[orders:, 2]) / 2
    return round(float(average_precision_score(disagree[:orders], mean)), 3)


def _mean(before: Path, after: Path) -> tuple[Any, Any]:
    """The model between two of one kind, ready to be asked, and its tokenizer."""
    model, tokenizer = load_classifier(after)
    start, _ = load_classifier(before)
    kept = start.state_dict()
    model.load_state_dict(
        {
            name: AFTER * tensor + (1 - AFTER) * kept[name]
            if tensor.is_floating_point()
            else tensor
            for name, tensor in model.state_dict().items()
        }
    )
    return model.eval(), tokenizer


def read_recorded(path: Path) -> dict[tuple[str, str], np.ndarray]:
    """Read the out-of-fold probabilities by (premise, hypothesis)."""
    recorded = {}
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        recorded[row["premise"], row["hypothesis"]] = np.array(row["probabilities"], np.float32)
    return recorded


def _both_orders(pairs: Sequence[JudgedPair]) -> list[tuple[str, str]]:
    return [(p.left, p.right) for p in pairs] + [(p.right, p.left) for p in pairs]


def _target(disagree: bool, before: np.ndarray) -> Target:
    """Contradiction where a reader sees one; else what the student said besides it."""
    rest = before[:2] / max(1e-6, float(before[:2].sum()))
    share = _DOUBT if disagree else 1.0 - _RESIDUE
    return float(share * rest[0]), float(share * rest[1]), 1.0 - share


def _record(path: Path, pairs: Sequence[tuple[str, str]], probabilities: np.ndarray) -> None:
    with path.open("w", encoding="utf-8") as file:
        for (premise, hypothesis), row in zip(pairs, probabilities, strict=True):
            entry = {"premise": premise, "hypothesis": hypothesis, "probabilities": row.tolist()}
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
