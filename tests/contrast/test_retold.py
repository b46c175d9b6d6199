"""A sentence that calls the one before it false denies what that one claims."""

from __future__ import annotations

import pytest

from detector.article import Article
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import read_sentences
from detector.contrast.signals import polarity

TOLD = "A blogger wrote that Marlow sold the harbour."


@pytest.mark.parametrize(
    ("answer", "clashes"),
    [
        ("The council denied the report.", True),
        ("That claim is not true, the council said.", True),
        ("These allegations are false.", True),
        ("The council did not deny the report.", False),
        ("That claim is true, the council said.", False),
        ("The council denied a report of the port authority.", False),
        ("The council read the report.", False),
    ],
)
def test_denial_of_the_sentence_before(answer: str, clashes: bool) -> None:
    articles = [Article("a", "", f"{TOLD} {answer}"), Article("b", "", "Marlow sold the harbour.")]
    _, denial, assertion = read_sentences(articles)
    assert denial.text == answer
    for pair in (denial, assertion), (assertion, denial):
        assert (polarity.compare(SentencePair(*pair, similarity=0.6)) is not None) == clashes


def test_a_denial_answers_its_own_article_only() -> None:
    """What stands last in another article is not what a first sentence denies."""
    articles = [
        Article("a", "", TOLD),
        Article("b", "", "The council denied the report."),
        Article("c", "", "Marlow sold the harbour."),
    ]
    _, denial, assertion = read_sentences(articles)
    assert polarity.compare(SentencePair(denial, assertion, similarity=0.6)) is None
