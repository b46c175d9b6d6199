"""How fast is each way to embed articles on this machine, and how near to the exact vectors?

    python benchmarks/embedding.py SET... [--articles N]

SET are files of JSON lines with ``text`` and perhaps ``title``, gzipped.  The alternative,
in the same run with the same weights and texts, is ``SentenceTransformer.encode`` with its
defaults.  Every way is timed in turn, several times over, and the fastest time counts.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from corpus import read_sources
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from timing import fastest

from detector.embedding import TextEncoder
from detector.embedding.bundled import bundled_model_path
from detector.runtimes import RUNTIMES, choose

Encode = Callable[[Sequence[str]], NDArray[np.float32]]

BASELINE = "SentenceTransformer.encode"


def main() -> None:
    """Print texts per second, and how far cosines are from those of the baseline."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sources = read_sources(given.sets)
    chosen = np.random.default_rng(0).permutation(len(sources))[: given.articles]
    texts = [" ".join([sources[n].title, *sources[n].sentences]) for n in chosen]
    systems = ways()
    seconds, found = fastest(systems, texts, given.rounds)
    exact = found[BASELINE] @ found[BASELINE].T
    print(f"{'way':28} {'texts/s':>8} {'times':>6} {'cosines off by: mean':>21} {'most':>7}")
    for name in systems:
        off = np.abs(found[name] @ found[name].T - exact)
        print(
            f"{name:28} {len(texts) / seconds[name]:8.0f} "
            f"{seconds[BASELINE] / seconds[name]:6.2f} {off.mean():21.5f} {off.max():7.4f}"
        )
    print(f"chosen on this machine: {choose()}")


def ways() -> dict[str, Encode]:
    """Every way whose package is installed, ready to run."""
    model = SentenceTransformer(str(bundled_model_path()), device="cpu")
    found: dict[str, Encode] = {BASELINE: lambda texts: np.asarray(model.encode(list(texts)))}
    for name in RUNTIMES:
        encoder = TextEncoder(runtime=name)
        try:
            encoder.encode(["It rained."])
        except ImportError as error:
            print(f"{name:28} left out: {error}")
            continue
        found[name] = encoder.encode
    return found


if __name__ == "__main__":
    main()
