from __future__ import annotations

import numpy as np

from detector.article import Article
from detector.embedding import TextEncoder, embed_articles


def test_copies_take_the_vector_of_their_original() -> None:
    articles = [
        Article("a", "", "The mill burned down on Monday night."),
        Article("b", "", "The ferry ran aground off Storholm."),
        Article("c", "", "The mill at Storholm burned down on Monday night, the owner said."),
    ]
    vectors = embed_articles(TextEncoder(), articles, {"a": "c", "b": "b", "c": "c"})
    alone = embed_articles(TextEncoder(), articles[1:])
    np.testing.assert_allclose(vectors, alone[[1, 0, 1]], atol=1e-6)
    assert (vectors[0] == vectors[2]).all()
