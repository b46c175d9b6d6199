"""For tests of those who keep articles: assert that they do not contradict one another."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from detector.article import Article
from detector.detection import Detection, Disagreement, DuplicateSet, Finding, Quote
from detector.gate import judge
from detector.pipeline import Detector
from detector.reporting.labels import headline, many, outlet
from detector.reporting.places import file_and_line
from detector.reporting.quoting import visible
from detector.settings import Settings
from detector.waivers import waiver_files

#: Findings told in full.
_MOST_TOLD = 20


def assert_consistent(
    articles: Iterable[Article],
    *,
    baseline: Path | str | None = None,
    waivers: Path | str | None = None,
    **settings: Any,
) -> None:
    """Fail a test if articles disagree.

    Parameters
    ----------
    articles : iterable of Article
        Such as ``read_articles("corpus/")``; what could not be read fails too.
    baseline : path or None
        A file of known findings, as ``detector check --update-baseline`` writes it.
    waivers : path or None
        A waiver file, by default ``detector-waivers.toml`` of the current folder; waivers
        that the articles carry count as well.
    **settings
        Of `detector.Settings`, such as ``fail_on="contradiction"`` or ``min_score=0.8``;
        those not given come from the settings file and the environment.

    Raises
    ------
    AssertionError
        With both sentences of each finding, where they stand and why they clash.
    ValueError
        If a setting, a waiver or the baseline cannot be used.
    ModelError
        If a model cannot be used.

    Warns
    -----
    UserWarning
        If a waiver waives nothing or has expired.
    """
    __tracebackhide__ = True
    chosen = Settings.load(**settings)
    found = _detector(chosen).detect(articles)
    detection = judge(
        found,
        today=date.today(),
        waiver_files=waiver_files(()) if waivers is None else [Path(waivers)],
        baseline=Path(baseline) if baseline is not None else None,
    )
    for problem in detection.problems[len(found.problems) :]:
        warnings.warn(str(problem), stacklevel=2)
    lost = [str(problem) for problem in detection.problems if problem.lost]
    if lost:
        raise AssertionError("\n".join(["not all articles could be read:", *lost]))
    failing = detection.failing(chosen.fail_on, chosen.updates)
    if failing:
        raise AssertionError("\n\n".join(_message(failing, detection)))


@lru_cache(maxsize=1)
def _detector(settings: Settings) -> Detector:
    """Keep the models loaded from one test to the next."""
    return Detector(settings)


def _message(failing: Sequence[Finding], detection: Detection) -> Iterator[str]:
    yield f"the articles are not consistent: {many(len(failing), 'finding')}"
    for finding in failing[:_MOST_TOLD]:
        yield _told(finding, detection)
    if len(failing) > _MOST_TOLD:
        yield f"and {len(failing) - _MOST_TOLD} more"


def _told(finding: Finding, detection: Detection) -> str:
    if isinstance(finding, DuplicateSet):
        articles = [detection.article_by_id[article_id] for article_id in finding.article_ids]
        said = [f"  {_where(article, '')}: {headline(article)}" for article in articles]
        return "\n".join([f"{finding.code} {finding.fingerprint} copies", *said])
    return "\n".join(_disagreement(finding, detection))


def _disagreement(finding: Disagreement, detection: Detection) -> Iterator[str]:
    yield (
        f"{finding.code} {finding.fingerprint} {finding.relation}, {finding.kind}, "
        f"score {finding.score:.2f}: {visible(finding.explanation)}"
    )
    for quote in (finding.left, finding.right):
        yield _said(quote, detection.article_by_id[quote.article_id])


def _said(quote: Quote, article: Article) -> str:
    speaker = f", quoting {visible(quote.speaker)}" if quote.speaker else ""
    return (
        f"  {_where(article, quote.text)} {outlet(article)}{speaker}:\n    “{visible(quote.text)}”"
    )


def _where(article: Article, sentence: str) -> str:
    """The file and line, as terminals and editors make links of; else the id."""
    path, line = file_and_line(article, sentence)
    if path is None:
        return visible(str(article.place or article.id))
    return visible(f"{path}:{line}" if line else path)
