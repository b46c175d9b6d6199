"""Vectors of articles: in half precision, and on disk where they are many."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from tempfile import TemporaryFile

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32] | NDArray[np.float16]

#: Vectors, or pairs of them, handled at once; bounds memory.
ROWS_AT_ONCE = 10_000


def stacked(blocks: Iterator[Vectors]) -> NDArray[np.float16]:
    """Return blocks of vectors one below the other.

    A single block stays in memory.  More go to a temporary file that is mapped into memory,
    so that the system keeps of it what there is room for; it vanishes with the array.

    Parameters
    ----------
    blocks : iterator of ndarray
        At least one, all of as many columns.

    Raises
    ------
    OSError
        If there is no room left for temporary files.
    """
    head = next(blocks).astype(np.float16)
    second = next(blocks, None)
    if second is None:
        return head
    rows = 0
    with TemporaryFile() as file:
        for block in chain((head, second), blocks):
            rows += len(block)
            file.write(block.astype(np.float16).tobytes())
        file.flush()
        return np.asarray(np.memmap(file, np.float16, mode="r", shape=(rows, head.shape[1])))


def taken(vectors: Vectors, rows: NDArray[np.int64]) -> NDArray[np.float16]:
    """Return some of the vectors, in the order of `rows`."""
    return stacked(vectors[rows[block]] for block in blocks_of(len(rows)))


def blocks_of(rows: int) -> Iterator[slice]:
    """Yield which rows to handle at once; one empty block if there are none."""
    for begin in range(0, max(1, rows), ROWS_AT_ONCE):
        yield slice(begin, begin + ROWS_AT_ONCE)
