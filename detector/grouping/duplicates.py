"""Copies: equal texts, edited ones, abridged ones, and one agency's report in many papers.

Exact copies have equal text after folding case and white space.  All others are compared
without the attributions of agencies (`attribution`).  A text is a copy of another if the
shorter one's words stand in the longer one in the same order (their longest common
subsequence; Hyyrö 2004), at least the share `threshold` of them.  Common words fall into
order by chance, and independent reports share names and quotes.  So neighbouring words
have to be shared too: if each word is kept with probability t, a pair of them is with t²;
t³ leaves room for chance in short texts.  Where more was cut than changed t² is asked for,
since a few dozen words find more of themselves in a long text by chance.

Copies are found without comparing all with all, by prefix filtering (Chaudhuri, Ganti &
Kaushik 2006; Wang, Li & Feng 2012), which unlike sketches misses nothing that reaches the
threshold by more than boilerplate: of n shingles a copy shares at least t³n, and so at
least `level` of the rarest n - t³n + `level`.

Articles are taken in order of originality, and only those that turn out to be originals
are ever compared with later ones.  So a copy is linked to an original, never to another
copy: copies of copies do not chain, and a thousand copies cost a thousand comparisons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detector.article import Article, normalise
from detector.detection import CopyEvidence, DuplicateKind, DuplicateSet
from detector.engines import Engine
from detector.engines.local import LocalEngine
from detector.grouping.alignment import Alignment, align, longest_passage
from detector.grouping.attribution import Report, report_of
from detector.grouping.originals import Originals
from detector.grouping.shingles import WORD, read_words

#: Least share of the shorter text's words that stand in the longer one in the same order.
NEAR = 0.7
#: A body of fewer words does not make a copy without its title.
LEAST_WORDS = 20
#: Articles of which an engine takes the attributions off at once.
REPORTS_AT_ONCE = 1000


def find_duplicates(
    articles: Sequence[Article], threshold: float = NEAR, engine: Engine | None = None
) -> tuple[DuplicateSet, ...]:
    """Find the sets of copies among articles.

    Parameters
    ----------
    articles : sequence of Article
        The order does not matter.
    threshold : float
        Least share of the words of the shorter text that stand in the longer one in the
        same order, in (0, 1].
    engine : Engine or None
        Where attributions are taken off, each article by itself; this process by default.

    Returns
    -------
    tuple of DuplicateSet
        Sorted.  An article is a copy in one set at most.  The original of an exact set
        may be a copy in another set, which stands for all its equals there.

    Raises
    ------
    ValueError
        If the threshold is out of range.
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"the threshold of near copies must be in (0, 1], got {threshold}")
    by_text: defaultdict[str, list[_Told]] = defaultdict(list)
    ordered = sorted(articles, key=_originality)
    reports = (engine or LocalEngine()).map_batches(
        _reports, [(article.text, article.source) for article in ordered], REPORTS_AT_ONCE
    )
    for article, report in zip(ordered, reports, strict=True):
        by_text[_content(article, article.text)].append(_Told(article, report))
    exact = [_exact(same) for same in by_text.values() if len(same) > 1]
    edited = _edited([same[0] for same in by_text.values()], threshold)
    return tuple(sorted((*exact, *edited), key=lambda copies: (copies.kind, copies.article_ids)))


@dataclass(frozen=True, slots=True)
class _Told:
    """An article and the report in it."""

    article: Article
    report: Report


def _reports(told: Sequence[tuple[str, str | None]]) -> list[Report]:
    return [report_of(text, source) for text, source in told]


def _originality(article: Article) -> tuple[bool, float, int, str]:
    """Earliest dated first, then longest, then by id."""
    when = article.published.timestamp() if article.published else 0.0
    return article.published is None, when, -len(article.text), article.id


def _content(article: Article, text: str) -> str:
    """Return the folded text, with the title where the text alone says too little."""
    folded = normalise(text)
    if len(WORD.findall(folded)) >= LEAST_WORDS:
        return folded
    return f"{normalise(article.title)}\n{folded}"


def _exact(same: Sequence[_Told]) -> DuplicateSet:
    original, *copies = same
    evidence = (
        CopyEvidence(copy.article.id, 1.0, 1.0, agency=_agency(original, copy)) for copy in copies
    )
    return _set("exact", original, evidence)


def _edited(told: Sequence[_Told], threshold: float) -> Iterator[DuplicateSet]:
    """Link each article to the most similar original before it."""
    words = read_words([_content(each.article, each.report.text) for each in told])
    originals = Originals(threshold)
    sets: defaultdict[tuple[int, DuplicateKind], list[CopyEvidence]] = defaultdict(list)
    for number, each in enumerate(told):
        own = words[number]
        aligned = ((align(words[o], own, threshold), o) for o in originals.like(own))
        found = [(a.similarity, a.containment, -o, a) for a, o in aligned if a is not None]
        if found:
            *_, place, alignment = max(found)
            original = told[-place]
            kind = _kind(original, each, alignment)
            sets[-place, kind].append(_evidence(original, each, alignment))
        else:
            originals.add(number, own)
    for (place, kind), evidence in sets.items():
        yield _set(kind, told[place], evidence)


def _kind(original: _Told, copy: _Told, alignment: Alignment) -> DuplicateKind:
    if _agency(original, copy) and original.article.outlet != copy.article.outlet:
        return "syndicated"
    return "abridged" if alignment.is_cut else "near"


def _agency(original: _Told, copy: _Told) -> str | None:
    """The agency that the report came from; none if they name different ones."""
    one, other = original.report.agencies, copy.report.agencies
    named = one & other if one and other else one | other
    return min(named, default=None)


def _evidence(original: _Told, copy: _Told, alignment: Alignment) -> CopyEvidence:
    return CopyEvidence(
        copy.article.id,
        round(alignment.similarity, 4),
        round(alignment.containment, 4),
        longest_passage(original.article.text, copy.article.text),
        _agency(original, copy),
    )


def _set(kind: DuplicateKind, original: _Told, evidence: Iterable[CopyEvidence]) -> DuplicateSet:
    ordered = tuple(sorted(evidence, key=lambda each: each.article_id))
    return DuplicateSet(
        kind,
        (original.article.id, *(each.article_id for each in ordered)),
        min(each.containment for each in ordered),
        ordered,
    )
