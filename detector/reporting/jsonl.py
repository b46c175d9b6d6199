"""Rows as JSON Lines, each tagged with its table; their schema is ``detector/rows.schema.json``."""

from __future__ import annotations

import json
from datetime import datetime

from detector.detection import Detection
from detector.reporting.columns import TABLES
from detector.reporting.rows import rows


def render(detection: Detection) -> bytes:
    """Return the rows of all tables in one stream: the articles, the pairs, the findings."""
    return b"".join(render_table(detection, table) for table in TABLES)


def render_table(detection: Detection, table: str) -> bytes:
    """Return the rows of one table, UTF-8; times are in ISO 8601 with their zone."""
    lines = (
        json.dumps({"row": table} | row, ensure_ascii=False, default=iso_time) + "\n"
        for row in rows(detection, table)
    )
    return "".join(lines).encode()


def iso_time(moment: datetime) -> str:
    """The moment in ISO 8601, with ``Z`` for UTC."""
    return moment.isoformat().replace("+00:00", "Z")
