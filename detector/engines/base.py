"""What an engine is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs a function over batches, knowing nothing of what it computes."""

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Sequence[Item],
        batch_size: int,
    ) -> list[Result]:
        """Apply `function` to batches of `items`; return the results in the order of items."""
        ...
