"""Detect on a cluster of two workers, and lose one.

    python -m tests.engines.dying_run FOLDER INPUT...

The result goes to ``result.json`` in the folder; marks there tell that a worker was killed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

from detector import Detector, Settings, read_articles
from detector.contrast.search import GroupSearch
from detector.engines.base import Item, Result
from detector.engines.ray import RayEngine
from tests.engines.dying import DieOnce

#: Small enough for several batches on few articles.
BATCH = 8


class DyingEngine(RayEngine):
    """Loses a worker in the midst of the contrast of groups."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Iterable[Item],
        batch_size: int,
    ) -> Iterator[Result]:
        if isinstance(function, GroupSearch):
            function = DieOnce(function, self.folder)
        return super().map_batches(function, items, batch_size)


def main(folder: Path, inputs: Sequence[str]) -> None:
    """Run on two workers, with little memory for what they pass on."""

    class DyingDetector(Detector):
        @cached_property
        def _engine(self) -> DyingEngine:
            return DyingEngine(folder)

    detector = DyingDetector(Settings(cache=False, batch_size=BATCH))
    assert detector._engine  # sets up what Ray reads when it is imported
    import ray

    ray.init(
        "local",
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=80 * 1024 * 1024,
        log_to_driver=False,
    )
    detection = detector.detect(read_articles(*inputs))
    (folder / "result.json").write_text(detection.to_json(), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
