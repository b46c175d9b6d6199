"""Where a result goes, and in which format."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from detector.cli.pipes import PipeConsole, reader_may_leave
from detector.cli.running import usage_errors
from detector.detection import Detection

_SUFFIXES = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".sarif": "sarif",
    ".xml": "junit",
    ".txt": "terminal",
}


def target_of(output: str, format_: str | None) -> tuple[str, Path]:
    """Read ``FORMAT=FILE`` or ``FILE``."""
    from detector.reporting import available_formats

    name, equals, path = output.partition("=")
    if equals and name in available_formats():
        return name, Path(path)
    return format_ or format_of(Path(output)), Path(output)


def format_of(output: Path) -> str:
    """The format that a suffix stands for."""
    format_ = _SUFFIXES.get(output.suffix.lower())
    if format_ is None:
        raise click.UsageError(
            f"cannot tell the format of {output}; known suffixes: {', '.join(sorted(_SUFFIXES))}"
        )
    return format_


def write(detection: Detection, format_: str, output: Path) -> None:
    """Write the result to a file, or to standard output for ``-``."""
    from detector import reporting

    if output == Path("-"):
        print_(detection, format_)
        return
    with usage_errors():
        reporting.write(detection, format_, output)


def print_(detection: Detection, format_: str) -> None:
    """Write the result to standard output."""
    from detector import reporting

    with usage_errors():
        content = reporting.render(detection, format_)
    with reader_may_leave():
        sys.stdout.buffer.write(content)


def show(detection: Detection, format_: str) -> None:
    """Print the result, coloured where it is for the terminal."""
    if format_ == "terminal":
        summarise(detection)
    else:
        print_(detection, format_)


def summarise(detection: Detection) -> None:
    """Print what a person wants to know first."""
    from detector.reporting.terminal import print_summary

    with reader_may_leave():
        print_summary(detection, PipeConsole())
