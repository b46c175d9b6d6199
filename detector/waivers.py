"""Waivers: read from articles and waiver files, and applied to a result.

An article waives findings about itself, in its front matter or under the same key of its
record::

    detector-waive: CON101 two.txt until 2027-01-31 the first count was corrected

that is a rule code or the beginning of one; the other article (id or path), the finding's
fingerprint, or ``*``; then, both optional, the last day it holds and the reason.  Several
make a list.  A waiver file says the same in TOML::

    [[waive]]
    code = "CON101"
    articles = ["one.txt", "two.txt"]  # or: fingerprint = "cd3de700eda41741"
    expires = 2027-01-31
    reason = "the first count was corrected"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any

from detector.article import Article, Place
from detector.detection import Detection, Disagreement, Finding, Problem, Settled
from detector.reporting.places import file_of, region_of
from detector.rules import matching
from detector.settlement import WAIVER_FILE, Waiver

KEY = "detector-waive"

_IN_ARTICLE = re.compile(
    r"(?P<code>\S+)\s+(?P<target>\S+)(?:\s+until\s+(?P<expires>\S+))?(?:\s+(?P<reason>.+))?"
)
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")
_ENTRY = re.compile(r"\s*\[\[\s*waive\s*\]\]")
_KEYS = frozenset({"code", "articles", "fingerprint", "expires", "reason"})


def waiver_files(inputs: Iterable[str]) -> list[Path]:
    """The waiver files of the current folder and of the folders among the inputs."""
    folders = [Path(), *sorted({Path(name) for name in inputs if Path(name).is_dir()})]
    files = {(folder / WAIVER_FILE).resolve(): folder / WAIVER_FILE for folder in folders}
    return [path for path in files.values() if path.is_file()]


def read_waiver_file(path: Path) -> list[Waiver]:
    """Read a waiver file.

    Raises
    ------
    ValueError
        If it is absent or malformed; the message names the line of the entry.
    """
    try:
        content = path.read_text("utf-8")
        table = tomllib.loads(content)
    except FileNotFoundError:
        raise ValueError(f"{path}: no such waiver file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not valid TOML: {error}") from error
    entries = table.pop("waive", [])
    if table or not isinstance(entries, list):
        raise ValueError(f"{path}: a waiver file holds [[waive]] entries and nothing else")
    lines = [at for at, line in enumerate(content.splitlines(), 1) if _ENTRY.match(line)]
    if len(lines) != len(entries):  # written as one array
        lines = [1] * len(entries)
    places = [Place(str(path), line, entry) for entry, line in enumerate(lines, 1)]
    return [_of_entry(entry, place) for entry, place in zip(entries, places, strict=True)]


def waivers_in(articles: Iterable[Article]) -> list[Waiver]:
    """Read the waivers that articles carry.

    What comes from the web waives nothing: publishers do not decide what fails here.

    Raises
    ------
    ValueError
        If one is malformed; the message names the file and line.
    """
    return [waiver for article in articles for waiver in _in_article(article)]


def apply_waivers(detection: Detection, waivers: Sequence[Waiver], today: date) -> Detection:
    """Settle what is waived.

    Waivers that have expired, or waive nothing, are added to the problems of the result.
    """
    valid = [w for w in waivers if w.expires is None or w.expires >= today]
    settled: list[Settled] = []
    used: set[Waiver] = set()
    for finding in detection.findings:
        found = [w for w in valid if _waives(w, finding, detection.article_by_id)]
        used.update(found)
        settled += [Settled(finding, waiver=waiver) for waiver in found[:1]]
    # A finding whose score has sunk below the least is waived all the same.
    for finding in detection.review:
        used.update(w for w in valid if _waives(w, finding, detection.article_by_id))
    told = [_useless(w, today) for w in waivers if w not in used and detection.looks_for(w.code)]
    return replace(detection.settle(settled), problems=(*detection.problems, *told))


def _useless(waiver: Waiver, today: date) -> Problem:
    if waiver.expires is not None and waiver.expires < today:
        reason = f"the waiver {waiver} expired on {waiver.expires}"
    else:
        reason = f"the waiver {waiver} waives nothing; remove it, or correct what it names"
    return Problem(waiver.place, reason, lost=False)


def _waives(waiver: Waiver, finding: Finding, articles: Mapping[str, Article]) -> bool:
    if not finding.code.startswith(waiver.code):
        return False
    if waiver.fingerprint not in (None, finding.fingerprint):
        return False
    left, right = (
        [{name for name in waiver.articles if _names(name, articles[id])} for id in side]
        for side in _sides(finding)
    )
    named_left, named_right = set[str]().union(*left), set[str]().union(*right)
    if len(waiver.articles) < 2:
        return not waiver.articles or bool(named_left | named_right)
    return bool(named_left and named_right) and len(named_left | named_right) > 1


def _sides(finding: Finding) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if isinstance(finding, Disagreement):
        return finding.left.article_ids, finding.right.article_ids
    return finding.article_ids, finding.article_ids


def _names(name: str, article: Article) -> bool:
    path, pattern = file_of(article.place), PurePath(name)
    # A pattern without parts, such as ".", would be refused.
    is_path = path is not None and bool(pattern.parts) and PurePath(path).match(name)
    return is_path or name == article.id


def _in_article(article: Article) -> Iterator[Waiver]:
    given = next((value for key, value in article.extra.items() if key.casefold() == KEY), None)
    if given is None or (article.place is not None and file_of(article.place) is None):
        return
    for text in given if isinstance(given, list) else [given]:
        place = _place_of(article, str(text))
        match = _IN_ARTICLE.fullmatch(text.strip()) if isinstance(text, str) else None
        if match is None:
            raise ValueError(
                f"{place}: {KEY} must be text such as 'CON101 other-article reason', "
                f"or a list of such texts, not {text!r}"
            )
        target = match["target"]
        by_print = _FINGERPRINT.fullmatch(target) is not None
        others = () if by_print or target == "*" else (target,)
        yield Waiver(
            _code(match["code"], place),
            place,
            "article",
            (article.id, *others),
            target if by_print else None,
            _day(match["expires"], place),
            match["reason"] or "",
        )


def _place_of(article: Article, waiver: str) -> Place:
    place = article.place or Place(article.id)
    region = region_of(article, waiver)
    return replace(place, line=region.first_line) if region else place


def _of_entry(entry: Any, place: Place) -> Waiver:
    if not isinstance(entry, dict) or not isinstance(entry.get("code"), str):
        raise ValueError(f'{place}: a waiver needs a rule code, such as code = "CON101"')
    if unknown := sorted(entry.keys() - _KEYS):
        raise ValueError(
            f"{place}: a waiver has no {unknown[0]!r}; it has {', '.join(sorted(_KEYS))}"
        )
    articles, fingerprint = entry.get("articles", []), entry.get("fingerprint")
    if not isinstance(articles, list) or not all(isinstance(a, str) and a for a in articles):
        raise ValueError(f"{place}: articles must be a list of ids or paths, not {articles!r}")
    if not articles and fingerprint is None:
        raise ValueError(f"{place}: a waiver names articles or a fingerprint")
    if fingerprint is not None and not _FINGERPRINT.fullmatch(str(fingerprint)):
        raise ValueError(f"{place}: {fingerprint!r} is no fingerprint: 16 digits from 0 to f")
    return Waiver(
        _code(entry["code"], place),
        place,
        "file",
        tuple(articles),
        fingerprint,
        _day(entry.get("expires"), place),
        str(entry.get("reason", "")),
    )


def _code(given: str, place: Place) -> str:
    try:
        matching([given])
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None
    return given.strip().upper()


def _day(given: Any, place: Place) -> date | None:
    if given is None or (isinstance(given, date) and not isinstance(given, datetime)):
        return given
    try:
        return date.fromisoformat(given)
    except (ValueError, TypeError):
        raise ValueError(f"{place}: {given!r} is no date such as 2027-01-31") from None
