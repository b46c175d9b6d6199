"""The engine on a real cluster of two workers, some of which are killed on the way."""

from __future__ import annotations

import pickle
import random
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from detector import Detection, Detector, Settings, plugins, read_articles
from detector.cli import main
from detector.contrast.search import GroupSearch
from detector.engines.base import Item, Result
from detector.engines.ray import RayEngine, _check_answers, _in_order, _Worker
from detector.journal import Journal
from detector.version import __version__
from tests.conftest import FIXTURES
from tests.engines.dying import DieOnce

INPUTS = tuple(
    str(FIXTURES / "articles" / name)
    for name in (
        "earthquake-tarash.parquet",
        "ferry-santa-odila.rss",
        "libya-moscow-talks.jsonl",
        "storm-ragna.jsonl",
    )
)

#: Small enough for several batches on few articles.
BATCH = 8


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """Two workers on this machine, with little memory for what they pass on."""
    if find_spec("ray") is None:
        pytest.skip("Ray is an extra: pip install 'detector[ray]'")
    RayEngine()  # sets up what Ray reads when it is imported
    import ray

    ray.init(
        "local",
        num_cpus=2,
        include_dashboard=False,
        object_store_memory=80 * 1024 * 1024,
        log_to_driver=False,
    )
    yield
    ray.shutdown()


@pytest.fixture(scope="module")
def local_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(cache_folder=tmp_path_factory.mktemp("cache"), batch_size=BATCH)


@pytest.fixture(scope="module")
def local(local_settings: Settings, journal: Path) -> Detection:
    """The result of the local engine, which also keeps the findings of each group."""
    kept = Journal(journal)
    detection = Detector(local_settings, kept=kept).detect(read_articles(*INPUTS))
    kept.close()
    assert detection.disagreements
    return detection


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journal") / "result.journal"


class DyingEngine(RayEngine):
    """Loses a worker in the midst of the contrast of groups."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Sequence[Item],
        batch_size: int,
    ) -> Iterator[Result]:
        if isinstance(function, GroupSearch):
            function = DieOnce(function, self.folder)
        return super().map_batches(function, items, batch_size)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.usefixtures("cluster")
def test_workers_that_are_killed_change_nothing(
    local: Detection,
    local_settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    class DyingDetector(Detector):
        @cached_property
        def _engine(self) -> DyingEngine:
            return DyingEngine(tmp_path)

    nothing_kept = local_settings.model_copy(update={"cache": False})
    detection = DyingDetector(nothing_kept).detect(read_articles(*INPUTS))
    assert {mark.name for mark in tmp_path.iterdir()} == {"begun", "killed"}
    assert detection.to_json() == local.to_json()
    assert capsys.readouterr().out == "", "standard output is for results"


@pytest.mark.skipif(
    "ray" not in plugins.available("detector.engines"), reason="installed before there was Ray"
)
@pytest.mark.usefixtures("cluster")
def test_a_run_goes_on_where_another_engine_stopped(
    local: Detection, local_settings: Settings, journal: Path, tmp_path: Path
) -> None:
    """Parquet in, Parquet out; vectors and one group are kept from the local engine."""
    lines = journal.read_bytes().splitlines(keepends=True)
    assert len(lines) > 2, "groups must be left for both workers"
    rest = tmp_path / "rest.journal"
    rest.write_bytes(lines[0])
    written = []
    for name, options in (
        ("local", ["--journal", str(journal)]),
        ("ray", ["--engine", "ray", "--journal", str(rest)]),
    ):
        path = tmp_path / f"{name}.parquet"
        common = ["--cache-folder", str(local_settings.cache_folder), "--batch-size", str(BATCH)]
        arguments = ["score", *INPUTS, *common, *options, "--quiet", "-o", str(path)]
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.stderr
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert not rest.exists()


@given(st.integers(0, 30), st.randoms(use_true_random=False))
def test_results_are_put_in_order(count: int, chance: random.Random) -> None:
    rows = [{"number": number, "content": bytes([number])} for number in range(count)]
    chance.shuffle(rows)
    assert list(_in_order(rows)) == [bytes([number]) for number in range(count)]


def test_a_result_is_given_as_soon_as_those_before_it_are_there() -> None:
    def rows() -> Iterator[dict[str, object]]:
        yield {"number": 1, "content": b"second"}
        yield {"number": 0, "content": b"first"}
        raise AssertionError("asked for more than is needed")

    ordered = _in_order(rows())
    assert [next(ordered), next(ordered)] == [b"first", b"second"]


def test_a_worker_of_another_version_is_refused() -> None:
    _Worker(pickle.dumps(len), __version__)
    with pytest.raises(RuntimeError, match=r"called by detector 0\.0\.9; install the same"):
        _Worker(pickle.dumps(len), "0.0.9")


def test_an_address_where_nobody_listens_is_refused_at_once() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but not listening
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ConnectionError, match="no Ray cluster answers at 127"):
            _check_answers(address)


def test_without_ray_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.setitem(sys.modules, "ray.data", None)
    with pytest.raises(ValueError, match=r"pip install 'detector\[ray\]'"):
        RayEngine.from_settings(Settings())
