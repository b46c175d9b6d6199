"""From scored sentence pairs to findings: one for each slot and pair of values.

All articles on each side are named, and the clearest sentence pair is quoted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from detector.article import Span
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import ReadSentence
from detector.contrast.relation import relate, speaker_at
from detector.contrast.signals.base import Clash
from detector.detection import Disagreement, Quote, Relation


@dataclass(frozen=True)
class ScoredPair:
    """A clash with its score and relation."""

    pair: SentencePair
    clash: Clash
    score: float
    relation: Relation


def find_relation(pair: SentencePair, clash: Clash, score: float) -> ScoredPair | None:
    """Attach the relation; None if the two sentences agree after all."""
    relation = relate(pair, clash)
    return None if relation is None else ScoredPair(pair, clash, score, relation)


def merge(group_id: str, scored: Iterable[ScoredPair]) -> list[Disagreement]:
    """Merge the pairs of one slot and one pair of values into one disagreement each.

    A sentence pair that clashes in several ways is reported once, for the best reason.
    """
    best_reason: dict[tuple[int, int], ScoredPair] = {}
    for candidate in scored:
        key = (id(candidate.pair.left), id(candidate.pair.right))
        if key not in best_reason or candidate.score > best_reason[key].score:
            best_reason[key] = candidate
    by_slot: defaultdict[tuple[str, frozenset[str]], list[ScoredPair]] = defaultdict(list)
    for candidate in best_reason.values():
        clash = candidate.clash
        by_slot[clash.slot, frozenset(clash.values)].append(candidate)
    return [_finding(group_id, members) for members in by_slot.values()]


def _finding(group_id: str, members: list[ScoredPair]) -> Disagreement:
    best = min(members, key=_rank)
    left_value = best.clash.values[0]
    left_articles: set[str] = set()
    right_articles: set[str] = set()
    for member in members:
        same_way = member.clash.values[0] == left_value
        left, right = member.pair.left, member.pair.right
        left_articles.update((left if same_way else right).carriers)
        right_articles.update((right if same_way else left).carriers)
    return Disagreement(
        group_id=group_id,
        left=_quote(best.pair.left, best.clash.left, left_articles),
        right=_quote(best.pair.right, best.clash.right, right_articles),
        kind=best.clash.kind,
        relation=best.relation,
        score=round(best.score, 4),
        explanation=best.clash.explanation,
    )


def _rank(member: ScoredPair) -> tuple[float, int, str, int, str, int]:
    """Best score first, then the shorter pair, then a fixed order."""
    left, right = member.pair.left, member.pair.right
    return (
        -round(member.score, 4),
        len(left.text) + len(right.text),
        left.article_id,
        left.sentence.index,
        right.article_id,
        right.sentence.index,
    )


def _quote(sentence: ReadSentence, cues: tuple[Span, ...], articles: set[str]) -> Quote:
    ordered = tuple(sentence.in_article(cue) for cue in sorted(set(cues), key=lambda c: c.start))
    return Quote(
        article_id=sentence.article_id,
        text=sentence.text,
        start=sentence.sentence.start,
        end=sentence.sentence.end,
        field=sentence.sentence.field,
        cues=ordered,
        also=tuple(sorted(articles - {sentence.article_id})),
        speaker=speaker_at(sentence, cues[0].start) if cues else sentence.speaker,
    )
