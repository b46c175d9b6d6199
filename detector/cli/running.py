"""Run the pipeline for a command: settings, reading, progress, and what is told meanwhile."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import click
from pydantic import ValidationError
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from detector.detection import Detection, Problem
from detector.errors import ModelError
from detector.journal import Journal
from detector.settings import Settings

#: Wrong usage, nothing usable to read, or a model that cannot be used.
EXIT_UNUSABLE = 2

MOST_PROBLEMS_SHOWN = 50


def run(
    inputs: tuple[str, ...], options: dict[str, Any], kept: Journal | None = None
) -> tuple[Detection, dict[str, float]]:
    """Read and detect; also say how many seconds each stage took."""
    from detector.readers import read_articles

    quiet, verbose = options.pop("quiet"), options.pop("verbose")
    _configure_logging(verbose)
    with usage_errors():
        settings = Settings.load(options.pop("config"), **options)
    started = perf_counter()
    with usage_errors():
        articles = read_articles(*inputs, settings=settings)
    reading = perf_counter() - started
    options["quiet"] = quiet
    tell(articles.problems)
    if not articles:
        click.echo("error: nothing usable to read", err=True)
        sys.exit(EXIT_UNUSABLE)
    # Late, since it takes seconds: who mistyped a name need not wait for it.
    from detector.pipeline import Detector

    if kept and not quiet:
        click.echo(f"resuming: {kept.path} keeps {len(kept)} finished groups", err=True)
    with _progress(quiet) as progress, usage_errors():
        detection = (detector := Detector(settings, progress, kept)).detect(articles)
    tell(detection.problems[len(articles.problems) :])
    return detection, {"reading": reading, **detector.seconds}


def load_result(inputs: tuple[str, ...]) -> Detection | None:
    """Read the one input as a result of `score`, if that is what it is."""
    if len(inputs) != 1 or not inputs[0].endswith(".json") or not Path(inputs[0]).is_file():
        return None
    content = Path(inputs[0]).read_bytes()
    try:
        return Detection.from_json(content)
    except ValidationError as error:
        if b'"schema_version"' not in content:
            return None  # articles, to be read as such
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise click.UsageError(
            f"{inputs[0]} is a result of another version or was edited: {where}: {first['msg']}; "
            "make it anew with `detector score`"
        ) from error


def tell(problems: Sequence[Problem]) -> None:
    """Name what could not be used, a line each; of very many, the first ones."""
    for problem in problems[:MOST_PROBLEMS_SHOWN]:
        click.echo(f"{'skipped' if problem.lost else 'note'}: {problem}", err=True)
    if len(problems) > MOST_PROBLEMS_SHOWN:
        rest = len(problems) - MOST_PROBLEMS_SHOWN
        click.echo(f"and {rest} more problems; all are in the result", err=True)


@contextmanager
def usage_errors() -> Iterator[None]:
    """Turn errors in what the user gave, and in models, into a message and exit code 2."""
    try:
        yield
    except ValidationError as error:
        for detail in error.errors():
            name = ".".join(str(part) for part in detail["loc"])
            click.echo(f"error: setting {name}: {detail['msg']}", err=True)
        sys.exit(EXIT_UNUSABLE)
    except (ValueError, OSError, ModelError) as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(EXIT_UNUSABLE)


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
        tasks: dict[str, Any] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=None)
            bars.update(tasks[stage], completed=done, total=total or None)

        yield advance


def _configure_logging(verbose: bool) -> None:
    handler = RichHandler(console=Console(stderr=True), show_path=False)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", handlers=[handler])
    if verbose:
        logging.getLogger("detector").setLevel(logging.INFO)
