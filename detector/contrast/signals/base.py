"""What a signal is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from detector import plugins
from detector.article import Span
from detector.contrast.pairs import SentencePair
from detector.detection import Kind


@dataclass(frozen=True)
class Clash:
    """Why two sentences cannot both be true.

    Attributes
    ----------
    kind : Kind
    slot : str
        What they differ about, the same for all pairs about it ("killed").
    values : tuple of str
        What each side says of it, the same for all sentences that say it.
    left, right : tuple of Span
        The clashing words, in the sentences.
    explanation : str
        One plain sentence.
    strength : float
        How sure the signal is by itself, in [0, 1].
    rising : bool
        Whether the slot's value naturally grows with time, and the right one is larger.
    denial : bool
        Whether one side denies what the other states.
    only_update : bool
        Whether the two are compatible as such, and differ only as states of knowledge.
    magnitudes : float
        Orders of magnitude between two numbers; figures far apart count other things.
    exact : bool
        Whether both sides are exact numbers.
    of_people : bool
        Whether both sides say what happened to how many people.
    of_age : bool
        Whether both sides say how old somebody is.
    measured : bool
        Whether both sides give an amount or a measure, rather than a count.
    negation : bool
        Whether one side negates what the other asserts.
    shared_roles, other_roles : int
        How many of subject and object two claims share, and how many they fill differently.
    """

    kind: Kind
    slot: str
    values: tuple[str, str]
    left: tuple[Span, ...]
    right: tuple[Span, ...]
    explanation: str
    strength: float
    rising: bool = False
    denial: bool = False
    only_update: bool = False
    magnitudes: float = 0.0
    exact: bool = False
    of_people: bool = False
    of_age: bool = False
    measured: bool = False
    negation: bool = False
    shared_roles: int = 0
    other_roles: int = 0


Signal = Callable[[SentencePair], Clash | None]


def load_signals() -> list[Signal]:
    """Load all typed signals, in the order of their names."""
    return [
        plugins.load("detector.signals", name) for name in plugins.available("detector.signals")
    ]
