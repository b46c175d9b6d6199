"""The whole result as JSON; its schema is ``detector/detection.schema.json``."""

from __future__ import annotations

from detector.detection import Detection
from detector.reporting.quoting import encodable


def render(detection: Detection) -> bytes:
    """Return the result as indented JSON, UTF-8, with a line end."""
    return (encodable(detection.to_json()) + "\n").encode()
