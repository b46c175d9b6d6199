"""Writing Markdown: text that means itself, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from detector.article import Span

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|$~^@])")


def plain(text: str) -> str:
    """Escape what Markdown would take as markup."""
    return _SPECIAL.sub(r"\\\1", text)


def marked(text: str, cues: Iterable[Span]) -> str:
    """The text with its cues in bold."""
    parts, done = [], 0
    for cue in sorted(cues, key=lambda cue: cue.start):
        parts += [plain(text[done : cue.start]), f"**{plain(text[cue.start : cue.end])}**"]
        done = cue.end
    return "".join([*parts, plain(text[done:])])


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
