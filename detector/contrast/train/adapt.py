"""Teach the student what an editor calls a disagreement, on sentence pairs of real news.

Sets for natural language inference hold no two reports of one event, so a model trained
on them alone takes another detail, another moment or another part of a toll for a
contradiction.  A short last stage trains on the labelled pairs, among many of the earlier
ones so that little is forgotten, and takes the mean of the weights before and after (Wortsman
et al. 2022, "Robust fine-tuning of zero-shot models"), which keeps more of both.

The score is calibrated on the same pairs.  So that it sees what the model says of pairs it
has not learnt by heart, one model a fold is trained without the stories of that fold; its
probabilities are kept for ``calibrate``.
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

ADAPTATION = LoopSettings(epochs=1.0, batch_size=32, learning_rate=1e-4, teacher_weight=1.0)
FOLDS = 3
#: How often each labelled pair is shown, in either order, and how many others among them.
REPEATS = 2
REPLAYED = 20_000
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
    pairs: Sequence[JudgedPair],
    replay: Sequence[Example],
    folder: Path,
    evaluate: Callable[[Any, Any], dict[str, float]],
) -> Path:
    """Train on all pairs, and once without each fold of stories.

    Parameters
    ----------
    start : Path
        The trained student.
    pairs : sequence of JudgedPair
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
    model, tokenizer = load_classifier(start)
    before = predict(model, tokenizer, both)
    gold = [_target(pair.disagree, row) for pair, row in zip((*pairs, *pairs), before, strict=True)]
    stories = np.array([pair.story for pair in (*pairs, *pairs)])
    recorded = np.zeros_like(before)
    for fold, (seen, unseen) in enumerate(GroupKFold(FOLDS).split(both, groups=stories)):
        examples = _examples([(both[i], gold[i]) for i in seen], replay)
        trained = train(start, examples, folder / f"fold_{fold}", ADAPTATION)
        recorded[unseen] = predict(*_mean(start, trained), [both[i] for i in unseen])
    _record(folder / "out_of_fold.jsonl", both, recorded)
    disagree = np.array([pair.disagree for pair in (*pairs, *pairs)])
    examples = _examples(list(zip(both, gold, strict=True)), replay)
    model, tokenizer = _mean(start, train(start, examples, folder, ADAPTATION))
    model.save_pretrained(folder / "mean")
    tokenizer.save_pretrained(folder / "mean")
    figures = {
        "after": AFTER,
        "average precision": {
            "student": _average_precision(disagree, before),
            "mean, out of fold": _average_precision(disagree, recorded),
        },
        "accuracy": evaluate(model, tokenizer),
    }
    (folder / "mean.json").write_text(json.dumps(figures, indent=2) + "\n")
    return folder / "mean"


def _average_precision(disagree: np.ndarray, probabilities: np.ndarray) -> float:
    """Of contradiction, as the mean over both orders of a pair."""
    pairs = len(disagree) // 2
    mean = (probabilities[:pairs, 2] + probabilities[pairs:, 2]) / 2
    return round(float(average_precision_score(disagree[:pairs], mean)), 3)


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


def _examples(
    judged: Sequence[tuple[tuple[str, str], Target]], replay: Sequence[Example]
) -> list[Example]:
    chosen = random.Random(0).sample(list(replay), min(REPLAYED, len(replay)))
    shown = [Example(*texts, target, "judged") for texts, target in judged]
    return [*shown * REPEATS, *chosen]


def _record(path: Path, pairs: Sequence[tuple[str, str]], probabilities: np.ndarray) -> None:
    with path.open("w", encoding="utf-8") as file:
        for (premise, hypothesis), row in zip(pairs, probabilities, strict=True):
            entry = {"premise": premise, "hypothesis": hypothesis, "probabilities": row.tolist()}
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
