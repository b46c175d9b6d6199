"""Teach the model what an editor calls a disagreement, on sentence pairs of real news.

Sets for natural language inference hold no two reports of one event, so a model trained
on them alone takes another detail, another moment or another part of a toll for a
contradiction.  A short last stage trains on the labelled pairs, among some of the earlier
ones so that little is forgotten, and takes the mean of the weights before and after (Wortsman
et al. 2022, "Robust fine-tuning of zero-shot models"), which keeps more of both.

The score is calibrated on the same stories.  So that it sees what the model says of stories it
has not learnt by heart, one model a fold is trained without those of that fold, and kept for
``calibrate``.
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
from detector.contrast.train.shorten import FROZEN_LAYERS

ADAPTATION = LoopSettings(learning_rate=4e-5, label_smoothing=0.0, frozen_layers=FROZEN_LAYERS)
FOLDS = 2
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
    others: Sequence[Example],
    folder: Path,
    evaluate: Callable[[Any, Any], dict[str, float]],
) -> None:
    """Train on all pairs, and once without each fold of stories.

    Parameters
    ----------
    start : Path
        The trained model.
    pairs : sequence of JudgedPair
        Each is shown once, turned round or not.
    others : sequence of Example
        Some of the earlier ones, shown among them so that little is forgotten.
    folder : Path
        For the results: ``mean`` with the model and its figures in ``mean.json``,
        ``fold_N/mean`` with the models that have not seen a fold, and ``folds.json`` with the
        fold of each story.
    evaluate : callable
        Called with the model and its tokenizer; the accuracies to note.
    """
    shown = _in_random_order(pairs)
    disagree = np.array([pair.disagree for pair in pairs])
    stories = np.array([pair.story for pair in pairs])
    before = predict(*load_classifier(start), shown)
    judged = [
        Example(*texts, _target(right, row), "judged")
        for texts, right, row in zip(shown, disagree, before, strict=True)
    ]
    unseen_by_fold = np.zeros_like(before)
    fold_of: dict[str, int] = {}
    for fold, (seen, unseen) in enumerate(GroupKFold(FOLDS).split(shown, groups=stories)):
        place = folder / f"fold_{fold}"
        model = _adapted(start, [*(judged[i] for i in seen), *others], place)
        unseen_by_fold[unseen] = predict(*model, [shown[i] for i in unseen])
        fold_of |= dict.fromkeys(stories[unseen].tolist(), fold)
    (folder / "folds.json").write_text(json.dumps(fold_of, indent=1) + "\n")
    model, tokenizer = _adapted(start, [*judged, *others], folder)
    figures = {
        "after": AFTER,
        "average precision": {
            "before": round(float(average_precision_score(disagree, before[:, 2])), 3),
            "mean, out of fold": round(
                float(average_precision_score(disagree, unseen_by_fold[:, 2])), 3
            ),
        },
        "accuracy": evaluate(model, tokenizer),
    }
    (folder / "mean.json").write_text(json.dumps(figures, indent=2) + "\n")


def _adapted(start: Path, examples: Sequence[Example], folder: Path) -> tuple[Any, Any]:
    """Go on from a model; keep and return the mean of it and what comes of it."""
    model, tokenizer = load_classifier(train(start, examples, folder, ADAPTATION))
    kept = load_classifier(start)[0].state_dict()
    model.load_state_dict(
        {
            name: AFTER * tensor + (1 - AFTER) * kept[name]
            if tensor.is_floating_point()
            else tensor
            for name, tensor in model.state_dict().items()
        }
    )
    model.save_pretrained(folder / "mean")
    tokenizer.save_pretrained(folder / "mean")
    return model.eval(), tokenizer


def _in_random_order(pairs: Sequence[JudgedPair]) -> list[tuple[str, str]]:
    chance = random.Random(0)
    return [
        (pair.left, pair.right) if chance.random() < 0.5 else (pair.right, pair.left)
        for pair in pairs
    ]


def _target(disagree: bool, before: np.ndarray) -> Target:
    """Contradiction where a reader sees one; else what the model said besides it."""
    rest = before[:2] / max(1e-6, float(before[:2].sum()))
    share = _DOUBT if disagree else 1.0 - _RESIDUE
    return float(share * rest[0]), float(share * rest[1]), 1.0 - share
