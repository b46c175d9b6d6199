"""Reading articles from files, folders, globs, web addresses and standard input.

A reader is one file a format, registered under the entry points ``detector.readers``; see
`Reader`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from detector.article import Article
from detector.detection import Problem
from detector.readers.collection import ArticleCollection
from detector.readers.document import Document
from detector.readers.inputs import open_inputs
from detector.readers.registry import Reader, choose_reader
from detector.settings import Settings

__all__ = ["ArticleCollection", "Document", "Reader", "read_articles"]

logger = logging.getLogger(__name__)


def read_articles(*inputs: str | Path, settings: Settings | None = None) -> ArticleCollection:
    """Read all articles of the inputs.

    What cannot be used becomes a problem of the result: a bad entry does not sink its file,
    nor a bad file the others.  Any order of the inputs gives the same result.

    Parameters
    ----------
    *inputs : str or Path
        Files, folders (with what is below them, but nothing hidden), globs, http(s)
        addresses, or ``-`` for standard input; any of them may be gzip-compressed.
    settings : Settings or None
        None for the defaults, the settings file and the environment.

    Returns
    -------
    ArticleCollection
        Sorted by id, with ``problems``.

    Raises
    ------
    ValueError
        If no input is given.
    """
    if not inputs:
        raise ValueError("nothing to read: name a file, a folder, a glob, an address, or -")
    settings = settings if settings is not None else Settings.load()
    articles: list[Article] = []
    problems: list[Problem] = []
    for opened in open_inputs(inputs, limit=int(settings.max_megabytes * 1e6)):
        found = [opened] if isinstance(opened, Problem) else _read(opened, settings)
        for item in found:
            if isinstance(item, Problem):
                problems.append(item)
            else:
                articles.append(item)
    return ArticleCollection(articles, problems)


def _read(document: Document, settings: Settings) -> Iterator[Article | Problem]:
    """Yield what the reader of a document makes of it, and what is wrong with the whole."""
    yield from _shortcomings(document, settings)
    if not document.data:
        if document.complete:
            yield document.problem("the file is empty")
        return
    reader = choose_reader(document)
    if reader is None:
        yield document.problem("neither its name nor its content tells a format that is known")
        return
    if document.content.too_large and not reader.reads_part:
        return
    articles = problems = 0
    try:
        for item in reader.read(document, settings):
            articles += isinstance(item, Article)
            problems += isinstance(item, Problem)
            yield item
    except Exception as error:
        # Readers call parsers on untrusted input, and may be a third party's: whatever
        # one of them meets must not cost the other files.
        logger.debug("reading %s as %s", document.source, reader.name, exc_info=True)
        problems += 1
        yield document.problem(f"reading it as {reader.name} failed ({error!r})")
    if not articles and not problems and document.complete:
        yield document.problem(f"there is no article in it (read as {reader.name})")
    if articles and document.doubt:
        yield document.problem(document.doubt, lost=False)


def _shortcomings(document: Document, settings: Settings) -> Iterator[Problem]:
    if document.content.too_large:
        what = "it" if b"\n" in document.data else "its first line alone"
        yield document.problem(
            f"{what} is larger than {settings.max_megabytes:g} MB; the rest was not read: "
            "split it, or raise max_megabytes"
        )
    if document.content.damage:
        yield document.problem(f"{document.content.damage}; what comes before that was read")
