"""Markdown (GitHub's flavour), for a job summary, a comment or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detector.detection import RELATIONS, Detection, Disagreement, DuplicateSet, Quote
from detector.reporting.labels import (
    carriers,
    headline,
    many,
    others,
    outlet,
    reports,
    title_of,
    web_address,
    when,
    why_settled,
)
from detector.reporting.quoting import segments, visible
from detector.reporting.summary import Story, Summary, stories, summarise

# What Markdown reads anywhere in a line, and what it reads at its start only.
_SPECIAL = re.compile(r"[\\`*_\[\]<>#|~&$@]|^ *[+=-]|^ *\d+[.)]")


def render(detection: Detection) -> bytes:
    """Return the summary, then the findings group by group, UTF-8."""
    return "\n".join(_lines(detection)).encode()


def escape(text: str) -> str:
    """Make a text read as itself anywhere in a line of Markdown."""
    return _SPECIAL.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", visible(text))


def _lines(detection: Detection) -> Iterator[str]:
    summary = summarise(detection)
    told = stories(detection)
    yield "# Which reports disagree"
    yield ""
    yield from _summary(summary)
    for story in told:
        if story.findings:
            yield from _story(story, detection)
    silent = [story for story in told if not story.findings and not story.settled]
    if silent:
        yield "## Reports that agree"
        yield ""
        for story in silent:
            yield f"- {escape(title_of(story.group, detection))} ({reports(story.group)})"
        yield ""
    yield from _copies(detection)
    yield from _settled(detection)
    yield from _problems(detection)


def _summary(summary: Summary) -> Iterator[str]:
    yield (
        f"{many(summary.articles, 'article')}, {many(summary.groups, 'group')} "
        f"({summary.shared_groups} of several reports), {many(summary.copies, 'copy')}, "
        f"**{many(summary.findings, 'finding')}**, {summary.review} more to review."
    )
    yield ""
    if summary.table:
        yield "| | " + " | ".join(RELATIONS) + " |"
        yield "|---|" + "--:|" * len(RELATIONS)
        for kind, row in summary.table.items():
            yield f"| {kind} | " + " | ".join(str(row[name]) for name in RELATIONS) + " |"
        yield ""


def _story(story: Story, detection: Detection) -> Iterator[str]:
    yield f"## {escape(title_of(story.group, detection))}"
    yield ""
    yield reports(story.group)
    yield ""
    for finding in story.findings:
        yield from _finding(finding, detection)


def _finding(finding: Disagreement, detection: Detection) -> Iterator[str]:
    yield f"### {finding.code} {finding.relation}, {finding.kind} (score {finding.score:.2f})"
    yield ""
    yield escape(finding.explanation.strip())
    yield ""
    for quote in (finding.left, finding.right):
        yield f"> {_said(quote, detection)}  "
        yield f"> “{_marked(quote)}”"
        yield ""
    yield f"`{finding.fingerprint}`"
    yield ""


def _said(quote: Quote, detection: Detection) -> str:
    article = detection.article_by_id[quote.article_id]
    name = f"**{escape(outlet(article))}**"
    address = web_address(article.url)
    if address:
        name = f"[{name}](<{address}>)"
    speaker = f", quoting {escape(quote.speaker)}" if quote.speaker else ""
    also = f" (also {escape(others(quote, detection))})" if quote.also else ""
    return f"{name}, {escape(when(article))}{speaker}{also}"


def _marked(quote: Quote) -> str:
    # Asterisks do not mark every stretch of characters (CommonMark, 6.2); a tag does.
    return "".join(
        f"<b>{escape(text)}</b>" if is_cue else escape(text) for text, is_cue in segments(quote)
    )


def _copies(detection: Detection) -> Iterator[str]:
    if detection.duplicates:
        yield "## Copies"
        yield ""
        for found in detection.duplicates:
            yield _copy(found, detection)
        yield ""


def _copy(found: DuplicateSet, detection: Detection) -> str:
    original = detection.article_by_id[found.article_ids[0]]
    return (
        f"- {found.code} {found.kind} **{escape(outlet(original))}**: "
        f"{escape(headline(original))}; carried by {escape(carriers(found, detection))}"
    )


def _settled(detection: Detection) -> Iterator[str]:
    if detection.settled:
        yield "## Waived or known"
        yield ""
        for settled in detection.settled:
            finding = settled.finding
            yield f"- {finding.code} `{finding.fingerprint}` {escape(why_settled(settled))}"
        yield ""


def _problems(detection: Detection) -> Iterator[str]:
    if detection.problems:
        yield "## Problems"
        yield ""
        for problem in detection.problems:
            yield f"- {'not read' if problem.lost else 'read'}: {escape(str(problem))}"
        yield ""
