"""A summary for people at a terminal; plain text where there is no terminal."""

from __future__ import annotations

import io

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.text import Text

from detector.detection import Detection, Disagreement, Problem, Quote, Relation, Settled
from detector.reporting.labels import many, others, outlet, reports, title_of, when, why_settled
from detector.reporting.quoting import segments, visible
from detector.reporting.summary import Story, Summary, stories, summarise

_WIDTH = 100

#: Groups without findings, problems and what is waived, beyond these are counted only.
_MOST_SILENT = 20
_MOST_PROBLEMS = 20
_MOST_WAIVED = 20

_STYLES: dict[Relation, str] = {
    "contradiction": "bold red",
    "dispute": "bold yellow",
    "update": "bold cyan",
}


def render(detection: Detection) -> bytes:
    """Return the summary as plain text, UTF-8, cue words between asterisks."""
    console = Console(
        file=io.StringIO(),
        width=_WIDTH,
        force_terminal=False,
        force_jupyter=False,
        color_system=None,
        legacy_windows=False,
    )
    with console.capture() as captured:
        print_summary(detection, console)
    # Rich fills lines up to the width.
    lines = (line.rstrip() for line in captured.get().splitlines())
    return "".join(f"{line}\n" for line in lines).encode()


def print_summary(detection: Detection, console: Console) -> None:
    """Print what was found: figures first, then each group with its disagreements."""
    told = stories(detection)
    # Text, not strings: rich would read square brackets in titles as markup.
    for story in told:
        if story.findings:
            console.print(_headline(story, detection))
            for finding in story.findings:
                console.print(Padding(_Finding(finding, detection), (0, 0, 1, 2)))
    silent = [story for story in told if not story.findings and not story.settled]
    _print_silent(silent, detection, console)
    _print_waived([s for s in detection.settled if s.waiver], console)
    _print_problems(detection.problems, console)
    console.print(_figures(summarise(detection)) + _settled_figures(detection))


class _Finding:
    """A disagreement: what and how sure, both sentences, why."""

    def __init__(self, finding: Disagreement, detection: Detection) -> None:
        self._finding = finding
        self._detection = detection

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        finding = self._finding
        yield Text.assemble(
            (f"{finding.code} {finding.relation}, {finding.kind}", _STYLES[finding.relation]),
            (f"  score {finding.score:.2f}  {finding.fingerprint}", "dim"),
        )
        for quote in (finding.left, finding.right):
            yield Padding(_said(quote, self._detection), (0, 0, 0, 2))
            yield Padding(_quoted(quote, marks=console.color_system is None), (0, 0, 0, 4))
        yield Text(visible(finding.explanation), style="italic")


def _headline(story: Story, detection: Detection) -> Text:
    told = f"  {reports(story.group)}"
    return Text.assemble((title_of(story.group, detection), "bold"), (told, "dim"))


def _said(quote: Quote, detection: Detection) -> Text:
    article = detection.article_by_id[quote.article_id]
    line = Text.assemble((outlet(article), "bold"), f", {when(article)}")
    if quote.speaker:
        line.append(f", quoting {visible(quote.speaker)}")
    if quote.also:
        line.append(f" (also {others(quote, detection)})")
    return line


def _quoted(quote: Quote, marks: bool) -> Text:
    line = Text("“")
    for text, is_cue in segments(quote):
        if is_cue:
            line.append(f"*{text}*" if marks else text, style="bold reverse")
        else:
            line.append(text)
    return line.append("”")


def _print_silent(silent: list[Story], detection: Detection, console: Console) -> None:
    if not silent:
        return
    console.print(Text("No disagreement found in", style="bold"))
    for story in silent[:_MOST_SILENT]:
        console.print(Padding(_headline(story, detection), (0, 0, 0, 2)))
    if len(silent) > _MOST_SILENT:
        console.print(f"  and {many(len(silent) - _MOST_SILENT, 'more group')}", highlight=False)
    console.print()


def _print_problems(problems: tuple[Problem, ...], console: Console) -> None:
    if not problems:
        return
    console.print(Text("Problems", style="bold"))
    for problem in problems[:_MOST_PROBLEMS]:
        effect = "left out: " if problem.lost else "used: "
        console.print(Padding(Text(effect + visible(str(problem))), (0, 0, 0, 2)))
    if len(problems) > _MOST_PROBLEMS:
        console.print(f"  and {len(problems) - _MOST_PROBLEMS} more", highlight=False)
    console.print()


def _print_waived(waived: list[Settled], console: Console) -> None:
    if not waived:
        return
    console.print(Text("Waived", style="bold"))
    for settled in waived[:_MOST_WAIVED]:
        finding = settled.finding
        line = Text(f"{finding.code} {finding.fingerprint} {why_settled(settled)}")
        console.print(Padding(line, (0, 0, 0, 2)))
    if len(waived) > _MOST_WAIVED:
        console.print(f"  and {len(waived) - _MOST_WAIVED} more", highlight=False)
    console.print()


def _settled_figures(detection: Detection) -> Text:
    waived = sum(settled.waiver is not None for settled in detection.settled)
    known = len(detection.settled) - waived
    counts = [f"; {known} known"] if known else []
    return Text("".join(counts + ([f"; {waived} waived"] if waived else [])))


def _figures(summary: Summary) -> Text:
    line = Text(
        f"{many(summary.articles, 'article')} in {many(summary.groups, 'group')}"
        f" ({summary.shared_groups} of several reports), {many(summary.copies, 'copy')}; "
    )
    line.append(many(summary.findings, "finding"), style="bold")
    kinds = [many(count, relation) for relation, count in summary.by_relation.items() if count]
    if kinds:
        line.append(": " + ", ".join(kinds))
    if summary.review:
        line.append(f"; {summary.review} more to review")
    return line
