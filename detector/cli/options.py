"""The options of the command line: a flag for every setting, and what commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click
from pydantic.fields import FieldInfo

from detector.settings import Settings

Command = Callable[..., Any]


def _flag(name: str, field: FieldInfo) -> str:
    flag = "--" + name.replace("_", "-")
    return f"{flag}/--no-{flag[2:]}" if field.annotation is bool else flag


def _type(field: FieldInfo) -> dict[str, Any]:
    """The click type of a setting; its default stays with the setting."""
    if field.annotation is bool:
        return {"default": None}
    if get_origin(field.annotation) is Literal:
        return {"type": click.Choice(get_args(field.annotation))}
    plain = [part for part in get_args(field.annotation) or (field.annotation,) if part is not None]
    known = {int: int, float: float, Path: click.Path(path_type=Path)}
    return {"type": known.get(plain[0], str), "metavar": str(plain[0].__name__).upper()}


def settings_options(command: Command) -> Command:
    """Add a flag for every setting, under the setting's own name."""
    for name, field in reversed(Settings.model_fields.items()):
        command = click.option(_flag(name, field), name, help=field.description, **_type(field))(
            command
        )
    return command


def run_options(command: Command) -> Command:
    """Add what every command that reads articles takes."""
    decorators = (
        click.argument("inputs", nargs=-1, required=True, metavar="INPUT..."),
        click.option("--config", type=click.Path(path_type=Path), help="A settings file (TOML)."),
        click.option("-q", "--quiet", is_flag=True, help="No progress; of score, no summary."),
        click.option(
            "-v", "--verbose", is_flag=True, help="Say what is done and how long it took."
        ),
        settings_options,
    )
    for decorate in reversed(decorators):
        command = decorate(command)
    return command
