"""The rows of `detector.reporting.rows` as a Parquet file; needs pyarrow."""

from __future__ import annotations

import io

from detector.detection import Detection
from detector.reporting.rows import COLUMNS, rows


def render(detection: Detection) -> bytes:
    """Return the rows as Parquet, every column typed even where there is no row.

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
        "score": pa.float64(),
        "start": pa.int64(),
        "end": pa.int64(),
        "published": pa.timestamp("us", tz="UTC"),
        "also": pa.list_(pa.string()),
    }
    schema = pa.schema(
        (column, types.get(column.removeprefix("left_").removeprefix("right_"), pa.string()))
        for column in COLUMNS
    )
    table = pa.Table.from_pylist(list(rows(detection)), schema=schema)
    buffer = io.BytesIO()
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
