"""Parts found by name: readers, reporters, signals and engines.

Our own parts and those of third parties are found alike, through Python entry points
(see ``[project.entry-points]`` in ``pyproject.toml``), and imported only when used.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

PluginGroup = Literal[
    "detector.readers", "detector.reporters", "detector.signals", "detector.engines"
]


@cache
def available(group: PluginGroup) -> dict[str, EntryPoint]:
    """The parts of a group by name, sorted by name."""
    return {point.name: point for point in sorted(entry_points(group=group))}


def load(group: PluginGroup, name: str) -> Any:
    """Import the part called `name`.

    Raises
    ------
    ValueError
        If there is none of that name; the message lists those there are.
    """
    points = available(group)
    if name not in points:
        kind = group.removeprefix("detector.").removesuffix("s")
        raise ValueError(f"no {kind} is called {name!r}; there are: {', '.join(points)}")
    return points[name].load()
