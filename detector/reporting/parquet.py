"""Rows as a Parquet file; needs pyarrow."""

from __future__ import annotations

import io

from detector.detection import Detection
from detector.reporting.columns import TABLES
from detector.reporting.rows import rows


def render(detection: Detection) -> bytes:
    """Return the findings; a Parquet file holds one table.

    Raises
    ------
    ValueError
        If pyarrow is not installed.
    """
    return render_table(detection, "finding")


def render_table(detection: Detection, table: str) -> bytes:
    """Return the rows of one table, every column typed and explained even where there is no row.

    Raises
    ------
    ValueError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ValueError(
            "Parquet needs pyarrow, which is not installed: pip install 'detector[parquet]'"
        ) from error
    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
        "strings": pa.list_(pa.string()),
    }
    schema = pa.schema(
        pa.field(column.name, types[column.type], column.nullable, {"meaning": column.meaning})
        for column in TABLES[table]
    )
    content = pa.Table.from_pylist(list(rows(detection, table)), schema=schema)
    buffer = io.BytesIO()
    pq.write_table(content, buffer, compression="zstd")
    return buffer.getvalue()
