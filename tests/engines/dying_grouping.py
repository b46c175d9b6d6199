"""Group on a cluster of two workers, and lose one.

    python -m tests.engines.dying_grouping FOLDER

Marks in the folder tell that a worker was killed.  Prints the labels that the cluster gave
and those of this process, as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from detector.grouping import EventClusterer, linkage, neighbours
from tests.engines.dying_engine import DyingEngine
from tests.grouping.test_neighbours import newsflow


def main(folder: Path) -> None:
    """Group news of half a year in small pieces of work."""
    engine = DyingEngine(folder)
    import ray

    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False)
    neighbours.EXACT = 0
    linkage.ARTICLES_AT_ONCE = 100
    vectors, days = newsflow(0, 900)
    labels = [
        EventClusterer(engine=where).fit_predict(vectors, published=days).tolist()
        for where in (engine, None)
    ]
    print(json.dumps(labels))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
