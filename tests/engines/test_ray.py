"""The engine on a real cluster of two workers, some of which are killed on the way."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import pytest
from click.testing import CliRunner

from detector import Detection, Detector, Settings, plugins, read_articles
from detector.cli import main
from detector.engines.ray import RayEngine, _in_order, _Worker
from detector.grouping import duplicates
from tests.conftest import FIXTURES

ray = pytest.importorskip("ray", reason="Ray is an extra: pip install 'detector[ray]'")

#: A story with findings of several kinds in few articles; its copies are in the other file.
INPUTS = tuple(
    str(FIXTURES / "articles" / name)
    for name in ("libya-moscow-talks.jsonl", "earthquake-tarash.parquet", "storm-ragna.jsonl")
)


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    """Two workers on this machine, with little memory for what they pass on."""
    ray.init(
        "local",
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=80 * 1024 * 1024,
        log_to_driver=False,
    )
    yield
    ray.shutdown()


class DieOnce:
    """A function that takes the process along in which it is called first."""

    def __init__(self, function: Callable[[Sequence[object]], object], mark: Path) -> None:
        self.function = function
        self.mark = mark

    def __call__(self, batch: Sequence[object]) -> object:
        try:
            self.mark.touch(exist_ok=False)
        except FileExistsError:
            return self.function(batch)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


class DyingEngine(RayEngine):
    """Loses a worker in the midst of each of its tasks."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def map_batches(self, function, items, batch_size):  # type: ignore[no-untyped-def]
        name = getattr(function, "__name__", type(function).__name__)
        return super().map_batches(DieOnce(function, self.folder / name), items, batch_size)


class DyingDetector(Detector):
    engine: DyingEngine

    @cached_property
    def _engine(self) -> DyingEngine:
        return self.engine


@pytest.fixture(scope="module")
def local() -> Detection:
    return Detector(Settings(cache=False)).detect(read_articles(*INPUTS))


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_workers_that_are_killed_change_nothing(local: Detection, tmp_path: Path) -> None:
    assert local.disagreements
    detector = DyingDetector(Settings(cache=False))
    detector.engine = DyingEngine(tmp_path)
    detection = detector.detect(read_articles(*INPUTS))
    killed = {mark.name for mark in tmp_path.iterdir()}
    assert killed == {"_reports", "_encode_batch", "GroupSearch"}
    assert detection.to_json() == local.to_json()
