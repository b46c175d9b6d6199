"""One table of a result to a file: JSON Lines, CSV or Parquet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from detector.detection import Detection
from detector.files import write_atomically
from detector.reporting import check_references, csv, jsonl, parquet

_RENDERERS: Mapping[str, Callable[[Detection, str], bytes]] = {
    ".jsonl": jsonl.render_table,
    ".csv": csv.render_table,
    ".parquet": parquet.render_table,
}

#: The suffixes that name a format of tables.
SUFFIXES = tuple(_RENDERERS)


def write_table(detection: Detection, table: str, path: Path) -> None:
    """Write the rows of a table to a file, whole or not at all.

    Parameters
    ----------
    detection : Detection
    table : {"article", "pair", "finding"}
    path : Path
        Its suffix, one of `SUFFIXES`, names the format.

    Raises
    ------
    ValueError
        As `check_table`, if the format needs a package that is not installed, or if the
        result refers to what it does not hold.
    OSError
        If the file cannot be written.
    """
    check_table(path)
    check_references(detection)
    write_atomically(path, _RENDERERS[path.suffix.lower()](detection, table))


def check_table(path: Path) -> None:
    """Say before a long run whether a table could be written there.

    Raises
    ------
    ValueError
        If the suffix names no format of tables.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"cannot tell the format of {path}; a table is {', '.join(SUFFIXES)}")
