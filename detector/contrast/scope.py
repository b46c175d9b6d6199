"""What contrast can read: English, which its parser, word lists and models were made for."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from detector.article import Article

#: Characters that are looked at, and the fewest that tell a language.
_LOOKED_AT = 1000
_FEWEST = 40
#: Below it a text may be English with many foreign names.
_SURE = 0.8


def foreign_language(article: Article) -> str | None:
    """Return the ISO 639-1 code of the language an article is in; None for English.

    Texts too short or too mixed to tell are taken for English.
    """
    text = f"{article.title}\n{article.text}"[:_LOOKED_AT]
    if len(text) < _FEWEST:
        return None
    language, probability = _identifier().classify(text)
    return str(language) if language != "en" and probability >= _SURE else None


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
