"""From scored sentence pairs to findings: one for each slot and pair of values.

All articles on each side are named, and the clearest sentence pair is quoted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from detector.article import Span, normalise
from detector.contrast.pairs import SentencePair, reading_order
from detector.contrast.reading import ReadSentence
from detector.contrast.relation import relate, speaker_at
from detector.contrast.signals.base import Clash
from detector.detection import Disagreement, Quote, Relation, fingerprint

#: What clashes, and the two values given for it.
_Slot = tuple[str, frozenset[str]]


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


def merge(group_id: str, scored: Sequence[ScoredPair], least_score: float) -> list[Disagreement]:
    """Merge the pairs of one slot and one pair of values into one disagreement each.

    A sentence pair that clashes in several ways is reported once, for the best reason.

    Parameters
    ----------
    group_id : str
    scored : sequence of ScoredPair
        All of the group, also those that score low: they give a finding its identity, so
        that another score does not change it.
    least_score : float
        Pairs below it name no article and make no finding.
    """
    best: dict[tuple[int, int], ScoredPair] = {}
    for candidate in scored:
        key = (id(candidate.pair.left), id(candidate.pair.right))
        if candidate.score >= least_score and (
            key not in best or candidate.score > best[key].score
        ):
            best[key] = candidate
    all_of_slot, best_of_slot = _by_slot(scored), _by_slot(_clearest(best.values()))
    return [
        _finding(group_id, members, all_of_slot[slot]) for slot, members in best_of_slot.items()
    ]


def _clearest(scored: Iterable[ScoredPair]) -> Iterator[ScoredPair]:
    """Leave a value of an article to the clearest of the values that another gives for it.

    Where one report says 43 killed and the other 100, 24 of them by one account, the news
    is 43 against 100.
    """
    contrasted: set[tuple[str, str, str, str]] = set()
    for candidate in sorted(scored, key=_rank):
        left, right = candidate.pair.left.article_id, candidate.pair.right.article_id
        slot, values = candidate.clash.slot, candidate.clash.values
        claims = {(slot, left, right, values[0]), (slot, right, left, values[1])}
        if not claims & contrasted:
            contrasted |= claims
            yield candidate


def _by_slot(scored: Iterable[ScoredPair]) -> dict[_Slot, list[ScoredPair]]:
    by_slot: defaultdict[_Slot, list[ScoredPair]] = defaultdict(list)
    for candidate in scored:
        by_slot[candidate.clash.slot, frozenset(candidate.clash.values)].append(candidate)
    return by_slot


def _finding(
    group_id: str, members: list[ScoredPair], all_of_slot: list[ScoredPair]
) -> Disagreement:
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
        slot=best.clash.slot,
        fingerprint=_identity(best.clash, all_of_slot),
    )


def _identity(clash: Clash, all_of_slot: list[ScoredPair]) -> str:
    """Digest of the kind and the earliest sentence that gives each of the two values."""
    earliest: dict[str, ReadSentence] = {}
    for member in all_of_slot:
        sentences = (member.pair.left, member.pair.right)
        for value, sentence in zip(member.clash.values, sentences, strict=True):
            if value not in earliest or reading_order(sentence) < reading_order(earliest[value]):
                earliest[value] = sentence
    return fingerprint(clash.kind, sorted(normalise(s.text) for s in earliest.values()))


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
