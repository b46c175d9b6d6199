"""What settles a finding beforehand: a waiver; and what has gone from a baseline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from detector.article import Place

#: Waivers that stand outside the articles: found in the current folder and beside a corpus.
WAIVER_FILE = "detector-waivers.toml"


@dataclass(frozen=True)
class Waiver:
    """A team's word that a finding may stand.

    Attributes
    ----------
    code : str
        A rule code or the beginning of one: ``CON101``, ``CON``.
    place : Place
        Where it is written.
    origin : {"article", "file"}
        In one of the articles it is about, or in a waiver file.
    articles : tuple of str
        Ids, or paths as `pathlib.PurePath.match` reads them.  One: any finding about that
        article.  Several: findings between them.  Empty: whatever has the fingerprint.
    fingerprint : str or None
        That of the one finding it is about.
    expires : datetime.date or None
        The last day on which it holds.
    reason : str
        May be empty.
    """

    code: str
    place: Place
    origin: Literal["article", "file"]
    articles: tuple[str, ...] = ()
    fingerprint: str | None = None
    expires: date | None = None
    reason: str = ""

    def __str__(self) -> str:
        about = [self.fingerprint] if self.fingerprint else []
        return " ".join([self.code, *about, *self.articles])


@dataclass(frozen=True)
class Gone:
    """A finding that the baseline holds and the articles no longer do.

    Attributes
    ----------
    fingerprint, code : str
    description : str
        What it said, for people.
    place : Place
        Its line of the baseline file.
    """

    fingerprint: str
    code: str
    description: str
    place: Place
