"""Typed signals: each compares one kind of thing in two sentences, and shows its cues.

A signal is a function from a `SentencePair` to a `Clash` or None, one file each, found
through the entry points ``detector.signals``.
"""

from detector.contrast.signals.base import Clash, Signal, load_signals

__all__ = ["Clash", "Signal", "load_signals"]
