from __future__ import annotations

from collections.abc import Callable

import pytest

from detector.contrast.pairs import SentencePair
from tests.contrast.case_tables import sentence_pair_on

MakePair = Callable[..., SentencePair]


@pytest.fixture(scope="session")
def make_pair() -> MakePair:
    """Read two sentences, each as an article of its own."""
    return sentence_pair_on
