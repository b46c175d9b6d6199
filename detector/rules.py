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
    "number": "give different figures for the same thing",
    "date": "give different days or times for the same event",
    "quantifier": "disagree on whether something holds of all, some or none of a group",
    "polarity": "disagree on whether something happened",
    "entity": "name different people, places or organisations in the same role",
    "inference": "say things that cannot both be true",
}

_DESCRIPTIONS: Mapping[Relation, str] = {
    "contradiction": "Two reports {clash}.",
    "dispute": "The sources quoted {clash}.",
    "update": "An earlier report and a later one that supersedes it {clash}.",
}

_RELATION_HELP: Mapping[Relation, str] = {
    "contradiction": (
        "Both sentences are about one event at one time, so at least one of them is wrong. "
        "Check both against their sources, and correct the one that does not hold."
    ),
    "dispute": (
        "Each outlet may report faithfully what somebody said; it is those quoted who do not "
        "agree. Report it as a dispute, and do not give one side's word as fact."
    ),
    "update": (
        "The later report was written when more was known; the earlier one may have been "
        "right in its day. Use the later one, and do not present both as true at one time."
    ),
}

_KIND_HELP: Mapping[Kind, str] = {
    "number": (
        "Figures are compared by value, by unit and by what they count. Left alone are rounded "
        'and approximate figures that fit ("about 40" and "38"), amounts in different '
        "currencies, forecasts beside what came of them, and figures for different things."
    ),
    "date": (
        'Words such as "Monday" and "yesterday" are resolved against the day of publication. '
        "A day and a part of that day are taken to agree."
    ),
    "quantifier": (
        "What is said of all, some or none of the same people or things is compared. "
        '"All" rules out "none" and "not all", and "some" rules out "none"; "some" and '
        '"not all" go together.'
    ),
    "polarity": (
        'One sentence says what the other rules out: with "not" or "without", by refusal, '
        "failure or denial, or with a word that means the opposite. The act and those taking "
        "part in it must be the same; what only may happen rules out nothing."
    ),
    "entity": (
        "Names in the same role of the same act are compared: who did it, to whom, or where. "
        "Longer and shorter forms of a name are taken as one."
    ),
    "inference": (
        "No clash of the other kinds was found. A model of natural language inference has read "
        "the two sentences, in both orders, and judges that they cannot both be true. It cannot "
        "say why, so read them with care."
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
        "In May none of the schools had reopened.",
        "By September all the schools had reopened.",
    ),
    ("update", "polarity"): (
        "In March the president did not sign the bill.",
        "The president signed the bill in July.",
    ),
    ("update", "entity"): (
        "Ms Lind leads the count.",
        "Mr Roth leads the count with all districts in.",
    ),
    ("update", "inference"): (
        "In January the port lay in ruins.",
        "In October ships unloaded at the rebuilt quays.",
    ),
}

_DUPLICATE_RULES = (
    Rule(
        "DUP101",
        "ExactCopy",
        "Articles carry the same text.",
        "The texts are equal but for capitals and white space. Copies count as one voice, "
        "however many outlets carry them.\n\n"
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
        "An article is a shortened copy of another.",
        "Most words of the shorter text stand in the longer one in the same order, and "
        "more was cut than changed.\n\n"
        "Example: the first three paragraphs of a longer report, printed as a brief.",
        "note",
    ),
    Rule(
        "DUP104",
        "SyndicatedCopy",
        "Several outlets carry one agency's report.",
        "Once datelines, credits and sign-offs are left out, the texts are copies, whole, "
        "edited or abridged, and one of them, or its publisher, names the agency. "
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
