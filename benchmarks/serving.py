"""How fast and how exact is each way to run the inference model on this machine?

    python benchmarks/serving.py NLI.jsonl[.gz] [--pairs N] [--batch-size N]

NLI.jsonl holds pairs with premise, hypothesis and label.  The alternative, in the same run
with the same weights, is ``sentence_transformers.CrossEncoder.predict`` in fp32 with its
defaults.  Every way is timed in turn, several times over, and the fastest time counts.
Ours run in batches of N.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from nli import accuracy
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder
from timing import fastest

from detector.contrast.classifier import ContradictionClassifier
from detector.contrast.train.sets import read_pairs
from detector.contrast.weights import load_default
from detector.runtimes import RUNTIMES, choose

Predict = Callable[[Sequence[tuple[str, str]]], NDArray[np.float32]]


def cross_encoder() -> Predict:
    """Return what gives probabilities as ``CrossEncoder.predict`` does by default."""
    with tempfile.TemporaryDirectory() as folder:
        for part in load_default():
            part.save_pretrained(folder)
        encoder = CrossEncoder(folder, device="cpu", local_files_only=True)

    def predict(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        scores = encoder.predict(list(pairs), apply_softmax=True, show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32)

    return predict


def ways(batch_size: int) -> dict[str, Predict]:
    """Every way whose package is installed, ready to run."""
    found: dict[str, Predict] = {"CrossEncoder.predict": cross_encoder()}
    for name in RUNTIMES:
        classifier = ContradictionClassifier(runtime=name, batch_size=batch_size)
        try:
            classifier.predict_proba([("It rained.", "It was dry.")])
        except ImportError as error:
            print(f"{name:22} left out: {error}")
            continue
        found[name] = classifier.predict_proba
    return found


def main() -> None:
    """Print pairs per second, accuracy and how often the verdict is that of fp32."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--pairs", type=int, default=1000)
    parser.add_argument("--batch-size", type=int, default=ContradictionClassifier().batch_size)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    rows = list(read_pairs(arguments.data))[: arguments.pairs]
    pairs = [(row["premise"], row["hypothesis"]) for row in rows]
    labels = [row["label"] for row in rows]
    systems = ways(arguments.batch_size)
    seconds, verdicts = fastest(systems, pairs, arguments.rounds)
    baseline = "CrossEncoder.predict"
    print(f"{'way':22} {'pairs/s':>8} {'times':>6} {'accuracy':>9} {'same verdict':>13}")
    for name in systems:
        same = np.mean(verdicts[name].argmax(axis=1) == verdicts[baseline].argmax(axis=1))
        print(
            f"{name:22} {len(pairs) / seconds[name]:8.0f} {seconds[baseline] / seconds[name]:6.2f} "
            f"{accuracy(verdicts[name], labels):9.4f} {same:13.4f}"
        )
    print(f"chosen on this machine: {choose()}")


if __name__ == "__main__":
    main()
