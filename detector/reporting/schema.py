"""The JSON Schema of a result, shipped as ``detector/detection.schema.json``.

After a change of `detector.detection`::

    python -m detector.reporting.schema > detector/detection.schema.json
"""

from __future__ import annotations

import json
import sys
from typing import Any

from detector.detection import SCHEMA_VERSION, detection_type


def detection_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `Detection.to_json` writes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:detector:detection:{SCHEMA_VERSION}",
        "title": "Detection",
        **_shortened(detection_type().json_schema()),
    }


def schema_text() -> str:
    """The schema as it is shipped."""
    return json.dumps(detection_schema(), indent=2) + "\n"


def _shortened(node: Any) -> Any:
    """Cut descriptions, which are docstrings, to their first line; drop made-up titles."""
    if isinstance(node, list):
        return [_shortened(part) for part in node]
    if not isinstance(node, dict):
        return node
    short = {}
    for key, value in node.items():
        # A property may itself be called "title"; its value is then a schema.
        if key == "title" and isinstance(value, str):
            continue
        is_docstring = key == "description" and isinstance(value, str)
        short[key] = value.strip().splitlines()[0] if is_docstring else _shortened(value)
    return short


if __name__ == "__main__":
    sys.stdout.write(schema_text())
