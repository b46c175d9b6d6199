from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from detector import Settings, read_articles
from detector.readers import ArticleCollection

Read = Callable[..., ArticleCollection]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write a file and read it: `read("a.jsonl", content, min_score=0.7)`."""

    def write_and_read(name: str, content: str | bytes, **settings: object) -> ArticleCollection:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_articles(path, settings=Settings(**settings))  # type: ignore[arg-type]

    return write_and_read
