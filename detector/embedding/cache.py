"""Vectors on disk, so that nothing is computed twice."""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

logger = logging.getLogger(__name__)

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS vectors"
    " (key BLOB PRIMARY KEY, vector BLOB NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS vectors_by_use ON vectors (used)",
)
# Stays below the number of variables that any SQLite takes in one statement.
_AT_ONCE = 500
_BUSY_SECONDS = 60
# Only these say that the file itself is bad; a lock or a full disk does not.
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Result = TypeVar("Result")


class VectorCache:
    """A bounded cache of vectors by model digest and text.

    Safe to share between processes.  When full, the vectors longest unused are dropped.
    A file that is damaged is set aside and begun anew; where nothing can be written, a
    warning is logged and nothing is kept.

    Parameters
    ----------
    folder : Path or None
        The user's cache folder by default.
    megabytes : int
        Largest size of the vectors in the file, in units of 1 000 000 bytes.
    """

    def __init__(self, folder: Path | None = None, megabytes: int = 1024) -> None:
        self.path = (folder or user_cache_path("detector")) / "vectors.sqlite"
        self.megabytes = megabytes

    def get(self, digest: str, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Return the vectors that are kept, by text."""
        by_key = {_key(digest, text): text for text in texts}
        found = self._use(lambda connection: _read(connection, list(by_key))) or {}
        return {by_key[key]: np.frombuffer(vector, np.float32) for key, vector in found.items()}

    def put(self, digest: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors, by text; drop the longest unused ones if there are too many."""
        now = time.time_ns()
        rows = [
            (_key(digest, text), vector.astype(np.float32).tobytes(), now)
            for text, vector in vectors.items()
        ]

        def write(connection: sqlite3.Connection) -> None:
            connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
            _shrink(connection, self.megabytes * 1_000_000)

        self._use(write)

    def _use(self, work: Callable[[sqlite3.Connection], Result]) -> Result | None:
        """Run `work` in one transaction, on a new file if the old one is damaged."""
        try:
            try:
                return self._attempt(work)
            except sqlite3.DatabaseError as error:
                # Extended codes carry the plain code in their lowest byte.
                if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BROKEN:
                    raise
                self._set_aside(error)
                return self._attempt(work)
        except (OSError, sqlite3.Error) as error:
            logger.warning("%s cannot be used, vectors are not kept: %s", self.path, error)
            return None

    def _attempt(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(
            sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None)
        ) as connection:
            # A cache may lose its last vectors in a power cut, but must not be slow.
            connection.execute("PRAGMA synchronous=NORMAL")
            # Taken at once, the lock is waited for; a lock that a transaction wants later, or
            # that a change of journal mode wants, is refused without a wait.
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                for statement in _SCHEMA:
                    connection.execute(statement)
                return work(connection)

    def _set_aside(self, error: sqlite3.Error) -> None:
        aside = self.path.with_suffix(".broken")
        self.path.replace(aside)
        for side_file in ("-wal", "-shm"):
            self.path.with_name(self.path.name + side_file).unlink(missing_ok=True)
        logger.warning("%s is damaged (%s); set aside as %s", self.path, error, aside)


def _read(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    """Return the vectors by key, and note that they were used."""
    found: dict[bytes, bytes] = {}
    for part in _parts(keys):
        marks = ",".join("?" * len(part))
        found |= connection.execute(
            f"SELECT key, vector FROM vectors WHERE key IN ({marks})",  # noqa: S608
            part,
        )
    now = time.time_ns()
    connection.executemany(
        "UPDATE vectors SET used = ? WHERE key = ?", [(now, key) for key in found]
    )
    return found


def _shrink(connection: sqlite3.Connection, limit: int) -> None:
    """Drop the longest unused vectors until a tenth of the limit is free."""
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    size = (pages - free) * page_size
    if size > limit:
        (count,) = connection.execute("SELECT COUNT(*) FROM vectors").fetchone()
        surplus = int(count * (1 - 0.9 * limit / size)) + 1
        connection.execute(
            "DELETE FROM vectors WHERE key IN (SELECT key FROM vectors ORDER BY used, key LIMIT ?)",
            [surplus],
        )


def _parts(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for begin in range(0, len(keys), _AT_ONCE):
        yield keys[begin : begin + _AT_ONCE]


def _key(digest: str, text: str) -> bytes:
    return hashlib.sha256(f"{digest}\n{text}".encode("utf-8", "surrogatepass")).digest()
