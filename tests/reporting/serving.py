"""A server of a result, for as long as a test needs it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from detector.server import ReportServer


@contextmanager
def serving(result: Path) -> Iterator[ReportServer]:
    with ReportServer(result, port=0) as server:
        # Asked every hundredth of a second whether it is to stop.
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
