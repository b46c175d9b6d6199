"""A curated corpus in a folder: stories whose reports agree, some with a false sentence planted.

Ten kinds of story and ten stories of each (``gate_stories.yaml``), each told by three outlets in
words of their own; things, places, names, days and figures differ from story to story.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

#: Reports of one story.
REPORTS = 3

_KINDS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("gate_stories.yaml").read_text("utf-8")
)
_OUTLETS = ("Meridian Wire", "The Harbour Gazette", "Radio Corvan")
_PLACES = [
    start + end
    for end in ("ford", "mouth", "wick", "haven", "bury", "ness", "dale", "combe", "field", "gate")
    for start in "Alder Brack Corn Dun Esk Fal Gorm Hollow Ister Jarn".split()
]
_SURNAMES = [
    start + end
    for end in ("gren", "berg", "ano", "ell", "insky", "strand", "ova", "ton", "mann", "eau")
    for start in "Mar Lind Ost Ver Kass Pel Tor Ruud Hess Dahl".split()
]
_FIRST_NAMES = "Anna Bertil Clara David Elsa Frank Greta Hugo Ines Jonas Katrin".split()

#: Put before the fact of some reports, so that it does not always stand on one line.
_ASIDES = (
    "The regional government had no comment.",
    "Traffic was heavy until the evening.\n\nReaders may write to the editor.",
    "Our correspondent was turned away at the door.",
)


@dataclass(frozen=True)
class Planted:
    """Where a false sentence stands, and where those that it contradicts.

    Files are relative to the corpus; lines count from 1.
    """

    story: int
    false: tuple[str, int]
    true: frozenset[tuple[str, int]]


def write_corpus(folder: Path, stories: int, planted: frozenset[int]) -> list[Planted]:
    """Write three text files a story.

    Parameters
    ----------
    folder : Path
        Made if it does not exist; files in it are replaced.
    stories : int
        At most 100; every tenth is of the same kind.
    planted : frozenset of int
        The stories one of whose reports is false.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found: list[Planted] = []
    for story in range(stories):
        liar = 1 + story % (REPORTS - 1) if story in planted else None
        facts = list(_write_story(folder, story, liar))
        if liar is not None:
            true = frozenset(fact for number, fact in enumerate(facts) if number != liar)
            found.append(Planted(story, facts[liar], true))
    return found


def _write_story(folder: Path, story: int, liar: int | None) -> Iterator[tuple[str, int]]:
    """Write the reports; yield the file and line of the fact in each."""
    kind, words = _KINDS[story % len(_KINDS)], _words(story)
    begin = datetime(2025, 1, 6, 14, tzinfo=UTC) + timedelta(days=3 * story)
    for number, fact in enumerate(kind["facts"]):
        told = words
        if number == liar:
            fact = kind["falsehoods"][number] if "falsehoods" in kind else fact
            told = words | {"fact": words["wrong"]}
        published = begin + timedelta(minutes=40 * number)
        lead = kind["stories"][story // len(_KINDS)]["leads"][number].format(**words)
        at = (story + number) % 7
        before = [lead, *_ASIDES[at : at + 1]]
        lines = [f"Source: {_OUTLETS[number]}", f"Date: {published.isoformat()}", ""]
        lines += "\n\n".join([_title(lead), *before, fact.format(**told)]).split("\n")
        path = folder / f"{story:03}-{number}.txt"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        yield path.name, len(lines)


def _title(lead: str) -> str:
    """The first words of the lead, as sub-editors in a hurry do it."""
    return " ".join(lead.rstrip(".").split()[:9])


def _words(story: int) -> dict[str, str]:
    surname = _SURNAMES[story]
    day = datetime(2025, 1, 6) + timedelta(days=3 * story)
    figure = 12 + 7 * (story % 11)
    words = {
        "place": _PLACES[story],
        "surname": surname,
        "person": f"{_FIRST_NAMES[story % len(_FIRST_NAMES)]} {surname}",
        "weekday": f"{day:%A}",
        "thing": _KINDS[story % len(_KINDS)]["stories"][story // len(_KINDS)]["thing"],
        "fact": str(figure),
        "wrong": str(figure + 9 + story % 13),
    }
    if "resigned" in _KINDS[story % len(_KINDS)]["facts"][0]:
        words |= {"fact": f"{day:%A}", "wrong": f"{day - timedelta(days=2):%A}"}
    return words
