"""Where the heavy maps run."""

from detector.engines.base import Engine

__all__ = ["Engine"]
