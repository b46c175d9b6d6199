"""Findings kept from an earlier run that was cut short, by all that shaped them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Protocol

from detector import plugins
from detector.article import Article
from detector.detection import Disagreement, Group, ModelInfo
from detector.version import __version__


class KeptFindings(Protocol):
    """Where the findings of a group are kept, such as `detector.journal.Journal`."""

    def get(self, key: str) -> list[Disagreement] | None:
        """The findings kept under a key; None if there are none."""
        ...

    def put(self, key: str, findings: Sequence[Disagreement]) -> None:
        """Keep findings under a key."""
        ...


def findings_key(
    group: Group,
    articles: Sequence[Article],
    settings: Mapping[str, Any],
    models: Sequence[ModelInfo],
) -> str:
    """Digest of all that shapes the findings of a group.

    That is the group's id and articles, the settings, the digests of the models, the
    signals at hand and the version: if any of them changes, what was kept is not used.

    Parameters
    ----------
    group : Group
    articles : sequence of Article
        Those of the group that are contrasted, in any order.  Where they were read
        (`place`) and their `extra` do not count.
    settings : Mapping
        As `Settings.for_result` gives them.
    models : sequence of ModelInfo
    """
    content = [
        __version__,
        group.id,
        sorted(map(_content, articles)),
        dict(settings),
        [asdict(model) for model in models],
        [(name, point.value) for name, point in plugins.available("detector.signals").items()],
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _content(article: Article) -> list[str | None]:
    published = article.published.isoformat() if article.published else None
    return [
        article.id,
        article.title,
        article.text,
        article.source,
        article.url,
        published,
        article.language,
    ]
