"""A document: named bytes that a reader makes articles from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from detector.article import Place
from detector.detection import Problem
from detector.readers.bounded import Content
from detector.readers.encodings import Encoding, decode_start, detect_encoding


@dataclass(frozen=True)
class Document:
    """A file, an address or standard input, read but not yet understood.

    Attributes
    ----------
    source : str
        As the user named it.
    content : Content
        The bytes, uncompressed.
    charset : str or None
        The encoding that came with it, as in an HTTP header.
    """

    source: str
    content: Content
    charset: str | None = None

    @property
    def data(self) -> bytes:
        """The bytes, uncompressed."""
        return self.content.data

    @property
    def complete(self) -> bool:
        """Whether nothing is missing at the end."""
        return not self.content.too_large and self.content.damage is None

    @property
    def is_address(self) -> bool:
        """Whether it came from the web, where suffixes mean little."""
        return is_address(self.source)

    @cached_property
    def suffix(self) -> str:
        """The suffix in lower case, such as ``.csv``; that of the inner file for ``.gz``."""
        path = urlsplit(self.source).path if self.is_address else self.source
        name = PurePosixPath(path.replace("\\", "/").lower().removesuffix(".gz"))
        return name.suffix

    @cached_property
    def start(self) -> str:
        """The beginning as text without leading white space, to tell the format by."""
        return decode_start(self.data).lstrip()

    @cached_property
    def encoding(self) -> Encoding:
        """How the bytes are to be decoded."""
        whole = self.data if self.complete else self._whole_lines or self.data
        return detect_encoding(whole, self.charset)

    @property
    def doubt(self) -> str | None:
        """Why the text may be wrong; None if it is not, or if it was never decoded."""
        encoding = vars(self).get("encoding")
        return encoding.doubt if encoding else None

    @cached_property
    def text(self) -> str:
        """All of it as text."""
        errors = self.encoding.errors if self.complete else "ignore"
        return self.data.decode(self.encoding.name, errors).removeprefix("\ufeff")

    def lines(self) -> Iterator[str]:
        r"""The lines with their ends (``\n``, ``\r\n`` or ``\r``), decoded one by one.

        A last line that breaks off with the data is left out.
        """
        data = self.data if self.complete else self._whole_lines
        if not data:
            return
        stream = io.TextIOWrapper(
            io.BytesIO(data), self.encoding.name, self.encoding.errors, newline=""
        )
        for number, line in enumerate(stream):
            yield line.removeprefix("\ufeff") if number == 0 else line

    def place(self, line: int | None = None, entry: int | None = None) -> Place:
        """A place in this document; both count from 1."""
        return Place(self.source, line, entry)

    def problem(
        self, reason: str, *, line: int | None = None, entry: int | None = None, lost: bool = True
    ) -> Problem:
        """A problem at a place in this document."""
        return Problem(self.place(line, entry), reason, lost)

    @property
    def _whole_lines(self) -> bytes:
        return self.data[: self.data.rfind(b"\n") + 1]


def is_address(name: str) -> bool:
    """Whether an input is an http(s) address."""
    return name.lower().startswith(("http://", "https://"))
