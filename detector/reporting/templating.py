"""The template of the page: its style, its script and the policy that allows no others."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from detector.article import Article
from detector.detection import KINDS, RELATIONS
from detector.reporting import anchors, labels
from detector.reporting.full_text import paragraphs
from detector.reporting.quoting import segments, visible
from detector.reporting.selection import PAGE_SIZE, STATUSES, of_status, outlets_of
from detector.reporting.summary import appeared, timeline
from detector.rules import RULES

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@cache
def page_template() -> Template:
    """The compiled template."""
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
        day=labels.day,
        web_address=labels.web_address,
        many=labels.many,
        reports=labels.reports,
        why_settled=labels.why_settled,
        language=_language,
        json=lambda value: json.dumps(value, ensure_ascii=False),
        finding_anchor=anchors.finding_anchor,
        group_anchor=anchors.group_anchor,
        article_anchor=anchors.article_anchor,
    )
    environment.globals.update(
        segments=segments,
        timeline=timeline,
        others=labels.others,
        title_of=labels.title_of,
        carriers=labels.carriers,
        copied=labels.copied,
        shared_passage=labels.shared_passage,
        sentence_anchor=anchors.sentence_anchor,
        paragraphs=paragraphs,
        outlets_of=outlets_of,
        of_status=of_status,
        statuses=STATUSES,
        appeared=appeared,
        relations=RELATIONS,
        kinds=KINDS,
        rules=RULES,
        page_size=PAGE_SIZE,
        policy=content_security_policy,
        # Our own files, the same for every result.
        style=Markup(_text("report.css")),  # noqa: S704
        script=Markup(_text("report.js")),  # noqa: S704
    )
    return environment.get_template("report.html")


def content_security_policy(served: bool) -> str:
    """The Content-Security-Policy: our style and our script by their digests, nothing else.

    Parameters
    ----------
    served : bool
        Whether the page's form and script may ask the server that the page came from.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src 'sha256-{_digest('report.css')}'",
            f"script-src 'sha256-{_digest('report.js')}'",
            "base-uri 'none'",
            *(("form-action 'self'", "connect-src 'self'") if served else ("form-action 'none'",)),
        )
    )


@cache
def _text(name: str) -> str:
    return (files("detector.reporting") / "templates" / name).read_text("utf-8")


@cache
def _digest(name: str) -> str:
    return base64.b64encode(hashlib.sha256(_text(name).encode()).digest()).decode()


def _language(article: Article) -> str | None:
    """The language if it can stand in a ``lang`` attribute."""
    given = article.language or ""
    return given if _LANGUAGE.fullmatch(given) else None
