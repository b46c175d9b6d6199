"""Contradiction, update or dispute: what kind of disagreement a clash is.

Time decides between update and contradiction; who is quoted decides between dispute and
contradiction.
"""

from __future__ import annotations

import re
from datetime import time

from detector.contrast.claims import Claim
from detector.contrast.lexicon import NOT_PARTICIPANTS
from detector.contrast.pairs import SentencePair
from detector.contrast.reading import ReadSentence
from detector.contrast.signals.base import Clash
from detector.detection import Relation

#: A count that grew over at least so many hours is news, not a contradiction.
HOURS_FOR_UPDATE = 6.0

#: Reports further apart tell of different states of affairs.
HOURS_OF_ONE_STATE = 30 * 24.0

_CHANGED = re.compile(
    r"\b(?:revised|raised|lowered|corrected|retracted|withdrew|updated|rescheduled|postponed|"
    r"delayed|brought forward|(?:has|have|had) (?:now )?(?:risen|climbed|grown|increased|reached)|"
    r"(?:rose|climbed|jumped|grew|soared) to|rises? to|climbs? to|later (?:said|died|confirmed)|"
    r"now (?:stands?|say|says|confirmed|expected|put)|no longer|initially|earlier (?:report|figure|"
    r"toll|estimate)s?|previous (?:report|figure|toll|estimate)s?|died (?:later|overnight))\b",
    re.IGNORECASE,
)


#: What tells of an earlier figure, whichever report is the later one.
_SUPERSEDED = re.compile(
    r"\b(?:revised (?:up|down|from|to)|rises? to|"
    r"(?:at first|initially|earlier|previously|originally) "
    r"(?:reported|put|said|given|estimated|announced)|(?:up|down) from|corrected (?:from|to))\b",
    re.IGNORECASE,
)


def relate(pair: SentencePair, clash: Clash) -> Relation | None:
    """Decide how two clashing sentences relate; None if they agree after all.

    Parameters
    ----------
    pair : SentencePair
        The earlier report on the left.
    clash : Clash
    """
    hours = pair.hours_apart
    if hours is not None and hours > HOURS_OF_ONE_STATE:
        return "update"
    if clash.only_update:
        return "update" if hours is not None and hours > 0 else None
    if clash.kind in ("polarity", "quantifier", "inference") and _disputed(pair, clash):
        return "dispute"
    if hours is not None and hours > 0 and clash.kind in ("number", "date", "entity"):
        grown = clash.rising and hours >= HOURS_FOR_UPDATE
        if grown or _CHANGED.search(pair.right.text):
            return "update"
    if clash.kind == "number" and any(_SUPERSEDED.search(s.text) for s in (pair.left, pair.right)):
        return "update"
    if clash.of_people and _of_one_day_without_time(pair):
        return "update"  # tolls change within the day, and who was first is not known
    if clash.kind == "number" and _different_speakers(pair):
        return "dispute"
    return "contradiction"


def _of_one_day_without_time(pair: SentencePair) -> bool:
    """Whether both reports are dated to one day, and to no hour of it."""
    left, right = pair.left.published, pair.right.published
    if left is None or right is None:
        return False
    return left == right and left.time() == time.min


def speaker_at(sentence: ReadSentence, clash_start: int) -> str | None:
    """Who says the words at an offset of a sentence; None for the outlet itself."""
    nearest: Claim | None = None
    for claim in sentence.claims:
        if nearest is None or abs(claim.cue.start - clash_start) < abs(
            nearest.cue.start - clash_start
        ):
            nearest = claim
    return (nearest.speaker if nearest else None) or sentence.speaker


def _disputed(pair: SentencePair, clash: Clash) -> bool:
    return clash.denial or _different_speakers(pair)


def _different_speakers(pair: SentencePair) -> bool:
    left, right = _name_words(pair.left.speaker), _name_words(pair.right.speaker)
    return bool(left) and bool(right) and not left & right


def _name_words(speaker: str | None) -> frozenset[str]:
    words = frozenset((speaker or "").lower().replace("'s", "").split())
    return words - NOT_PARTICIPANTS - {"a", "the", "its", "his", "her", "their"}
