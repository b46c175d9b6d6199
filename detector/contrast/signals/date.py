"""Dates: the same event put on days, months, years or hours that exclude each other.

Weekdays and "yesterday" are resolved against the publication date.  A date counts for
the verb or event noun it modifies, never for "said on Friday"; "Monday night" and "early
Tuesday" may be one moment; a day is never compared with a month.
"""

from __future__ import annotations

from detector.contrast.claims import same_event
from detector.contrast.dates import DateMention, differ
from detector.contrast.lexicon import LIGHT, SPEECH
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import ReadSentence
from detector.contrast.signals.base import Clash
from detector.contrast.signals.roles import compatible_subjects


def compare(pair: SentencePair) -> Clash | None:
    """Find two dates of one event that exclude each other."""
    for left in pair.left.dates:
        for right in pair.right.dates:
            if not differ(left, right) or not _same_dated_event(pair, left, right):
                continue
            if _cue(pair.left, left).lower() == _cue(pair.right, right).lower():
                continue  # "Friday" twice: a day of publication is wrong, more likely
            if _agrees_elsewhere(pair.right, left) or _agrees_elsewhere(pair.left, right):
                continue
            if _article_says(pair.left, right) or _article_says(pair.right, left):
                continue
            event = _event(pair.left, left)
            return Clash(
                kind="date",
                slot=f"{left.granularity}:{event}",
                values=(_value(left), _value(right)),
                left=(left.span,),
                right=(right.span,),
                explanation=(
                    f"The {left.granularity} given for \u201c{event}\u201d differs: "
                    f"\u201c{_cue(pair.left, left)}\u201d against "
                    f"\u201c{_cue(pair.right, right)}\u201d."
                ),
                strength=0.5 + 0.4 * pair.overlap,
            )
    return None


def _same_dated_event(pair: SentencePair, left: DateMention, right: DateMention) -> bool:
    left_event, right_event = _event(pair.left, left), _event(pair.right, right)
    if not left_event or left_event in SPEECH or right_event in SPEECH:
        return False
    if not same_event(left_event, right_event):
        return False
    if left_event in LIGHT and pair.overlap < 0.5:
        return False
    return compatible_subjects(_claims(pair.left, left), _claims(pair.right, right))


def _claims(sentence: ReadSentence, mention: DateMention) -> list:  # type: ignore[type-arg]
    return [claim for claim in sentence.claims if claim.index == mention.event]


def _agrees_elsewhere(sentence: ReadSentence, mention: DateMention) -> bool:
    return any(
        other.granularity == mention.granularity and not differ(other, mention)
        for other in sentence.dates
    )


def _article_says(sentence: ReadSentence, mention: DateMention) -> bool:
    """Whether the article of a sentence gives the very date elsewhere."""
    return any(_agrees_elsewhere(neighbour, mention) for neighbour in sentence.neighbours)


def _event(sentence: ReadSentence, mention: DateMention) -> str:
    return sentence.doc[mention.event].lemma_.lower() if mention.event >= 0 else ""


def _cue(sentence: ReadSentence, mention: DateMention) -> str:
    return sentence.text[mention.span.start : mention.span.end]


def _value(mention: DateMention) -> str:
    parts = (mention.day or mention.weekday, mention.month, mention.year, mention.minute)
    return " ".join(str(part) for part in parts if part is not None)
