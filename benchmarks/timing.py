"""Fair times for several ways to do one thing."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any


def fastest(
    ways: Mapping[str, Callable[[Any], Any]], given: Any, rounds: int
) -> tuple[dict[str, float], dict[str, Any]]:
    """Time every way in turn, several times over.

    Returns
    -------
    seconds : dict of str to float
        The fastest time of each way.
    results : dict
        What each returned last.
    """
    seconds: dict[str, float] = {}
    results: dict[str, Any] = {}
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.perf_counter()
            results[name] = way(given)
            taken = time.perf_counter() - began
            seconds[name] = min(taken, seconds.get(name, taken))
    return seconds, results
