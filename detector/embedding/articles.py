"""One vector an article, in which a long body counts and is not just cut off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from detector.article import Article
from detector.embedding.encoder import TextEncoder
from detector.vectors import blocks_of, stacked, taken

#: Characters of a passage: about what the default model reads at once.
PASSAGE = 900
#: Passages of the body that count; news says the new things first.
PASSAGES = 4
#: Share of title and lead in the vector of an article that has more than a lead.
LEAD_SHARE = 0.6


def embed_articles(
    encoder: TextEncoder,
    articles: Sequence[Article],
    original_of: Mapping[str, str] | None = None,
) -> NDArray[np.float16]:
    """Return one L2-normalised vector an article.

    The vector is a weighted mean of title with lead, and of the passages that follow.

    Parameters
    ----------
    encoder : TextEncoder
    articles : sequence of Article
    original_of : Mapping or None
        By the id of each article that of the one, among `articles`, whose vector it
        takes, so that none is computed for copies; None if each has its own.

    Returns
    -------
    ndarray of shape (len(articles), d), float16
        Those of many articles are in a file mapped into memory.
    """
    if original_of is not None:
        originals = [each for each in articles if original_of[each.id] == each.id]
        place = {each.id: number for number, each in enumerate(originals)}
        rows = np.array([place[original_of[each.id]] for each in articles], dtype=np.int64)
        return taken(embed_articles(encoder, originals), rows)
    return stacked(_embedded(encoder, articles[block]) for block in blocks_of(len(articles)))


def _embedded(encoder: TextEncoder, articles: Sequence[Article]) -> NDArray[np.float32]:
    passages = [_passages(article) for article in articles]
    flat = [passage for parts in passages for passage in parts]
    vectors = encoder.encode(flat)
    result = np.zeros((len(articles), vectors.shape[1]), dtype=np.float32)
    position = 0
    for row, parts in enumerate(passages):
        own = vectors[position : position + len(parts)]
        position += len(parts)
        lead, body = own[0], own[1:]
        mixed = lead if not len(body) else LEAD_SHARE * lead + (1 - LEAD_SHARE) * body.mean(axis=0)
        result[row] = mixed / np.linalg.norm(mixed)
    return result


def _passages(article: Article) -> list[str]:
    """Title and lead first, then the next passages, each of whole sentences."""
    passages, current = [], ""
    for sentence in article.sentences:
        if current and len(current) + len(sentence.text) > PASSAGE:
            passages.append(current)
            current = ""
            if len(passages) == PASSAGES:
                return passages
        current = f"{current} {sentence.text}".strip()[: 4 * PASSAGE]
    return [*passages, current] if current or not passages else passages
