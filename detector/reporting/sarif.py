"""SARIF 2.1.0 for code scanning: a result a finding, a note a set of copies.

Both sentences are locations of a result, the left one first; the right one is a related
location as well, since many viewers show the first location only.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from detector.article import Article
from detector.detection import Detection, Disagreement, DuplicateSet, Problem, Quote
from detector.reporting.labels import carriers, headline, outlet
from detector.reporting.places import lines_of, uri_of
from detector.reporting.quoting import encodable, visible
from detector.rules import RULES, Rule

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

_RULE_INDEX = {code: index for index, code in enumerate(RULES)}

Json = dict[str, Any]


def render(detection: Detection) -> bytes:
    """Return one SARIF log with one run, UTF-8."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(detection)]}
    return (encodable(json.dumps(log, indent=2, ensure_ascii=False)) + "\n").encode()


def _run(detection: Detection) -> Json:
    driver: Json = {"name": "detector", "rules": [_rule(rule) for rule in RULES.values()]}
    if detection.version:
        driver["version"] = detection.version
    return {
        "tool": {"driver": driver},
        # Our offsets count characters, not UTF-16 units.
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_notification(p) for p in detection.problems],
            }
        ],
        "results": [
            *(_disagreement(finding, detection) for finding in detection.disagreements),
            *(_copies(found, detection) for found in detection.duplicates),
        ],
        "properties": {
            "settings": dict(detection.settings),
            "models": [
                {"name": model.name, "role": model.role, "sha256": model.digest}
                for model in detection.models
            ],
        },
    }


def _rule(rule: Rule) -> Json:
    first_paragraph = rule.help.split("\n\n", 1)[0]
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.description},
        "fullDescription": {"text": f"{rule.description} {first_paragraph}"},
        "help": {"text": rule.help},
        "defaultConfiguration": {"level": rule.level},
    }


def _disagreement(finding: Disagreement, detection: Detection) -> Json:
    left, right = (
        _sentence(quote, detection.article_by_id[quote.article_id])
        for quote in (finding.left, finding.right)
    )
    return {
        **_result(finding.code, finding.explanation, finding.fingerprint),
        "locations": [left, right],
        "relatedLocations": [{"id": 1, **right}],
        "rank": round(100 * finding.score, 2),
        "properties": {
            "kind": finding.kind,
            "relation": finding.relation,
            "score": finding.score,
            "groupId": finding.group_id,
        },
    }


def _copies(found: DuplicateSet, detection: Detection) -> Json:
    articles = [detection.article_by_id[article_id] for article_id in found.article_ids]
    original = articles[0]
    located = [_location(article, headline(article)) for article in articles]
    return {
        **_result(
            found.code,
            f"{RULES[found.code].description} {outlet(original)}: {headline(original)}. "
            f"Carried by {carriers(found, detection)}.",
            found.fingerprint,
        ),
        "locations": located[:1],
        "relatedLocations": [
            {"id": number, **location} for number, location in enumerate(located[1:], start=1)
        ],
        "properties": {
            "kind": found.kind,
            "similarity": found.similarity,
            "evidence": [asdict(evidence) for evidence in found.evidence],
        },
    }


def _result(code: str, text: str, fingerprint: str) -> Json:
    return {
        "ruleId": code,
        "ruleIndex": _RULE_INDEX[code],
        "level": RULES[code].level,
        "message": _message(text),
        "partialFingerprints": {"detector/v1": fingerprint},
    }


def _sentence(quote: Quote, article: Article) -> Json:
    speaker = f", quoting {quote.speaker}" if quote.speaker else ""
    location = _location(article, f"{outlet(article)}{speaker}: {quote.text}", quote.text)
    location["properties"] = {
        "articleId": quote.article_id,
        "field": quote.field,
        "charOffset": quote.start,
        "charLength": quote.end - quote.start,
        "also": list(quote.also),
    }
    return location


def _location(article: Article, text: str, snippet: str | None = None) -> Json:
    logical = {"name": article.id, "fullyQualifiedName": str(article.place or article.id)}
    location: Json = {"message": _message(text), "logicalLocations": [logical]}
    uri = uri_of(article.place, article.url)
    if uri is not None:
        # Code scanning refuses a location without a line; where an article's is not known,
        # the first stands for the whole file.
        first, last = lines_of(article, snippet or "") or (1, 1)
        region: Json = {"startLine": first}
        if last > first:
            region["endLine"] = last
        if snippet is not None:
            region["snippet"] = {"text": snippet}
        location["physicalLocation"] = {"artifactLocation": {"uri": uri}, "region": region}
    return location


def _notification(problem: Problem) -> Json:
    notification: Json = {
        "level": "warning" if problem.lost else "note",
        "message": _message(str(problem)),
    }
    uri = uri_of(problem.place)
    if uri is not None:
        physical: Json = {"artifactLocation": {"uri": uri}}
        if problem.place.line:
            physical["region"] = {"startLine": problem.place.line}
        notification["locations"] = [{"physicalLocation": physical}]
    return notification


def _message(text: str) -> Json:
    """Escape what SARIF reads as links and placeholders (sections 3.11.5 and 3.11.6)."""
    escaped = visible(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": escaped.replace("{", "{{").replace("}", "}}")}
