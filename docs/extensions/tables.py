"""Reference tables, from the objects they are about."""

from __future__ import annotations

import inspect
from typing import Any

from detector import plugins
from detector.readers.fields import ALIASES
from detector.readers.registry import readers
from detector.reporting import available_formats
from detector.reporting.columns import TABLES, Column
from detector.rules import RULES
from detector.settings import Settings
from docs.extensions.markdown import plain, table

_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "above",
    "exclusiveMaximum": "below",
}

_COLUMN_TYPES = {
    "string": "text",
    "strings": "list of texts",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "time": "time",
}


def settings(content: str) -> str:
    """Every setting: name, kind of value, default, meaning."""
    described = Settings.model_json_schema()["properties"]
    return table(
        ("Setting", "Value", "Default", "Meaning"),
        (
            (f"`{name}`", _kind(schema), _default(schema), schema["description"])
            for name, schema in described.items()
        ),
    )


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    kinds = [part for part in schema.get("anyOf", [schema]) if part["type"] != "null"]
    name = {"integer": "whole number", "string": "text", "boolean": "true or false"}
    bounds = [f"{words} {schema[key]:g}" for key, words in _BOUNDS.items() if key in schema]
    what = "path" if kinds[0].get("format") == "path" else kinds[0]["type"]
    return ", ".join([name.get(what, what), *bounds])


def _default(schema: dict[str, Any]) -> str:
    value = schema.get("default")
    if value is None:
        return "not set"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def rules(content: str) -> str:
    """All rules in a table, and then what each says of itself."""
    overview = table(
        ("Code", "Level", "Finds"),
        (
            (f"[{rule.code}](#{rule.code.lower()})", rule.level, plain(rule.description))
            for rule in RULES.values()
        ),
    )
    entries = (
        f"```{{rubric}} {rule.code} {rule.name}\n:name: {rule.code.lower()}\n```\n\n"
        f"{plain(rule.help)}\n"
        for rule in RULES.values()
    )
    return "\n".join([overview, *entries])


def input_formats(content: str) -> str:
    """What can be read."""
    return table(
        ("Format", "Suffixes", "What it is"),
        (
            (reader.name, ", ".join(f"`{s}`" for s in reader.suffixes), _summary(reader))
            for reader in readers()
        ),
    )


def output_formats(content: str) -> str:
    """What can be written."""
    return table(
        ("Format", "What it is"),
        (
            (f"`{name}`", _summary(plugins.load("detector.reporters", name)))
            for name in available_formats()
        ),
    )


def row_columns(content: str) -> str:
    """The columns of the table that is named."""
    return table(
        ("Column", "Value", "Meaning"),
        (
            (f"`{column.name}`", _column_kind(column), column.meaning)
            for column in TABLES[content.strip()]
        ),
    )


def _column_kind(column: Column) -> str:
    kind = ", ".join(f"`{value}`" for value in column.values) or _COLUMN_TYPES[column.type]
    return f"{kind}, or null" if column.nullable else kind


def article_fields(content: str) -> str:
    """Which names of keys and columns are known for which field of an article."""
    return table(
        ("Field", "Names that are known, the surest first"),
        (
            (f"`{field}`", ", ".join(f"`{alias}`" for alias in aliases))
            for field, aliases in ALIASES.items()
        ),
    )


def _summary(part: Any) -> str:
    """The first sentence of the docstring of the module that a part stands in."""
    documentation = inspect.getdoc(inspect.getmodule(part if callable(part) else type(part)))
    paragraph = (documentation or "").split("\n\n")[0]
    return " ".join(paragraph.split())
