"""Which articles time allows to be compared."""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from detector.grouping.evidence import Floats

Single = NDArray[np.float32]

#: Nearness in time below this is none: articles further apart are not compared.
LEAST_NEARNESS = 0.01


def window(time_scale_days: float) -> float:
    """Return how many days apart two articles may be and still be compared."""
    return time_scale_days * log(1 / LEAST_NEARNESS)


def nearness(left: Single, right: Single, time_scale_days: float) -> Single:
    """Return how near days are to each other, broadcast; negative beyond the window."""
    apart = np.abs(left - right)
    beyond = apart > window(time_scale_days)
    apart *= np.float32(-1 / time_scale_days)
    near: Single = np.exp(apart, out=apart)
    near[beyond] = -1
    return near


class Timeline:
    """When articles were published, in stretches each as long as the window.

    An article can be within the window only of those in its own stretch, in the one before
    and in the one after.

    Parameters
    ----------
    days : ndarray of shape (n,), float64
        NaN where not known.
    scale : float
        Days over which nearness in time fades to 1/e.

    Attributes
    ----------
    days : ndarray of shape (n,), float32
        Tells minutes of our time apart.
    dated : ndarray of shape (n,), bool
    stretch : ndarray of shape (n,), int64
        0 where not known.
    scale : float
    """

    def __init__(self, days: Floats, scale: float) -> None:
        self.scale = scale
        self.days = days.astype(np.float32)
        self.dated = ~np.isnan(days)
        self.stretch = np.floor(np.nan_to_num(days) / window(scale)).astype(np.int64)

    def compared(self) -> float:
        """Return the mean number of articles with which one is compared."""
        size, undated = len(self.days), int((~self.dated).sum())
        stretches = np.sort(self.stretch[self.dated])
        pairs = undated * (2 * size - undated)
        pairs += int(
            np.searchsorted(stretches, stretches + 1, "right").sum()
            - np.searchsorted(stretches, stretches - 1, "left").sum()
        )
        return pairs / max(1, size)
