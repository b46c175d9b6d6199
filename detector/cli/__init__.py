"""The command line: parse arguments, call the pipeline, choose a reporter, set the exit code."""

from detector.cli.commands import main

__all__ = ["main"]
