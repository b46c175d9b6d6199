"""Reading no more than was asked for, also out of a gzip bomb."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

_CHUNK = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"

#: A .gz file served with ``Content-Encoding: gzip`` is wrapped twice; nothing is thrice.
_MOST_WRAPPINGS = 2


@dataclass(frozen=True)
class Content:
    """The bytes of a document, and what is missing.

    Attributes
    ----------
    data : bytes
        Uncompressed; what could be read where it breaks off.
    too_large : bool
        There is more than the limit; `data` is as much as it allows.
    damage : str or None
        Why the rest could not be uncompressed.
    """

    data: bytes
    too_large: bool = False
    damage: str | None = None


def read_bounded(chunks: Iterable[bytes], limit: int) -> Content:
    """Gather chunks, uncompressing gzip, and stop at the limit.

    Parameters
    ----------
    chunks : iterable of bytes
        Not read further than needed.
    limit : int
        Most bytes, both as given and uncompressed.
    """
    content = _gather(chunks, limit)
    for _ in range(_MOST_WRAPPINGS):
        if not content.data.startswith(_GZIP_MAGIC):
            break
        inner = _gather(_Gunzip(content.data), limit)
        cut = content.too_large or inner.too_large
        # A file cut by our own limit breaks off too; that is no fault of the file.
        content = Content(inner.data, cut, content.damage if cut else inner.damage)
    return content


def chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of an open file, in small pieces."""
    while chunk := stream.read(_CHUNK):
        yield chunk


def _gather(chunks: Iterable[bytes], limit: int) -> Content:
    buffer = io.BytesIO()
    too_large = False
    for chunk in chunks:
        buffer.write(chunk)
        if buffer.tell() > limit:
            buffer.truncate(limit)
            too_large = True
            break
    return Content(buffer.getvalue(), too_large, getattr(chunks, "damage", None))


class _Gunzip:
    """Uncompressed chunks up to the first break; `damage` then says what broke."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.damage: str | None = None

    def __iter__(self) -> Iterator[bytes]:
        with gzip.GzipFile(fileobj=io.BytesIO(self._data)) as file:
            try:
                # `read1` hands over what it has before it meets the break.
                while chunk := file.read1(_CHUNK):
                    yield chunk
            except EOFError:
                self.damage = "the gzip data breaks off; fetch or compress the file again"
            except (zlib.error, gzip.BadGzipFile) as error:
                self.damage = f"the gzip data is damaged ({error}); fetch or compress it again"
