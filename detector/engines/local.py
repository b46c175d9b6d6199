"""The default engine: this process, one batch after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self

from detector.engines.base import Item, Result
from detector.engines.work import batched
from detector.settings import Settings


class LocalEngine:
    """Runs every batch in the calling process, when its results are asked for."""

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Make the engine; it has no settings."""
        return cls()

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Iterable[Item],
        batch_size: int,
    ) -> Iterator[Result]:
        """Apply `function` to batches of `items`; yield the results in the order of items."""
        for batch in batched(items, batch_size):
            yield from function(batch)
