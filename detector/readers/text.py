"""Plain text and Markdown: one file, one article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from detector.article import Article
from detector.detection import Problem
from detector.readers.document import Document
from detector.readers.fields import without_field_names
from detector.readers.markup import html_to_text
from detector.readers.records import article_from
from detector.readers.text_head import split_head
from detector.settings import Settings

_SENTENCE_END = (".", "!", "?", ":", "…", '"', "”", "»", "。")

# A shorter line ended because its paragraph, list item or heading did; a longer one was
# never broken at a width.
_WRAPPED = range(45, 121)

# A longer first line is the first paragraph of a text without a title.
_LONGEST_TITLE = 300

_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_UNDERLINE = re.compile(r"[=-]{3,}\s*$")


class TextReader:
    """Reads a text: an optional head, the title on the first line, then the body."""

    name = "text"
    suffixes: tuple[str, ...] = (".txt", ".text")
    reads_part = False

    def sniff(self, document: Document) -> float:
        """Accept any text, with the least confidence of all."""
        return 0.1 if document.start and "\x00" not in document.start else 0.0

    def read(self, document: Document, settings: Settings) -> Iterator[Article | Problem]:
        """Yield the article, or a problem."""
        if b"\x00" in document.data and "\x00" in document.text:
            yield document.problem("this is not text but binary data; which format is it in?")
            return
        lines = re.split("\r\n|\r|\n", document.text)
        head = split_head(lines)
        if head.doubt:
            yield document.problem(head.doubt, line=1, lost=False)
        title, start, body = _split_title(lines, head.length, head.title)
        record = head.values | {"title": title, "text": self._to_text(body)}
        yield from article_from(record, document.place(line=start), without_field_names(settings))

    def _to_text(self, lines: list[str]) -> str:
        return _unwrap(lines)


class MarkdownReader(TextReader):
    """Reads Markdown as text, without its marks."""

    name = "Markdown"
    suffixes = (".md", ".markdown")

    def sniff(self, document: Document) -> float:
        """Nothing but its suffix tells Markdown from text."""
        return 0.0

    def _to_text(self, lines: list[str]) -> str:
        return html_to_text(MarkdownIt("commonmark").render("\n".join(lines)))


def _split_title(lines: list[str], begin: int, given: str | None) -> tuple[str, int, list[str]]:
    """The title, the number of the line the article starts on, and the lines after it."""
    first = next((i for i in range(begin, len(lines)) if lines[i].strip()), len(lines))
    line = lines[first].strip() if first < len(lines) else ""
    heading = _HEADING.match(line)
    title = heading.group(1) if heading else line
    if (given and title != given) or len(title) > _LONGEST_TITLE:
        return given or "", first + 1, lines[first:]
    rest = lines[first + 1 :]
    if rest and _UNDERLINE.match(rest[0]):
        rest = rest[1:]
    return title, first + 1, rest


def _unwrap(lines: list[str]) -> str:
    """Join lines that were broken at a width, so that a line end means a paragraph's end."""
    parts: list[str] = []
    previous = ""
    for line in map(str.strip, lines):
        wrapped = line and len(previous) in _WRAPPED and not previous.endswith(_SENTENCE_END)
        parts.append((" " if wrapped else "\n") + line)
        previous = line
    return "".join(parts)
