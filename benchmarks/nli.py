"""How good is an inference model? Accuracy on labelled sentence pairs.

    python benchmarks/nli.py FILE... [--model NAME_OR_PATH]

Each FILE is JSON Lines (also gzipped) of ``premise``, ``hypothesis`` and ``label``
(entailment, neutral, contradiction, or not_entailment).  Where a file has no neutral
rows, or joins two labels into ``not_entailment``, only the labels it knows are told apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detector.contrast.classifier import CLASSES, ContradictionClassifier
from detector.contrast.train.sets import read_pairs


def accuracy(probabilities: NDArray[np.float32], labels: Sequence[str]) -> float:
    """Share of right labels, among the labels that the set knows."""
    known = set(labels)
    if "not_entailment" in known:
        predicted = np.where(probabilities[:, 0] > 0.5, "entailment", "not_entailment")
    else:
        absent = [index for index, name in enumerate(CLASSES) if name not in known]
        masked = probabilities.copy()
        masked[:, absent] = -1.0
        predicted = np.array(CLASSES)[masked.argmax(axis=1)]
    return float(np.mean(predicted == np.array(labels)))


def contradiction_scores(
    probabilities: NDArray[np.float32], labels: Sequence[str]
) -> tuple[float, float]:
    """Precision and recall of contradiction against the rest."""
    said = probabilities.argmax(axis=1) == CLASSES.index("contradiction")
    true = np.array(labels) == "contradiction"
    hits = float((said & true).sum())
    return hits / max(1, said.sum()), hits / max(1, true.sum())


def main() -> None:
    """Print one row a file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--model", default="default")
    arguments = parser.parse_args()
    classifier = ContradictionClassifier(arguments.model)
    print(f"{'set':44} {'pairs':>6} {'accuracy':>9} {'contradiction P':>16} {'R':>6}")
    for path in arguments.files:
        rows = list(read_pairs(path))
        labels = [row["label"] for row in rows]
        pairs = [(row["premise"], row["hypothesis"]) for row in rows]
        probabilities = classifier.predict_proba(pairs)
        precision, recall = contradiction_scores(probabilities, labels)
        name = path.name.removesuffix(".gz").removesuffix(".jsonl")
        share = accuracy(probabilities, labels)
        print(f"{name:44} {len(rows):6} {share:9.3f} {precision:16.3f} {recall:6.3f}")


if __name__ == "__main__":
    main()
