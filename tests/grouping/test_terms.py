from __future__ import annotations

import numpy as np

from detector.article import Article
from detector.grouping.terms import article_terms


def likeness(left: str, right: str) -> float:
    terms = article_terms([Article("a", "", left), Article("b", "", right)])
    return float((terms @ terms.T)[0, 1])


def test_rare_words_count_more_than_common_ones() -> None:
    rare = likeness("They saw the seismograph.", "A seismograph is here.")
    common = likeness("They saw the house.", "A house is here.")
    assert rare > common > 0


def test_names_count_more_than_words() -> None:
    name = likeness("The mayor met Brook there.", "We heard Brook speak.")
    word = likeness("The mayor met brook there.", "We heard brook speak.")
    assert name > word


def test_plurals_and_possessives_are_one_word() -> None:
    assert likeness("earthquakes", "earthquake's") > 0.99


def test_other_articles_do_not_matter() -> None:
    articles = [Article(str(n), "", text) for n, text in enumerate(["Port closed", "", "12,5"])]
    alone = np.vstack([article_terms([article]).toarray()[0, :] for article in articles])
    np.testing.assert_array_equal(article_terms(articles).toarray(), alone)
    assert article_terms([]).shape[0] == 0
