"""Contrast: which sentences of one group of articles cannot both be true, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detector.contrast.classifier import ContradictionClassifier

__all__ = ["ContradictionClassifier"]


def __getattr__(name: str) -> Any:
    # Loaded when first used: importing torch takes seconds, and signals do without.
    if name == "ContradictionClassifier":
        from detector.contrast.classifier import ContradictionClassifier

        return ContradictionClassifier
    raise AttributeError(f"module 'detector.contrast' has no attribute {name!r}")
