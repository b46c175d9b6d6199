"""Explanations of figures that differ: English, and true to the words of the sentences."""

from __future__ import annotations

import pytest

from detector.contrast.signals import number
from tests.contrast.conftest import MakePair


@pytest.mark.parametrize(
    ("left", "right", "subject"),
    [
        (
            "Police arrested 12 protesters in Oslo.",
            "Police in Oslo arrested 30 protesters.",
            "The figures for protesters arrested",
        ),
        (
            "One policeman was killed in Oslo.",
            "In Oslo 26 policemen were killed.",
            "The figures for policemen killed",
        ),
        (
            "Police made 12 arrests in Oslo.",
            "Police in Oslo made 30 arrests.",
            "The figures for arrests",
        ),
        (
            "The blast killed 37 people.",
            "The death toll of the blast rose to 62.",
            "The figures for people killed",
        ),
        (
            "The ship carried 203 passengers.",
            "The ship carried 230 passengers.",
            "The figures for passengers",
        ),
        (
            "The strike has grounded a 12-plane fleet of Palo Air.",
            "The strike has grounded a 15-plane fleet of Palo Air.",
            "The figures for \u201cplane\u201d",
        ),
        (
            "Turnout in the vote was 61.3 percent.",
            "Turnout in the vote was 54 percent.",
            "The figures for turnout",
        ),
        (
            "The $4.7 billion deal was announced on Monday.",
            "The deal, worth $5.9 billion, was announced.",
            "The figures for the deal",
        ),
        (
            "Tara McReid, 33, entered the clinic.",
            "McReid, 35, entered the clinic.",
            "The figures for the age of Tara McReid",
        ),
        (
            "Arsenal beat Chelsea 3-2 at home.",
            "Chelsea lost 4-2 to Arsenal.",
            "The scores",
        ),
    ],
)
def test_the_subject_reads_as_english(
    left: str, right: str, subject: str, make_pair: MakePair
) -> None:
    clash = number.compare(make_pair(left, right))
    assert clash is not None
    assert clash.explanation.startswith(f"{subject} differ: ")
