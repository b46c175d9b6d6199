"""One self-contained HTML page: no scripts, no network, light and dark, ready to print."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from detector.article import Article
from detector.detection import KINDS, RELATIONS, Detection
from detector.reporting import labels
from detector.reporting.quoting import segments, visible
from detector.reporting.summary import stories, summarise, timeline
from detector.rules import RULES

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def render(detection: Detection) -> bytes:
    """Return the page, UTF-8."""
    told = stories(detection)
    shared = {story.group.id for story in told}
    page = _template().render(
        detection=detection,
        articles=detection.article_by_id,
        summary=summarise(detection),
        stories=told,
        alone=[group for group in detection.groups if group.id not in shared],
        relations=RELATIONS,
        kinds=KINDS,
        rules=RULES,
        quoted_in=_quoted_in(detection),
    )
    return page.encode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("detector.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Every value passes here before it is escaped, so that no control character or
        # direction override of an article reaches the page.
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.filters.update(
        headline=labels.headline,
        outlet=labels.outlet,
        when=labels.when,
        web_address=labels.web_address,
        many=labels.many,
        reports=labels.reports,
        language=_language,
        anchor=_anchor,
    )
    environment.globals.update(
        segments=segments, timeline=timeline, others=labels.others, title_of=labels.title_of
    )
    style = (files("detector.reporting") / "templates" / "report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment.globals.update(style=Markup(style), style_digest=digest)  # noqa: S704 - our own
    return environment.get_template("report.html")


def _quoted_in(detection: Detection) -> dict[str, list[tuple[str, str]]]:
    """The code and fingerprint of the findings that quote an article, by its id."""
    quoted: dict[str, list[tuple[str, str]]] = {}
    for finding in detection.disagreements:
        for article_id in sorted({finding.left.article_id, finding.right.article_id}):
            quoted.setdefault(article_id, []).append((finding.code, finding.fingerprint))
    return quoted


def _language(article: Article) -> str | None:
    """The language if it can stand in a ``lang`` attribute."""
    given = article.language or ""
    return given if _LANGUAGE.fullmatch(given) else None


def _anchor(group_id: str) -> str:
    """An id without spaces, whatever the group is called."""
    return "group-" + hashlib.sha256(group_id.encode("utf-8", "replace")).hexdigest()[:12]
