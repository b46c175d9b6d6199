"""An engine that loses a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from detector.engines.base import Item, Result
from detector.engines.ray import RayEngine
from tests.engines.dying import DieOnce


class DyingEngine(RayEngine):
    """Loses the first worker that is given a second batch of some kind of work.

    Parameters
    ----------
    folder : Path
        Where marks tell that it happened.
    deadly : type
        That of the functions whose work it is.
    """

    def __init__(self, folder: Path, deadly: type = object) -> None:
        super().__init__()
        self.folder = folder
        self.deadly = deadly

    def map_batches(
        self,
        function: Callable[[Sequence[Item]], Sequence[Result]],
        items: Iterable[Item],
        batch_size: int,
    ) -> Iterator[Result]:
        if isinstance(function, self.deadly):
            function = DieOnce(function, self.folder)
        return super().map_batches(function, items, batch_size)
