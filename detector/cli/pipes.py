"""Writing to a pipe whose reader may have had enough before the end, such as ``head``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console


class PipeConsole(Console):
    """A console for use inside `reader_may_leave`."""

    def on_broken_pipe(self) -> None:
        """Pass the error on; rich itself would exit with 1, which means findings here."""
        raise


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Write to standard output; what its reader does not want is dropped without a word."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still buffered goes nowhere, lest Python complain of it when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
