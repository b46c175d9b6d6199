"""The engine on a real cluster of two workers, some of which are killed on the way."""

from __future__ import annotations

import json
import os
import pickle
import random
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector import Detector, Settings, plugins, read_articles
from detector.engines.ray import RayEngine, _check_answers, _in_order, _Worker
from detector.journal import Journal
from detector.version import __version__
from tests.conftest import FIXTURES
from tests.engines.dying_run import BATCH

INPUTS = tuple(
    str(FIXTURES / "articles" / name)
    for name in (
        "earthquake-tarash.parquet",
        "ferry-santa-odila.rss",
        "libya-moscow-talks.jsonl",
        "storm-ragna.jsonl",
    )
)


def run(module: str, *arguments: str) -> str:
    """Run a module with one thread, as a worker has: more make other last bits."""
    command = [sys.executable, "-m", module, *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, env=environment, cwd=FIXTURES.parent, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode("utf-8")


def score(output: Path, *options: str) -> None:
    """Run the command."""
    common = ["--batch-size", str(BATCH), "--quiet", "-o", str(output)]
    run("detector", "score", *INPUTS, *common, *options)


@pytest.mark.skipif(
    sys.platform == "win32" or find_spec("ray") is None, reason="needs the extra ray, and SIGKILL"
)
def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    printed = run("tests.engines.dying_run", str(tmp_path), *INPUTS)
    assert {mark.name for mark in tmp_path.iterdir()} == {"begun", "killed", "result.json"}
    result = (tmp_path / "result.json").read_text("utf-8")
    local = tmp_path / "local.json"
    score(local, "--no-cache")  # vectors from a cache were computed in other company
    assert result.strip() == local.read_text("utf-8").strip()
    assert json.loads(result)["disagreements"]
    assert printed == "", "standard output is for results"


@pytest.mark.skipif(
    sys.platform == "win32" or find_spec("ray") is None, reason="needs the extra ray, and SIGKILL"
)
def test_grouping_on_a_cluster_is_grouping_here(tmp_path: Path) -> None:
    on_cluster, here = json.loads(run("tests.engines.dying_grouping", str(tmp_path)))
    assert {mark.name for mark in tmp_path.iterdir()} == {"begun", "killed"}
    assert on_cluster == here
    assert 100 < len(set(here)) < 600


@pytest.mark.skipif(
    find_spec("ray") is None or "ray" not in plugins.available("detector.engines"),
    reason="needs the extra ray, or was installed before there was one",
)
def test_a_run_goes_on_where_another_engine_stopped(tmp_path: Path) -> None:
    """Parquet in, Parquet out; vectors and one group are kept from the local engine."""
    whole = tmp_path / "whole.journal"
    kept = Journal(whole)
    settings = Settings(cache_folder=tmp_path, batch_size=BATCH)
    Detector(settings, kept=kept).detect(read_articles(*INPUTS))
    kept.close()
    first, *others = whole.read_bytes().splitlines(keepends=True)
    assert len(others) > 1, "groups must be left for both workers"
    written = []
    for engine in ("local", "ray"):
        journal = tmp_path / f"{engine}.journal"
        journal.write_bytes(first)
        output = tmp_path / f"{engine}.parquet"
        options = ["--engine", engine, "--journal", str(journal)]
        score(output, "--cache-folder", str(tmp_path), *options)
        assert not journal.exists()
        written.append(output.read_bytes())
    assert written[0] == written[1]


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
