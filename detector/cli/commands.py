"""The commands.

Exit codes: 0 clean, 1 findings (``check`` only), 2 wrong usage, nothing usable to read, or a
model that cannot be used.
"""

from __future__ import annotations

import shutil
import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from detector.baseline import Baseline
from detector.cli.options import run_options
from detector.cli.output import format_of, print_, show, summarise, target_of, write
from detector.cli.running import EXIT_UNUSABLE, load_result, run, tell, usage_errors
from detector.detection import Detection
from detector.gate import judge
from detector.journal import journal_path, journal_until_done
from detector.reporting.labels import many
from detector.version import __version__
from detector.waivers import waiver_files

EXIT_FINDINGS = 1

#: Longest line of running text, in columns.
_WIDEST = 100


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="detector")
def main() -> None:
    """Find news articles that report the same development, and where they disagree.

    INPUT is a file, a folder, a glob, an http(s) address, or - for standard input: JSON
    Lines, JSON, JSON Feed, CSV, TSV, Parquet, RSS, Atom, text, Markdown or HTML, also
    gzipped.

    Exit codes: 0 clean, 1 findings (check only), 2 wrong usage, nothing usable to read, or a
    model that cannot be used.
    """


@main.command()
@run_options
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the result.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json", "jsonl", "csv", "parquet"]),
    help="Format of --output, by default that of its suffix; without --output, of stdout.",
)
@click.option("--articles", type=click.Path(path_type=Path), help="Where to write article rows.")
@click.option("--pairs", type=click.Path(path_type=Path), help="Where to write pair rows.")
@click.option(
    "--summary", type=click.Path(), help="Where to write the run in figures, as JSON; - is stderr."
)
@click.option(
    "--journal",
    type=click.Path(path_type=Path),
    help="Where finished groups are kept until all is written; OUTPUT.journal by default.",
)
def score(
    inputs: tuple[str, ...],
    output: Path | None,
    format_: str | None,
    articles: Path | None,
    pairs: Path | None,
    summary: str | None,
    journal: Path | None,
    **options: Any,
) -> None:
    """Group the articles, contrast each group, and write the result.

    json holds everything and is what `detector report` reads. jsonl holds flat rows, one an
    article, one a pair of articles and one a finding, each tagged by "row". A csv or parquet
    file holds the rows of one table: those of findings, or of --articles or --pairs, which
    are .jsonl, .csv or .parquet. Without --output and --format a summary is printed.

    A run that was cut short goes on where it stopped if it is given again.
    """
    from detector.reporting.run_summary import write_run_summary
    from detector.reporting.tables import check_table, write_table

    format_ = format_ or (format_of(output) if output else None)
    tables = [(table, path) for table, path in (("article", articles), ("pair", pairs)) if path]
    targets = [path for path in (output, articles, pairs) if path]
    with usage_errors(), journal_until_done(journal or journal_path(targets)) as kept:
        for _, path in tables:
            check_table(path)
        detection, seconds = run(inputs, options, kept)
        if output is not None and format_ is not None:
            write(detection, format_, output)
        elif format_ is not None:
            print_(detection, format_)
        for table, path in tables:
            write_table(detection, table, path)
        if summary is not None:
            write_run_summary(detection, seconds, None if summary == "-" else Path(summary))
    if (format_ is None or output is not None) and not options["quiet"]:
        summarise(detection)


@main.command()
@run_options
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="[FORMAT=]FILE",
    help="Write there (- is stdout); may be given several times.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "junit", "github", "markdown"]),
    help="Format of stdout, and of each --output that names none; by default that of its suffix.",
)
@click.option("--select", help="Rules that count, as codes or their beginnings: CON,DIS104.")
@click.option("--ignore", help="Rules that do not count.")
@click.option("--baseline", type=click.Path(path_type=Path), help="Findings already known.")
@click.option("--update-baseline", is_flag=True, help="Accept today's findings into --baseline.")
@click.option(
    "--waivers",
    type=click.Path(path_type=Path),
    help="Findings that may stand, by rule and article; by default detector-waivers.toml of the "
    "current folder and of each INPUT that is a folder.",
)
def check(
    inputs: tuple[str, ...],
    outputs: tuple[str, ...],
    format_: str | None,
    select: str | None,
    ignore: str | None,
    baseline: Path | None,
    update_baseline: bool,
    waivers: Path | None,
    **options: Any,
) -> None:
    """Fail if the articles disagree: a gate for curated corpora.

    Exits 1 if there is a finding as grave as --fail-on, or an update under --updates fail,
    that the baseline does not hold and nothing waives; else 0. Exits 2 on wrong usage, a
    broken waiver, baseline or model, and when there is nothing usable to read.

    An article waives findings about itself with a key of its front matter, JSON object or
    CSV row: "detector-waive: CON101 two.txt until 2027-01-31 corrected on Friday", that is a
    rule, the other article (id or path, * for any) or the fingerprint, and if you like a last
    day and a reason; several are a list.
    """
    if update_baseline and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    format_ = "terminal" if format_ == "text" else format_
    targets = [target_of(output, format_) for output in outputs]
    with usage_errors():
        codes = _codes(select, ignore)
    found = run(inputs, options)[0]
    with usage_errors():
        detection = judge(
            found,
            today=date.today(),
            waiver_files=[waivers] if waivers else waiver_files(inputs),
            codes=codes,
            baseline=baseline,
            update_baseline=update_baseline,
        )
    tell(detection.problems[len(found.problems) :])
    _tell_gone(detection)
    for target, path in targets:
        write(detection, target, path)
    if not targets:
        show(detection, format_ or "terminal")
    if baseline is not None and update_baseline and not options["quiet"]:
        accepted = many(len(Baseline.load(baseline).known), "finding")
        click.echo(f"{baseline}: {accepted} accepted", err=True)
    if detection.fails(detection.settings["fail_on"], detection.settings["updates"]):
        sys.exit(EXIT_FINDINGS)


@main.command()
@run_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="report.html or report.md; the suffix names the format.",
)
@click.option(
    "--timing", is_flag=True, help="Say on a page made from articles how long the run took."
)
def report(inputs: tuple[str, ...], output: Path, timing: bool, **options: Any) -> None:
    """Write a report for people, from articles or from a result of `score`.

    The same articles give the same bytes, but for --timing.
    """
    format_ = format_of(output)
    detection = load_result(inputs)
    if timing and (format_ != "html" or detection is not None):
        raise click.UsageError("--timing is for an HTML page that is made from articles")
    seconds: dict[str, float] = {}
    if detection is None:
        detection, seconds = run(inputs, options)
    if timing:
        from detector.files import write_atomically
        from detector.reporting import html

        with usage_errors():
            write_atomically(output, html.render(detection, sum(seconds.values())))
    else:
        write(detection, format_, output)
    if not options["quiet"]:
        click.echo(f"{output}: {many(len(detection.disagreements), 'finding')}", err=True)


@main.command()
@click.argument("result", type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port",
    default=8765,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 for any that is free.",
)
def serve(result: Path, host: str, port: int) -> None:
    """Serve the report of a result of `score`, page by page; Ctrl-C ends it.

    The file is read anew when it changes.
    """
    from detector.server import ReportServer, is_loopback

    if not is_loopback(host):
        click.echo(f"warning: {host} can be reached by others; there is no password", err=True)
    with usage_errors():
        server = ReportServer(result, host, port)
    click.echo(f"{result} at {server.address}", err=True)
    with server, suppress(KeyboardInterrupt):
        server.serve_forever()


@main.command()
def rules() -> None:
    """List the rules of the gate: code, level and what each finds."""
    from detector.rules import RULES

    for rule in RULES.values():
        click.echo(f"{rule.code}  {rule.level:7}  {rule.description}")


@main.command()
@click.argument("code")
def explain(code: str) -> None:
    """Say what a rule looks for and what it leaves alone, with an example."""
    from detector.rules import RULES

    rule = RULES.get(code.upper())
    if rule is None:
        raise click.UsageError(f"no rule {code!r}; `detector rules` lists them all")
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    told = f"{rule.description}\n\n{rule.help}"
    click.echo(f"{rule.code} {rule.name} ({rule.level})")
    click.echo(click.wrap_text(told, width, preserve_paragraphs=True))


@main.command()
@click.option(
    "--embedding-model", default="default", show_default=True, help="Name or path, or 'default'."
)
@click.option(
    "--inference-model",
    default="default",
    show_default=True,
    help="Name or path of a CrossEncoder, 'default', or 'none'.",
)
def models(embedding_model: str, inference_model: str) -> None:
    """List the models and where they come from, and verify their digests."""
    from detector.models import inspect_models

    console = Console()
    sound = True
    with usage_errors():
        inspected = inspect_models(embedding_model, inference_model)
    for model in inspected:
        sound = sound and model.verified is not False
        state = {True: "verified", False: "DIGEST DIFFERS", None: "not pinned"}[model.verified]
        console.print(f"{model.role}: {model.name}", style="bold", highlight=False)
        console.print(f"  from    {model.origin}", highlight=False)
        console.print(f"  sha256  {model.digest} ({state})", highlight=False, soft_wrap=True)
    if not sound:
        sys.exit(EXIT_UNUSABLE)


def _codes(select: str | None, ignore: str | None) -> frozenset[str]:
    from detector.rules import RULES, matching

    chosen = matching(select.split(",")) if select is not None else frozenset(RULES)
    return chosen - matching(ignore.split(",")) if ignore is not None else chosen


def _tell_gone(detection: Detection) -> None:
    """Name the known findings that are no longer there."""
    if detection.gone:
        count = len(detection.gone)
        click.echo(f"known findings that are gone ({count}; update the baseline):", err=True)
        for gone in detection.gone:
            click.echo(f"  {gone.code} {gone.description}", err=True)
