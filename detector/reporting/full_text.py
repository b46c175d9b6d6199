"""An article's full text, cut where sentences of it are quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from detector.article import Article, Field
from detector.detection import Disagreement
from detector.reporting.anchors import sentence_anchor
from detector.reporting.quoted import Said
from detector.reporting.quoting import visible


@dataclass(frozen=True)
class Passage:
    """A stretch of text.

    Attributes
    ----------
    text : str
    anchor : str or None
        The id of the quoted sentence that begins here.
    findings : tuple of Disagreement
        The findings that quote it; empty for what nobody quotes.
    """

    text: str
    anchor: str | None = None
    findings: tuple[Disagreement, ...] = ()


Paragraph = tuple[Passage, ...]


def paragraphs(article: Article, field: Field, said: Sequence[Said]) -> Iterator[Paragraph]:
    """Cut the title or the text of an article into paragraphs, and these at quoted sentences.

    Parameters
    ----------
    article : Article
    field : {"title", "text"}
    said : sequence of Said
        What is quoted from the article, in the order of the text.

    Yields
    ------
    tuple of Passage
        All passages together are the text without its line breaks and blank lines.
    """
    line: list[Passage] = []
    for passage in _passages(article, field, said):
        for place, text in enumerate(passage.text.split("\n")):
            if place:
                yield from _paragraph(line)
                line = []
            anchor = None if place else passage.anchor
            if text or anchor:
                line.append(Passage(visible(text), anchor, passage.findings))
    yield from _paragraph(line)


def _passages(article: Article, field: Field, said: Sequence[Said]) -> Iterator[Passage]:
    text: str = getattr(article, field)
    done = 0
    named: set[str] = set()
    for sentence in said:
        quote = sentence.quote
        if quote.field != field:
            continue
        # Quotes of an edited result may overlap or end outside; each character is shown once,
        # and each anchor is there once.
        start = min(max(quote.start, done), len(text))
        end = min(max(quote.end, start), len(text))
        if start > done:
            yield Passage(text[done:start])
        anchor = sentence_anchor(article.id, field, quote.start)
        yield Passage(text[start:end], None if anchor in named else anchor, sentence.findings)
        named.add(anchor)
        done = end
    yield Passage(text[done:])


def _paragraph(line: Sequence[Passage]) -> Iterator[Paragraph]:
    """The passages as a paragraph, if there is anything in them."""
    if any(passage.anchor or passage.text.strip() for passage in line):
        yield tuple(line)
