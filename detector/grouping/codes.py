"""Articles as they are compared for neighbours: vectors of 8-bit integers, and days."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detector.grouping.evidence import Rows
from detector.grouping.timeline import Single
from detector.vectors import Vectors, blocks_of

Codes = NDArray[np.int8]


@dataclass(frozen=True)
class CodedArticles:
    """What tells how near articles are to each other, one row an article.

    Attributes
    ----------
    number : ndarray of shape (n,), int64
        Of the article among all.
    codes : ndarray of shape (n, d), int8
        Its vector, from -127 to 127.
    steps : ndarray of shape (n,), float32
        By which the codes are to be multiplied.
    days : ndarray of shape (n,), float32
        Time of publication; NaN where it is not known.
    """

    number: Rows
    codes: Codes
    steps: Single
    days: Single

    def rows(self, rows: Rows) -> CodedArticles:
        """Return what is known of some of the articles."""
        return CodedArticles(self.number[rows], self.codes[rows], self.steps[rows], self.days[rows])


def coded(vectors: Vectors, days: Single) -> CodedArticles:
    """Return all articles as they are compared.

    Parameters
    ----------
    vectors : ndarray of shape (n, d), float16 or float32
    days : ndarray of shape (n,), float32
    """
    codes = np.empty(vectors.shape, dtype=np.int8)
    steps = np.empty(len(vectors), dtype=np.float32)
    for rows in blocks_of(len(codes)):
        block = vectors[rows].astype(np.float32)
        steps[rows] = np.abs(block).max(axis=1).clip(1e-9) / np.float32(127)
        codes[rows] = np.rint(block / steps[rows, None])
    return CodedArticles(np.arange(len(codes)), codes, steps, days)
