"""Rows as CSV (RFC 4180, but with plain line ends) that a spreadsheet can be trusted to open.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and
what stands in an article is written by strangers.  Such a cell gets a leading apostrophe,
which tells spreadsheets that it is text; so does one that begins with an apostrophe, so that
taking one leading apostrophe off (`unguarded`) always gives the value back.  See
https://owasp.org/www-community/attacks/CSV_Injection.

A row is one line: line ends and other control characters in a cell become spaces or U+FFFD,
one for one, so that offsets hold (JSON Lines and Parquet keep them).  Lists are JSON arrays,
times ISO 8601, null is an empty cell.  With pandas::

    pandas.read_csv(file, keep_default_na=False)
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from typing import Any

from detector.detection import Detection
from detector.reporting.columns import TABLES
from detector.reporting.jsonl import iso_time
from detector.reporting.quoting import visible
from detector.reporting.rows import rows

# White space in front does not stop every spreadsheet; some take the full-width signs too.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|'")


def render(detection: Detection) -> bytes:
    """Return the findings; a CSV file holds one table."""
    return render_table(detection, "finding")


def render_table(detection: Detection, table: str) -> bytes:
    """Return the rows of one table under a header, UTF-8."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(column.name for column in TABLES[table])
    writer.writerows([_cell(value) for value in row.values()] for row in rows(detection, table))
    return buffer.getvalue().encode()


def guarded(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run, or that has one already."""
    return "'" + text if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return what `guarded` was given."""
    return cell.removeprefix("'")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(visible(value))
    if isinstance(value, datetime):
        return iso_time(value)
    # Booleans, numbers and lists: the same as in JSON Lines, but on the safe side.
    return visible(json.dumps(value, ensure_ascii=False))
