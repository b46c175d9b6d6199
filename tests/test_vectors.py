from __future__ import annotations

import numpy as np
import pytest

from detector import vectors
from detector.vectors import blocks_of, stacked, taken


def test_blocks_are_put_one_below_the_other() -> None:
    parts = [np.full((rows, 2), rows, dtype=np.float32) for rows in (3, 1, 2)]
    together = stacked(iter(parts))
    assert together.dtype == np.float16
    assert together.tolist() == np.concatenate(parts).tolist()
    assert stacked(iter(parts[:1])).tolist() == parts[0].tolist()


def test_many_rows_are_on_disk_and_few_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "ROWS_AT_ONCE", 4)
    table = np.arange(20, dtype=np.float32).reshape(10, 2)
    rows = np.array([9, 0, 3, 3, 7])
    many, few = taken(table, rows), taken(table, rows[:4])
    assert many.tolist() == table[rows].tolist()
    assert few.tolist() == table[rows[:4]].tolist()
    assert isinstance(many.base, np.memmap)
    assert few.base is None


def test_no_rows_are_one_empty_block() -> None:
    assert [*blocks_of(0)] == [slice(0, vectors.ROWS_AT_ONCE)]
    assert taken(np.ones((3, 2), dtype=np.float32), np.zeros(0, dtype=np.int64)).shape == (0, 2)
