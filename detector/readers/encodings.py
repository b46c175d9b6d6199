"""Which encoding bytes are in: by mark, by declaration, by proof, and by guess last."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import CharsetMatch, from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The encodings news was written in before UTF-8, the likelier first.  Left to itself the
# guesser also weighs EBCDIC and DOS code pages, and on a short text finds them.
_GUESSES = [
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
]

_DECLARED = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']"""
    rb"""|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})""",
    re.IGNORECASE,
)

# Python calls these text encodings, but no document is written in them.
_NOT_FOR_DOCUMENTS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7", "undefined", "mbcs"}
)

_SAMPLE = 64 * 1024


@dataclass(frozen=True)
class Encoding:
    """How to decode a document.

    Attributes
    ----------
    name : str
        A codec of Python's.
    errors : {"strict", "replace"}
        What to do with bytes that do not fit.
    doubt : str or None
        Why the decoded text may be wrong, for a person; None where it is sure.
    """

    name: str
    errors: str = "strict"
    doubt: str | None = None


def detect_encoding(data: bytes, declared: str | None = None) -> Encoding:
    """Find the encoding of a document.

    A byte order mark wins over a declaration, a declaration over the proof that the bytes
    are valid UTF-8, and that over a statistical guess.

    Parameters
    ----------
    data : bytes
    declared : str or None
        What came with the document, such as the ``charset`` of an HTTP header.  XML and
        HTML declarations are found in `data` itself.
    """
    named = _marked(data) or _declared(data, declared)
    if named and _decodes(data, named):
        return Encoding(named)
    if unmarked := _unmarked_utf16(data):
        return Encoding(unmarked, "replace")
    doubt = f"it declares {named} but does not fit it; " if named else ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _best_effort(data, error, doubt)
    return Encoding("utf-8", doubt=f"{doubt}read as UTF-8" if doubt else None)


def decode_start(data: bytes, length: int = 4096) -> str:
    """Decode the first `length` bytes well enough to tell a format by."""
    head = data[:length]
    name = _marked(head) or _unmarked_utf16(head) or "utf-8"
    return head.decode(name, "replace").lstrip("\ufeff")


def _marked(data: bytes) -> str | None:
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _declared(data: bytes, declared: str | None) -> str | None:
    if declared is None and (found := _DECLARED.search(data[:2048])):
        declared = next(name for name in found.groups() if name).decode("ascii", "replace")
    try:
        name = codecs.lookup(declared).name if declared else None
    except (LookupError, ValueError):
        return None
    return None if name in _NOT_FOR_DOCUMENTS else name


def _decodes(data: bytes, name: str) -> bool:
    try:
        data.decode(name)
    except (LookupError, ValueError):
        return False
    return True


def _unmarked_utf16(data: bytes) -> str | None:
    """Tell UTF-16 without a mark by where its zero bytes stand in western text."""
    head = data[:1024]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 4 and even == 0:
        return "utf-16-le"
    if even > len(head) // 4 and odd == 0:
        return "utf-16-be"
    return None


def _best_effort(data: bytes, error: UnicodeDecodeError, doubt: str) -> Encoding:
    """Mostly UTF-8 with a broken byte or two, or another encoding altogether."""
    broken = data.decode("utf-8", "replace").count("\ufffd")
    valid = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", data))
    line = data.count(b"\n", 0, error.start) + 1
    if valid > broken:
        return Encoding(
            "utf-8",
            "replace",
            f"{doubt}byte 0x{data[error.start]:02x} on line {line} is not valid UTF-8; broken "
            "bytes were replaced by U+FFFD: save the file as UTF-8",
        )
    name = _guess(data)
    return Encoding(
        name,
        "replace",
        f"{doubt}it is not UTF-8 (byte 0x{data[error.start]:02x} on line {line}) and was read "
        f"as {name}, which is a guess: save the file as UTF-8 if letters look wrong",
    )


def _guess(data: bytes) -> str:
    # ASCII lines tell nothing, and the first other one may stand far down.
    telling = (line for line in data.splitlines() if not line.isascii())
    sample = b"\n".join(islice(telling, 1000))[:_SAMPLE]
    matches = list(from_bytes(sample, cp_isolation=_GUESSES))
    if not matches:
        return _GUESSES[0]
    best = matches[0]
    equals = [m for m in matches if (m.chaos, m.coherence) == (best.chaos, best.coherence)]
    return min((name for match in equals for name in _names(match)), key=_GUESSES.index)


def _names(match: CharsetMatch) -> list[str]:
    names = {match.encoding, *match.could_be_from_charset}
    return [name for name in names if name in _GUESSES]
