"""What does a score mean? Precision, recall and calibration error, cross-validated by story.

    python benchmarks/calibration.py LABELS FOLDER [--adapted WORK/adapted]

LABELS is ``benchmarks/labels/sentence_pairs.jsonl`` and FOLDER the news it points into.  The
shipped inference weights have seen these stories; WORK/adapted, of the stage ``adapt`` of
``python -m detector.contrast.train``, holds models that have each not seen some of them.
"""

from __future__ import annotations

import argparse

from detector.contrast.train.calibrate import add_arguments, fit_both


def main() -> None:
    """Print a row a threshold for the score with and without the inference model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    for name, model in fit_both(**vars(parser.parse_args())).items():
        print(
            f"{name}: {model['clashes']} clashes, {model['right']} right, "
            f"expected calibration error {model['expected_calibration_error']:.3f}"
        )
        for threshold, (precision, recall) in model["by_threshold"].items():
            print(f"  from {threshold}  precision {precision:.3f}  recall {recall:.3f}")


if __name__ == "__main__":
    main()
