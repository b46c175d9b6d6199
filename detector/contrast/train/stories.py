"""News by story, as the labelled sets have it: for calibration and for benchmarks."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dateutil.parser import ParserError
from dateutil.parser import parse as parse_date

from detector.article import Article

#: Files of articles, and the key of a row that names its story.
_SETS = {
    "ecbplus": "event",
    "allsides": "event",
    "fakes": "event",
    "fnc1_bodies": "event",
    "basil": "event",
    "newswcl": "event",
    "pages": "set",
}


def read_stories(folder: Path) -> dict[str, list[Article]]:
    """Read the articles of each story, under the name ``set:story``.

    Parameters
    ----------
    folder : Path
        Holds ``events/*.jsonl.gz`` and ``contra/pages.jsonl.gz``.
    """
    stories: defaultdict[str, list[Article]] = defaultdict(list)
    for path in (*sorted((folder / "events").glob("*.gz")), folder / "contra" / "pages.jsonl.gz"):
        for name, key in _SETS.items():
            if not path.name.startswith(name) or not path.exists():
                continue
            for row in rows(path):
                if row.get(key):
                    stories[f"{name}:{row[key]}"].append(_article(row))
    return dict(stories)


def read_slots(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Read the listed slots of each event that was read in full; some have none."""
    slots: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted((folder / "contra").glob("findings_*.jsonl.gz")):
        for row in rows(path):
            if path.name.endswith("_events.jsonl.gz"):
                slots[row["event"]] += []
            else:
                slots[row["event"]].append(row)
    return dict(slots)


def reported_articles(folder: Path) -> set[str]:
    """Ids of the articles that figures are reported on: of labelled pairs and listed slots.

    Those of our own labels, which the weights learn from, are not among them.
    """
    reported = {
        row[side]
        for path in sorted((folder / "contra").glob("*_pairs.jsonl.gz"))
        if not path.name.startswith("fnc1")
        for row in rows(path)
        for side in ("a", "b")
    }
    stories = read_stories(folder)
    for event in read_slots(folder):
        reported |= {article.id for article in stories.get(f"ecbplus:{event}", [])}
    return reported


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a gzipped JSON Lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def plain(text: str) -> str:
    """Fold case and everything but words, to find a quote in a sentence."""
    return re.sub(r"\W+", " ", text.lower()).strip()


def _article(row: dict[str, Any]) -> Article:
    return Article(
        row["id"],
        row.get("title") or "",
        row["text"],
        source=row.get("source"),
        published=_published(row),
    )


def _published(row: dict[str, Any]) -> datetime | None:
    """The date given, else the dateline that some texts open with."""
    opening = re.match(r"\w{3} \d\d \w{3} \d{4}", row["text"])
    given = row.get("date") or (opening.group() if opening else "")
    try:
        return parse_date(given).replace(tzinfo=UTC)
    except (ParserError, OverflowError):
        return None
