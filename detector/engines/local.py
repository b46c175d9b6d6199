"""The default engine: this process, one batch after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Self

from detector.engines.base import Item, Result
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
        items: Sequence[Item],
        batch_size: int,
    ) -> Iterator[Result]:
        """Apply `function` to batches of `items`; yield the results in the order of items."""
        for begin in range(0, len(items), batch_size):
            yield from function(items[begin : begin + batch_size])
