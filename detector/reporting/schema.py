"""The JSON Schemas of a result and of its rows, shipped inside the package.

After a change of `detector.detection` or of `detector.reporting.columns`::

    python -m detector.reporting.schema > detector/detection.schema.json
    python -m detector.reporting.schema rows > detector/rows.schema.json
"""

from __future__ import annotations

import json
import sys
from typing import Any

from detector.detection import SCHEMA_VERSION, detection_type
from detector.reporting.columns import ROWS_VERSION, TABLES, Column


def detection_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `Detection.to_json` writes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:detector:detection:{SCHEMA_VERSION}",
        "title": "Detection",
        **_shortened(detection_type().json_schema()),
    }


def rows_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a line of JSON Lines: a row of one of the tables."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:detector:rows:{ROWS_VERSION}",
        "title": "Row",
        "oneOf": [{"$ref": f"#/$defs/{table}"} for table in TABLES],
        "$defs": {table: _table_schema(table, columns) for table, columns in TABLES.items()},
    }


def schema_text(schema: dict[str, Any]) -> str:
    """A schema as it is shipped."""
    return json.dumps(schema, indent=2) + "\n"


def _table_schema(table: str, columns: tuple[Column, ...]) -> dict[str, Any]:
    properties = {"row": {"const": table}} | {c.name: _column_schema(c) for c in columns}
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _column_schema(column: Column) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": column.meaning}
    if column.type == "strings":
        return schema | {"type": "array", "items": {"type": "string"}}
    if column.type == "time":
        schema["format"] = "date-time"
    name = "string" if column.type == "time" else column.type
    schema["type"] = [name, "null"] if column.nullable else name
    if column.values:
        schema["enum"] = [*column.values, None] if column.nullable else list(column.values)
    return schema


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
    sys.stdout.write(schema_text(rows_schema() if sys.argv[1:] == ["rows"] else detection_schema()))
