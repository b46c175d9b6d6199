"""Where the heavy maps run."""

from detector.engines.base import Engine
from detector.engines.work import map_each, portions

__all__ = ["Engine", "map_each", "portions"]
