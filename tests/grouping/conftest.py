from __future__ import annotations

import random

import pytest

#: Words to write with; what they say does not matter where only overlap counts.
WORDS = [
    f"{a}{b}{c}"
    for a in ("ba", "do", "ke", "mu", "ri")
    for b in ("la", "ne", "so", "ti")
    for c in ("dan", "fer", "gol", "min", "pur", "rek", "sim", "tov", "vas", "zel")
]


class Newsroom:
    """Writes texts and edits them, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def write(self, words: int) -> str:
        return " ".join(self.random.choices(WORDS, k=words))

    def edit(self, text: str, rate: float) -> str:
        """Replace, drop or add words at this rate."""
        edited: list[str] = []
        for word in text.split():
            new = self.random.choice(WORDS)
            if self.random.random() >= rate:
                edited.append(word)
            else:
                edited += self.random.choice([[new], [new], [], [word, new]])
        return " ".join(edited)

    def substitute(self, text: str, rate: float) -> str:
        """Replace words at this rate."""
        return " ".join(
            self.random.choice(WORDS) if self.random.random() < rate else word
            for word in text.split()
        )


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom(11)
