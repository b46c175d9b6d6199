"""The default engine: this process, one batch after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from detector.engines.base import Item, Result


class LocalEngine:
    """Runs every batch in the calling process."""

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Sequence[Item],
        batch_size: int,
    ) -> list[Result]:
        """Apply `function` to batches of `items`; return the results in the order of items."""
        results: list[Result] = []
        for begin in range(0, len(items), batch_size):
            results += function(items[begin : begin + batch_size])
        return results
