"""What reports call an article, its outlet, its time and its address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote, urlsplit

from detector.article import Article
from detector.detection import (
    CopyEvidence,
    Detection,
    DuplicateKind,
    DuplicateSet,
    Group,
    Quote,
    Settled,
)
from detector.reporting.quoting import visible

_LONGEST_HEADLINE = 160
_LONGEST_PASSAGE = 600

_COPIES: Mapping[DuplicateKind, str] = {
    "exact": "the same text",
    "near": "the same text, edited",
    "abridged": "the same text, abridged",
    "syndicated": "the same report of an agency",
}

# Not `strftime`, which speaks the language of the machine.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def headline(article: Article) -> str:
    """The title, or the first words of the text where there is none."""
    words = visible(article.title).split() or visible(article.text[:1000]).split()
    line = " ".join(words) or visible(article.id)
    return line if len(line) <= _LONGEST_HEADLINE else line[: _LONGEST_HEADLINE - 1] + "…"


def outlet(article: Article) -> str:
    """The publisher's name on one line."""
    return " ".join(visible(article.outlet).split()) or visible(article.id)


def when(article: Article) -> str:
    """The time of publication, e.g. ``2020-01-14 10:00 UTC``, or ``undated``."""
    if article.published is None:
        return "undated"
    return article.published.isoformat(" ", "minutes").replace("+00:00", " UTC")


def day(time: datetime) -> str:
    """The day of a time, e.g. ``14 January 2020``."""
    return f"{time.day} {_MONTHS[time.month - 1]} {time.year}"


def web_address(address: str | None) -> str | None:
    """The address with everything odd in it percent-encoded, if it is http or https.

    Anything else (``javascript:``, ``data:``, a path) gives None, so that no report holds a
    link that acts.
    """
    if not address:
        return None
    try:
        parts = urlsplit(visible(address.strip()))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote(parts.geturl(), safe="%/:?#[]@!$&'()*+,;=~")


def title_of(group: Group, detection: Detection) -> str:
    """The headline of a group: that of its most typical article."""
    return headline(detection.article_by_id[group.representative])


def others(quote: Quote, detection: Detection) -> str:
    """The outlets that say the same as a quote, sorted, e.g. ``Courier (2), Gazette``."""
    counts = Counter(outlet(detection.article_by_id[article_id]) for article_id in quote.also)
    return ", ".join(
        name if count == 1 else f"{name} ({count})" for name, count in sorted(counts.items())
    )


def why_settled(settled: Settled) -> str:
    """What settles a finding: ``waived at one.txt:3: reason``, or ``known to the baseline``."""
    waiver = settled.waiver
    if waiver is None:
        return "known to the baseline"
    reason = f": {waiver.reason}" if waiver.reason else ""
    return " ".join(visible(f"waived at {waiver.place}{reason}").split())


def reports(group: Group) -> str:
    """How many reports a group holds, and of how many origins where copies are among them."""
    count = len(group.article_ids)
    told = many(count, "report")
    return f"{told} of {many(group.origins, 'origin')}" if 0 < group.origins < count else told


def carriers(found: DuplicateSet, detection: Detection) -> str:
    """The outlets of the copies, each with what shows that it is one.

    For example ``Courier (94 % of words in order, Reuters), Herald``.
    """
    names = []
    for article_id in found.article_ids[1:]:
        name = outlet(detection.article_by_id[article_id])
        evidence = _shown(_evidence(article_id, found))
        names.append(f"{name} ({evidence})" if evidence else name)
    return ", ".join(names)


def copied(article_id: str, found: DuplicateSet) -> str:
    """What copy an article is, and what shows it.

    For example ``the same text, abridged: 94 % of words in order, Reuters``.
    """
    evidence = _shown(_evidence(article_id, found))
    if not found.evidence and found.similarity < 1:
        evidence = f"similarity {found.similarity:.2f}"
    return f"{_COPIES[found.kind]}: {evidence}" if evidence else _COPIES[found.kind]


def shared_passage(article: Article, found: DuplicateSet) -> str:
    """The longest stretch of a copy that stands in its original; empty if it is not known."""
    evidence = _evidence(article.id, found)
    if evidence is None or evidence.passage is None:
        return ""
    text = article.text[evidence.passage.start : evidence.passage.end]
    passage = " ".join(visible(text).split())
    cut = len(passage) > _LONGEST_PASSAGE
    return passage[: _LONGEST_PASSAGE - 1] + "…" if cut else passage


def _evidence(article_id: str, found: DuplicateSet) -> CopyEvidence | None:
    return next((each for each in found.evidence if each.article_id == article_id), None)


def _shown(evidence: CopyEvidence | None) -> str:
    if evidence is None:
        return ""
    in_order = f"{100 * evidence.containment:.0f} % of words in order"
    parts = [in_order if evidence.similarity < 1 else "", visible(evidence.agency or "")]
    return ", ".join(part for part in parts if part)


def many(count: int, noun: str) -> str:
    """A count and its noun: ``1 copy``, ``2 copies``."""
    if count == 1:
        return f"1 {noun}"
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{count} {plural}"
