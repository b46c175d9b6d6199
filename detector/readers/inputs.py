"""What the user named, to documents: files, folders, globs, addresses, standard input."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from detector.article import Place
from detector.detection import Problem
from detector.readers.bounded import chunks_of, read_bounded
from detector.readers.document import Document, is_address
from detector.readers.web import FetchError, fetch, without_password
from detector.settlement import WAIVER_FILE

STANDARD_INPUT = "-"

#: Files of ours that may lie in a folder of articles.
OWN_FILES = frozenset({"detector.toml", WAIVER_FILE})


def open_inputs(inputs: Iterable[str | Path], limit: int) -> Iterator[Document | Problem]:
    """Yield each document once, however often it is named.

    Documents are read one by one as they are asked for.

    Parameters
    ----------
    inputs : iterable of str or Path
    limit : int
        Most bytes of a document, uncompressed.
    """
    names: dict[str, str] = {}
    for item in (found for name in inputs for found in _find(os.fspath(name))):
        if isinstance(item, Problem):
            yield item
            continue
        # Of two names of one file the smaller is shown, whichever came first.
        identity = _identity(item)
        names[identity] = min(item, names.get(identity, item))
    for name in names.values():
        yield _open(name, limit)


def _find(name: str) -> Iterator[str | Problem]:
    if name == STANDARD_INPUT or is_address(name):
        yield name
    else:
        yield from _find_files(os.path.expanduser(name))


def _identity(name: str) -> str:
    return name if name == STANDARD_INPUT or is_address(name) else os.path.realpath(name)


def _open(name: str, limit: int) -> Document | Problem:
    try:
        if is_address(name):
            return fetch(name, limit)
        if name == STANDARD_INPUT:
            return Document(name, read_bounded(chunks_of(sys.stdin.buffer), limit))
        with open(name, "rb") as file:
            return Document(_shown(name), read_bounded(chunks_of(file), limit))
    except FetchError as error:
        return Problem(Place(without_password(name)), str(error))
    except OSError as error:
        return _problem(name, f"it cannot be read ({error.strerror or error})")


def _find_files(name: str) -> Iterator[str | Problem]:
    if os.path.isdir(name):
        yield from _walk(name)
    elif os.path.lexists(name):
        yield name
    elif glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))
        if not matches:
            yield _problem(name, "no file matches this pattern")
        for match in matches:
            # `**` yields every folder beside the files in it.
            if not os.path.isdir(match):
                yield match
            elif "**" not in name:
                yield from _walk(match)
    else:
        yield _problem(name, "there is no such file or folder")


def _walk(folder: str) -> Iterator[str | Problem]:
    """The files under a folder in order, without hidden ones and our own."""
    failed: list[OSError] = []
    empty = True
    for parent, folders, files in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = os.path.join(parent, name)
            # A pipe or a device in a folder would be waited on for ever.
            if not name.startswith(".") and name not in OWN_FILES and os.path.isfile(path):
                empty = False
                yield path
    for error in failed:
        yield _problem(str(error.filename), f"it cannot be opened ({error.strerror})")
    if empty and not failed:
        yield _problem(folder, "there are no files in this folder")


def _problem(name: str, reason: str) -> Problem:
    return Problem(Place(_shown(name)), reason)


def _shown(name: str) -> str:
    """A file name without bytes that are no characters, which no report can hold."""
    return name.encode("utf-8", "replace").decode("utf-8")
