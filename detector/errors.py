"""What a run cannot go on after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class ModelError(RuntimeError):
    """A model cannot be used: it is absent, damaged, or not of the kind that is needed."""


@contextmanager
def loading(model: str) -> Iterator[None]:
    """Turn whatever goes wrong while a model is loaded into a `ModelError` that names it."""
    try:
        yield
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(f"{model} cannot be used: {error}") from error
