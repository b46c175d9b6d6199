"""The rules: what each code means, with an example, and how grave it is by default.

The code of a disagreement is its relation (``CON``, ``DIS``, ``UPD``) and then the place
of its kind in `detector.detection.KINDS`, counted from 101; see `Disagreement.code`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from detector.detection import KINDS, Kind, Relation

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the gate.

    Attributes
    ----------
    code : str
        E.g. ``"CON101"``; never reused for something else.
    name : str
        In PascalCase, e.g. ``"NumberContradiction"``.
    description : str
        One line.
    help : str
        What the rule looks for, what it leaves alone, and an example.
    level : {"error", "warning", "note"}
        How grave a finding is by default.
    """

    code: str
    name: str
    description: str
    help: str
    level: Level


_PREFIXES: Mapping[Relation, str] = {"contradiction": "CON", "dispute": "DIS", "update": "UPD"}
_LEVELS: Mapping[Relation, Level] = {
    "contradiction": "error",
    "dispute": "warning",
    "update": "note",
}

_CLASHES: Mapping[Kind, str] = {
    "number": "different figures for the same thing",
    "date": "different days or times for the same act",
    "quantifier": "different shares (all, some, none) of the same whole",
    "polarity": "that a thing happened and that it did not",
    "entity": "different people, places or bodies in the same part",
    "inference": "things that cannot both be true",
}

_DESCRIPTIONS: Mapping[Relation, str] = {
    "contradiction": "Two reports give {clash}.",
    "dispute": "Sources are quoted giving {clash}.",
    "update": "A later report supersedes an earlier one, giving {clash}.",
}

_RELATION_HELP: Mapping[Relation, str] = {
    "contradiction": (
        "Both sentences speak of one event at one time, so at least one of them is wrong. "
        "Check both against their origin and correct the one that does not hold."
    ),
    "dispute": (
        "Each outlet reports truly what somebody said; those quoted do not agree. "
        "Say so where you report it, and do not give one side's word as fact."
    ),
    "update": (
        "The later report was written when more was known, so the earlier one was right in "
        "its day. Use the later, and do not let the two stand side by side as one state."
    ),
}

_KIND_HELP: Mapping[Kind, str] = {
    "number": (
        "Figures are compared by value, unit and what they count. Rounded and approximate "
        'figures that agree ("about 40", "at least 37") are left alone, and so are other '
        "currencies and figures for other things."
    ),
    "date": (
        'Dates are resolved against the day of publication ("on Monday", "yesterday"). A '
        "day and a part of that day agree."
    ),
    "quantifier": "All, most, some and none of one whole are compared.",
    "polarity": (
        'Negation, denial and failure are compared ("did not", "without signing", '
        '"refused to", "denied") where the act and those taking part are the same.'
    ),
    "entity": (
        "Names that fill the same part of the same act are compared. Longer and shorter "
        "forms of one name agree."
    ),
    "inference": (
        "A language inference model read both sentences, in both orders, and found that "
        "they exclude each other; no typed signal says why, so read them with care."
    ),
}

_EXAMPLES: Mapping[tuple[Relation, Kind], tuple[str, str]] = {
    ("contradiction", "number"): (
        "The bridge cost 40 million euros to build.",
        "Building the bridge cost 65 million euros.",
    ),
    ("contradiction", "date"): (
        "The minister resigned on Monday.",
        "The minister stepped down on Wednesday.",
    ),
    ("contradiction", "quantifier"): (
        "Some of the delegations signed the text.",
        "No delegation put its name to the text.",
    ),
    ("contradiction", "polarity"): (
        "The general signed the ceasefire before he left.",
        "The general left without signing the ceasefire.",
    ),
    ("contradiction", "entity"): (
        "The talks were held in Geneva.",
        "The talks took place in Vienna.",
    ),
    ("contradiction", "inference"): (
        "The ferry sank within minutes.",
        "The ferry was towed back to port afloat.",
    ),
    ("dispute", "number"): (
        "Organisers said 50,000 people marched.",
        "Police put the march at 12,000 people.",
    ),
    ("dispute", "date"): (
        "The company said it learned of the leak on 3 May.",
        "The regulator said the company knew of the leak on 12 April.",
    ),
    ("dispute", "quantifier"): (
        "The ministry said all the hostages had been freed.",
        "Relatives said only some of the hostages had been freed.",
    ),
    ("dispute", "polarity"): (
        "The army said its forces had withdrawn from the town.",
        "Residents said the forces had not withdrawn from the town.",
    ),
    ("dispute", "entity"): (
        "The government blamed the rebels for the shelling.",
        "The rebels blamed the army for the shelling.",
    ),
    ("dispute", "inference"): (
        "The owner said the building had been empty for years.",
        "A neighbour said three families were living there.",
    ),
    ("update", "number"): (
        "At noon 37 people were known to have died.",
        "By evening the number of dead had risen to 62.",
    ),
    ("update", "date"): (
        "The launch is planned for Tuesday.",
        "The launch has been put off to Friday.",
    ),
    ("update", "quantifier"): (
        "Some of the miners have been brought up.",
        "All the miners are out, rescuers said at night.",
    ),
    ("update", "polarity"): (
        "The bill has not passed.",
        "The bill passed in a late vote.",
    ),
    ("update", "entity"): (
        "Ms Lind leads the count.",
        "Mr Roth leads the count with all districts in.",
    ),
    ("update", "inference"): (
        "The fire is spreading towards the village.",
        "The fire is out, and the villagers are going home.",
    ),
}

_DUPLICATE_RULES = (
    Rule(
        "DUP101",
        "ExactCopy",
        "Articles carry the same text.",
        "The texts are equal once case and white space are folded. Copies count as one "
        "voice, however many outlets carry them.\n\n"
        "Example: an agency's report printed unchanged by three papers.",
        "note",
    ),
    Rule(
        "DUP102",
        "NearCopy",
        "An article is an edited copy of another.",
        "Most words of the shorter text stand in the longer one in the same order. "
        "Sentences that were changed are still compared: a changed figure in a copy is a "
        "finding of its own.\n\n"
        "Example: a report with a new first sentence and another figure in the second.",
        "note",
    ),
    Rule(
        "DUP103",
        "AbridgedCopy",
        "An article is contained in another.",
        "Most words of the shorter text stand in the longer one in the same order, and "
        "more was cut than changed.\n\n"
        "Example: the first three paragraphs of a longer report, printed as a brief.",
        "note",
    ),
    Rule(
        "DUP104",
        "SyndicatedCopy",
        "Articles of several outlets carry one agency's report.",
        "The texts are copies, edited, abridged or not, once datelines, credits and "
        "sign-offs are left out, and one of them or its publisher names the agency. "
        "Copies count as one voice, however many outlets carry them.\n\n"
        'Example: a text that opens "LISBON (Reuters) -" in one paper and ends '
        '"Reporting by Ana Lind; Editing by Paul Roth" in another.',
        "note",
    ),
)


def _disagreement_rule(relation: Relation, kind: Kind) -> Rule:
    left, right = _EXAMPLES[relation, kind]
    return Rule(
        code=f"{_PREFIXES[relation]}{101 + KINDS.index(kind)}",
        name=kind.title() + relation.title(),
        description=_DESCRIPTIONS[relation].format(clash=_CLASHES[kind]),
        help=(
            f"{_RELATION_HELP[relation]}\n\n{_KIND_HELP[kind]}\n\n"
            f'Example: "{left}" against "{right}"'
        ),
        level=_LEVELS[relation],
    )


#: All rules by code: duplicates, contradictions, disputes, updates.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            *_DUPLICATE_RULES,
            *(_disagreement_rule(relation, kind) for relation in _PREFIXES for kind in KINDS),
        )
    }
)


def rule_for(code: str) -> Rule:
    """Return the rule with this code.

    Raises
    ------
    ValueError
        If there is none; the message lists those there are.
    """
    try:
        return RULES[code]
    except KeyError:
        raise ValueError(f"no rule has the code {code!r}; there are: {', '.join(RULES)}") from None


def matching(prefixes: Sequence[str]) -> frozenset[str]:
    """Return the codes that start with one of the prefixes (``CON``, ``CON101``).

    Raises
    ------
    ValueError
        If a prefix is that of no rule.
    """
    codes: set[str] = set()
    for prefix in prefixes:
        found = {code for code in RULES if code.startswith(prefix.strip().upper())}
        if not found or not prefix.strip():
            raise ValueError(f"no rule {prefix!r}; `detector rules` lists them all")
        codes |= found
    return frozenset(codes)
