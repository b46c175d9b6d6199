"""What each article says in the findings: the sentences quoted from it, each once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from detector.detection import Disagreement, Quote


@dataclass(frozen=True)
class Said:
    """A sentence of an article and the findings that quote it.

    Attributes
    ----------
    quote : Quote
        With the cues of all these findings.
    findings : tuple of Disagreement
    """

    quote: Quote
    findings: tuple[Disagreement, ...]


def said_by_article(findings: Iterable[Disagreement]) -> Mapping[str, tuple[Said, ...]]:
    """The quoted sentences by the id of their article, in the order of the text."""
    said: dict[tuple[str, str, int, int], Said] = {}
    for finding in findings:
        for quote in (finding.left, finding.right):
            key = (quote.article_id, quote.field, quote.start, quote.end)
            known = said.get(key)
            said[key] = _joined(known, quote, finding) if known else Said(quote, (finding,))
    by_article: defaultdict[str, list[Said]] = defaultdict(list)
    for (article_id, field, start, end), sentence in sorted(said.items(), key=_place):
        del field, start, end
        by_article[article_id].append(sentence)
    return {article_id: tuple(sentences) for article_id, sentences in by_article.items()}


def repeated_by_article(
    findings: Iterable[Disagreement],
) -> Mapping[str, tuple[Disagreement, ...]]:
    """The findings on a side of which an article stands without being quoted, by its id."""
    repeated: defaultdict[str, list[Disagreement]] = defaultdict(list)
    for finding in findings:
        for article_id in sorted({*finding.left.also, *finding.right.also}):
            repeated[article_id].append(finding)
    return {article_id: tuple(found) for article_id, found in repeated.items()}


def _joined(known: Said, quote: Quote, finding: Disagreement) -> Said:
    cues = {*known.quote.cues, *quote.cues}
    in_order = tuple(sorted(cues, key=lambda cue: (cue.start, cue.end)))
    findings = dict.fromkeys((*known.findings, finding))
    return Said(replace(known.quote, cues=in_order), tuple(findings))


def _place(item: tuple[tuple[str, str, int, int], Said]) -> tuple[str, bool, int, int]:
    (article_id, field, start, end), _ = item
    return article_id, field != "title", start, end
