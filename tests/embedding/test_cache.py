from __future__ import annotations

import logging
import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from detector.embedding import VectorCache


def vectors_of(*texts: str, size: int = 8) -> dict[str, np.ndarray]:
    return {text: np.full(size, len(text), dtype=np.float32) for text in texts}


def test_vectors_survive_the_process(tmp_path: Path) -> None:
    VectorCache(tmp_path).put("digest", vectors_of("one", "three"))
    found = VectorCache(tmp_path).get("digest", ["three", "four", "one"])
    assert set(found) == {"one", "three"}
    np.testing.assert_array_equal(found["three"], np.full(8, 5, dtype=np.float32))


def test_models_do_not_share_vectors(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path)
    cache.put("digest", vectors_of("one"))
    assert cache.get("other", ["one"]) == {}


def test_longest_unused_are_dropped(tmp_path: Path) -> None:
    cache = VectorCache(tmp_path, megabytes=1)
    cache.put("digest", vectors_of("kept", "forgotten", size=50_000))
    cache.get("digest", ["kept"])
    for number in range(8):
        cache.put("digest", vectors_of(f"later {number}", size=30_000))
        cache.get("digest", ["kept"])
    assert set(cache.get("digest", ["kept", "forgotten"])) == {"kept"}
    assert cache.path.stat().st_size < 2_000_000


@pytest.mark.parametrize("damage", [b"this is no database" * 300, None])
def test_damaged_file_is_set_aside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: bytes | None
) -> None:
    cache = VectorCache(tmp_path)
    cache.put("digest", vectors_of(*(f"text {number}" for number in range(2000))))
    content = cache.path.read_bytes()
    if damage is None:  # a good header before pages of rubbish
        damage = content[:4096] + b"\xff" * (len(content) - 4096)
    cache.path.write_bytes(damage)
    with caplog.at_level(logging.WARNING):
        assert cache.get("digest", ["text 1"]) == {}
    assert "set aside" in caplog.text
    assert cache.path.with_suffix(".broken").read_bytes() == damage
    cache.put("digest", vectors_of("text 1"))
    assert set(cache.get("digest", ["text 1"])) == {"text 1"}


def test_unusable_folder_is_only_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("not a folder")
    cache = VectorCache(tmp_path / "file")
    cache.put("digest", vectors_of("one"))
    assert cache.get("digest", ["one"]) == {}
    assert "cannot be used" in caplog.text


def write_many(folder: Path, name: str) -> None:
    for number in range(30):
        VectorCache(folder).put("digest", vectors_of(f"{name} {number}"))


def test_processes_share_a_file(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=write_many, args=(tmp_path, name)) for name in "ab"]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0]
    texts = [f"{name} {number}" for name in "ab" for number in range(30)]
    assert set(VectorCache(tmp_path).get("digest", texts)) == set(texts)
