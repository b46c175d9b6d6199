"""What an engine is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol, Self, TypeVar

from detector.settings import Settings

Item = TypeVar("Item")
Result = TypeVar("Result")


class Engine(Protocol):
    """Runs a function over batches, knowing nothing of what it computes."""

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Make the engine that settings ask for.

        Raises
        ------
        ValueError
            If it needs a package that is not installed.
        """
        ...

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Iterable[Item],
        batch_size: int,
    ) -> Iterator[Result]:
        """Apply `function` to batches of `items`.

        Parameters
        ----------
        function : callable
            From a batch to one result an item.  It can be pickled, and then holds no
            loaded model: whoever runs it may be another process, which loads its own.
        items : iterable
            They can be pickled.
        batch_size : int
            The first batch is the first so many items, and so on: every engine makes the
            same batches, since sums of floating point numbers depend on company.

        Yields
        ------
        object
            The results in the order of `items`, as they come.
        """
        ...
