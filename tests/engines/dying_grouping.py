"""Group on a cluster of two workers, and lose one.

    python -m tests.engines.dying_grouping FOLDER

Marks in the folder tell that a worker was killed.  Prints the labels that the cluster gave
and those of this process, as JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from detector.engines.base import Item, Result
from detector.engines.ray import RayEngine
from detector.grouping import EventClusterer, linkage, neighbours
from tests.engines.dying import DieOnce
from tests.grouping.test_neighbours import newsflow


class DyingEngine(RayEngine):
    """Loses the first worker that is given a second piece of work."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Iterable[Item],
        batch_size: int,
    ) -> Iterator[Result]:
        return super().map_batches(DieOnce(function, self.folder), items, batch_size)


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
