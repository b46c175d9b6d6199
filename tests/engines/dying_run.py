"""Detect on a cluster of two workers, and lose one.

    python -m tests.engines.dying_run FOLDER INPUT...

The result goes to ``result.json`` in the folder; marks there tell that a worker was killed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from detector import Detector, Settings, read_articles
from detector.contrast.search import GroupSearch
from tests.engines.dying_engine import DyingEngine

#: Small enough for several batches on few articles.
BATCH = 8


def main(folder: Path, inputs: Sequence[str]) -> None:
    """Run on two workers, with little memory for what they pass on."""

    class DyingDetector(Detector):
        @cached_property
        def _engine(self) -> DyingEngine:
            return DyingEngine(folder, deadly=GroupSearch)

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
