"""Parquet tables, by pyarrow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from detector.article import Article
from detector.detection import Problem
from detector.readers.document import Document
from detector.readers.fields import missing_words
from detector.readers.records import article_from
from detector.settings import Settings

_ROWS_AT_ONCE = 256


class ParquetReader:
    """Reads one article a row; needs the extra ``parquet``."""

    name = "Parquet"
    suffixes = (".parquet", ".pq")
    reads_part = False

    def sniff(self, document: Document) -> float:
        """Look for the mark at the start of the file."""
        return 1.0 if document.data.startswith(b"PAR1") else 0.0

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        """Yield an article or a problem for each row."""
        try:
            import pyarrow as arrow
            from pyarrow import parquet
        except ImportError:
            yield document.problem("reading Parquet needs pyarrow: pip install 'detector[parquet]'")
            return
        try:
            table = parquet.ParquetFile(arrow.BufferReader(document.data))
            if reason := missing_words(table.schema_arrow.names, settings):
                yield document.problem(reason)
                return
            yield from _articles(table.iter_batches(_ROWS_AT_ONCE), document, settings)
        except arrow.ArrowException as error:
            yield document.problem(f"not a readable Parquet file ({error})")


def _with_written_dates(batch: Any) -> Any:
    """Dates as text: one that Python's datetime cannot hold must not sink the others."""
    import pyarrow as arrow

    columns = []
    for column in batch.columns:
        kind = column.type
        if arrow.types.is_timestamp(kind) and kind.tz is not None:
            column = column.cast(arrow.timestamp(kind.unit, "UTC"))
        columns.append(column.cast(arrow.string()) if arrow.types.is_temporal(kind) else column)
    return arrow.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _articles(
    batches: Iterator[Any], document: Document, settings: Settings
) -> Iterator[Article | Problem]:
    number = size = 0
    for batch in batches:
        # A small file can unfold to a huge table.
        size += batch.nbytes
        if size > settings.max_megabytes * 1e6:
            yield document.problem(
                f"the table holds more than {settings.max_megabytes:g} MB; rows from "
                f"{number + 1} on were not read: split it, or raise max_megabytes",
                entry=number + 1,
            )
            return
        for record in _with_written_dates(batch).to_pylist():
            number += 1
            yield from article_from(record, document.place(entry=number), settings)
