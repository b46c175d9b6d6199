"""A journal of finished groups, so that a run that was cut short need not begin anew."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from detector.detection import Disagreement

logger = logging.getLogger(__name__)

_findings_type = TypeAdapter(list[Disagreement])


class Journal:
    """Findings by key in a file of JSON lines that is only ever appended to.

    Each line carries the SHA-256 of what it says.  A line that is torn, because the run was
    killed while it was written, or damaged is passed over, and its group contrasted again.

    Parameters
    ----------
    path : Path
        Made if it is not there.

    Raises
    ------
    OSError
        If it can be neither read nor written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if not path.parent.is_dir():
            raise FileNotFoundError(f"{path}: the folder {path.parent} does not exist")
        # Unbuffered: a line is one write, and is with the system once it is written.
        self._file = path.open("ab", buffering=0)
        content = path.read_bytes()
        self._kept: dict[str, Any] = dict(filter(None, map(_read_line, content.splitlines())))
        if content and not content.endswith(b"\n"):
            self._file.write(b"\n")  # closes the torn line, so that the next one is whole

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: str) -> list[Disagreement] | None:
        """The findings kept under a key; None if there are none."""
        if key not in self._kept:
            return None
        try:
            return _findings_type.validate_python(self._kept[key])
        except ValidationError as error:
            logger.warning("%s: an entry cannot be used: %s", self.path, error)
            return None

    def put(self, key: str, findings: Sequence[Disagreement]) -> None:
        """Append findings; if that fails, warn and go on: the result does not need them."""
        entry = {"key": key, "findings": _findings_type.dump_python(list(findings), mode="json")}
        line = json.dumps({"sha256": _digest(entry), "entry": entry}) + "\n"
        try:
            self._file.write(line.encode())
        except OSError as error:
            logger.warning("%s: this group will not be resumed: %s", self.path, error)

    def close(self) -> None:
        """Close the file and leave it for another run, unless there is nothing in it."""
        self._file.close()
        if self.path.exists() and self.path.stat().st_size == 0:
            self.path.unlink()

    def discard(self) -> None:
        """Delete the file: the result is safely written."""
        self._file.close()
        self.path.unlink(missing_ok=True)


@contextmanager
def journal_until_done(path: Path | None) -> Iterator[Journal | None]:
    """Open a journal for the time of a run; delete it only if the run comes to its end.

    Parameters
    ----------
    path : Path or None
        None for no journal.
    """
    if path is None:
        yield None
        return
    journal = Journal(path)
    try:
        yield journal
        journal.discard()
    finally:
        journal.close()


def journal_path(targets: Sequence[Path]) -> Path | None:
    """Beside the first file that a run writes; None beside a device or a pipe, or for none."""
    if not targets or (targets[0].exists() and not targets[0].is_file()):
        return None
    return targets[0].with_name(targets[0].name + ".journal")


def _read_line(line: bytes) -> tuple[str, Any] | None:
    try:
        record = json.loads(line)
        entry = record["entry"]
        return (entry["key"], entry["findings"]) if record["sha256"] == _digest(entry) else None
    except (ValueError, KeyError, TypeError):
        return None


def _digest(entry: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()
