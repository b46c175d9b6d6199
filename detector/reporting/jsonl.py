"""One JSON object a line and disagreement; see `detector.reporting.rows` for its keys."""

from __future__ import annotations

import json
from datetime import datetime

from detector.detection import Detection
from detector.reporting.rows import rows


def render(detection: Detection) -> bytes:
    """Return the rows as JSON Lines, UTF-8; times are in ISO 8601 with their zone."""
    lines = (json.dumps(row, ensure_ascii=False, default=_iso) + "\n" for row in rows(detection))
    return "".join(lines).encode()


def _iso(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")
