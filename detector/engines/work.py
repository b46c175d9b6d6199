"""How work is cut for an engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice

from detector.engines.base import Engine, Item, Result


def map_each(
    engine: Engine, function: Callable[[Item], Result], items: Iterable[Item]
) -> Iterator[Result]:
    """Apply `function` to items that are large enough to be a batch each, as `map_batches`."""
    return engine.map_batches(partial(_each, function), items, batch_size=1)


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield batches of `size` items as they come; the last one may be smaller."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch


def portions(
    items: Iterable[Item], cost: Callable[[Item], float], most: float
) -> Iterator[list[Item]]:
    """Put items together, in order, until the cost of those in a portion reaches `most`."""
    portion: list[Item] = []
    spent = 0.0
    for item in items:
        portion.append(item)
        spent += cost(item)
        if spent >= most:
            yield portion
            portion, spent = [], 0.0
    if portion:
        yield portion


def _each(function: Callable[[Item], Result], batch: Sequence[Item]) -> list[Result]:
    return [function(item) for item in batch]
