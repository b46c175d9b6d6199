"""The commands that the pages show, with their output: run again, compared, written anew.

A page shows commands in a fenced block called ``console``, each after ``$``, with what it
prints below.  All blocks of a page run in one empty folder that holds ``fixtures``.  A line
``...`` stands for any number of lines; scores and how many pass them are not compared, since
they differ a little between processors.  After a change of what the detector prints::

    python -m docs.console docs/first-steps.md
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from detector.cli import main

FIXTURES = Path(__file__).parent.parent / "fixtures"

#: Columns of the terminal that the pages show.
WIDTH = 84

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
_UNSTABLE = re.compile(r"\bscore \d\.\d+|\b\d+ (?:findings?|known)\b")
_ELLIPSIS = "..."


@dataclass(frozen=True)
class Shown:
    """A command of a page, and the lines it is shown to print."""

    command: str
    output: tuple[str, ...]

    def agrees_with(self, lines: list[str]) -> bool:
        """Whether a run printed what is shown."""
        parts = [re.escape(_stable(line)) + "\n" for line in self.output]
        anything = re.escape(_ELLIPSIS) + "\n"
        pattern = "".join("(?:.*\n)*" if part == anything else part for part in parts)
        return re.fullmatch(pattern, "".join(_stable(line) + "\n" for line in lines)) is not None

    def renewed(self, lines: list[str]) -> Shown:
        """The same command with what it printed, as much of it as was shown."""
        if _ELLIPSIS not in self.output:
            return Shown(self.command, tuple(lines))
        before = self.output.index(_ELLIPSIS)
        after = len(self.output) - before - 1
        tail = lines[len(lines) - after :]
        return Shown(self.command, (*lines[:before], _ELLIPSIS, *tail))

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in (f"$ {self.command}", *self.output))


class Console:
    """Runs commands in the current folder: ``detector ...`` and ``echo $?``."""

    def __init__(self) -> None:
        self._exit_code = 0

    def run(self, command: str) -> list[str]:
        """Return the lines that a command prints, those of both streams.

        Raises
        ------
        ValueError
            If it is another command.
        """
        if command == "echo $?":
            return [str(self._exit_code)]
        program, *arguments = shlex.split(command)
        if program != "detector":
            raise ValueError(f"only `detector` and `echo $?` are run, not: {command}")
        result = CliRunner().invoke(main, arguments, env={"COLUMNS": str(WIDTH)})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self._exit_code = result.exit_code
        return [line.rstrip() for line in result.output.rstrip().splitlines()]


def shown_in(block: str) -> Iterator[Shown]:
    """The commands of a block."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *output = part.splitlines()
        yield Shown(command, tuple(output))


def blocks_of(page: str) -> list[str]:
    """The console blocks of a page."""
    return _BLOCK.findall(page)


def renew(page: str, run: Callable[[str], list[str]]) -> str:
    """The page with the output of its commands as they print it now."""
    return _BLOCK.sub(
        lambda block: "".join(
            str(shown.renewed(run(shown.command))) for shown in shown_in(block.group())
        ),
        page,
    )


def _stable(line: str) -> str:
    return _UNSTABLE.sub("", line)


def _renew_file(path: Path) -> None:
    page = path.read_text("utf-8")
    with TemporaryDirectory() as folder, chdir(folder):
        os.symlink(FIXTURES, "fixtures")
        renewed = renew(page, Console().run)
    path.write_text(renewed, "utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        _renew_file(Path(name).resolve())
