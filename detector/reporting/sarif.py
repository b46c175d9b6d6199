"""SARIF 2.1.0 for code scanning: a result for each finding, a note for each set of copies.

Both sentences are locations of a result, the left one first; the right one is a related
location as well, linked from the message, since many viewers show the first location only.
What is waived is suppressed; with a baseline, results are new, unchanged or absent.

What GitHub asks for beyond the standard is in "SARIF support for code scanning" of its
documentation.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from detector.article import Article, Place
from detector.detection import (
    Detection,
    Disagreement,
    DuplicateSet,
    Finding,
    Problem,
    Quote,
    Settled,
)
from detector.reporting.labels import carriers, headline, outlet
from detector.reporting.places import Region, region_of, uri_of
from detector.reporting.quoting import encodable, visible
from detector.rules import RULES, Level, Rule, rule_for
from detector.settlement import Gone, Waiver

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)

#: What relative addresses are relative to; GitHub takes it for the root of the repository.
_ROOT = "%SRCROOT%"

#: GitHub refuses a file with more results, and shows no more locations of one result.
_MOST_RESULTS = 25_000
_MOST_LOCATIONS = 100

_SEVERITIES: dict[Level, str] = {"error": "error", "warning": "warning", "note": "recommendation"}

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
    results = _results(detection)
    notifications = [_notification(problem) for problem in detection.problems]
    if len(results) > _MOST_RESULTS:
        notifications.append(_left_out(len(results) - _MOST_RESULTS))
    return {
        "tool": {"driver": driver},
        # Our offsets count characters, not UTF-16 units.
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The folder in which detector was run."}}
        },
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": results[:_MOST_RESULTS],
        "properties": {
            "settings": dict(detection.settings),
            "models": [
                {"name": model.name, "role": model.role, "sha256": model.digest}
                for model in detection.models
            ],
        },
    }


def _results(detection: Detection) -> list[Json]:
    """The open findings first, best first, then what is settled and what is gone."""
    compared = detection.gone is not None
    new = {"baselineState": "new"} if compared else {}
    return [
        *({**_found(finding, detection), **new} for finding in detection.findings),
        *(_settled(settled, detection, compared) for settled in detection.settled),
        *map(_gone, detection.gone or ()),
    ]


def _found(finding: Finding, detection: Detection) -> Json:
    if isinstance(finding, Disagreement):
        return _disagreement(finding, detection)
    return _copies(finding, detection)


def _settled(settled: Settled, detection: Detection, compared: bool) -> Json:
    result = _found(settled.finding, detection)
    if compared:
        result["baselineState"] = "unchanged" if settled.known else "new"
    if settled.waiver is not None:
        result["suppressions"] = [_suppression(settled.waiver)]
    return result


def _suppression(waiver: Waiver) -> Json:
    suppression: Json = {
        "kind": "inSource" if waiver.origin == "article" else "external",
        "status": "accepted",
        "justification": visible(waiver.reason) or f"waived by {waiver.place}",
    }
    if physical := _physical(waiver.place):
        suppression["location"] = {"physicalLocation": physical}
    return suppression


def _gone(gone: Gone) -> Json:
    """What is gone stands in no article any more, but in the baseline."""
    text = f"Gone, to be removed from the baseline: {gone.description}"
    return {
        **_result(rule_for(gone.code).code, text, gone.fingerprint),
        "level": "note",
        "baselineState": "absent",
        "locations": [{"physicalLocation": _physical(gone.place)}],
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
        "properties": {
            "tags": [rule.name],
            # How often the findings are right, as the benchmarks of the README measure it.
            "precision": "very-high" if rule.code.startswith("DUP") else "medium",
            "problem.severity": _SEVERITIES[rule.level],
        },
    }


def _disagreement(finding: Disagreement, detection: Detection) -> Json:
    left, right = (
        _sentence(quote, detection.article_by_id[quote.article_id])
        for quote in (finding.left, finding.right)
    )
    result = _result(finding.code, finding.explanation, finding.fingerprint)
    # The one link that code scanning follows: to the related location below.
    result["message"]["text"] += " See [the other report](1)."
    return {
        **result,
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
    located = [_location(article, headline(article)) for article in articles[:_MOST_LOCATIONS]]
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
        # GitHub reads the second name only; were it left out, GitHub would make one from
        # the line, and two findings about one sentence would be one alert.
        "partialFingerprints": {
            "detector/v1": fingerprint,
            "primaryLocationLineHash": fingerprint,
        },
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
        region = _region(region_of(article, snippet or "") or Region(1, 1))
        if snippet is not None:
            region["snippet"] = {"text": snippet}
        location["physicalLocation"] = {"artifactLocation": _artifact(uri), "region": region}
    return location


def _region(region: Region) -> Json:
    written: Json = {"startLine": region.first_line}
    if region.last_line > region.first_line:
        written["endLine"] = region.last_line
    if region.first_column is not None and region.last_column is not None:
        written |= {"startColumn": region.first_column, "endColumn": region.last_column}
    return written


def _artifact(uri: str) -> Json:
    relative = not urlsplit(uri).scheme and not uri.startswith("../")
    return {"uri": uri, "uriBaseId": _ROOT} if relative else {"uri": uri}


def _physical(place: Place) -> Json | None:
    uri = uri_of(place)
    if uri is None:
        return None
    return {"artifactLocation": _artifact(uri), "region": {"startLine": place.line or 1}}


def _notification(problem: Problem) -> Json:
    notification: Json = {
        "level": "warning" if problem.lost else "note",
        "message": _message(str(problem)),
    }
    if physical := _physical(problem.place):
        notification["locations"] = [{"physicalLocation": physical}]
    return notification


def _left_out(count: int) -> Json:
    text = f"{count} results are left out: code scanning takes {_MOST_RESULTS} of a run"
    return {"level": "warning", "message": _message(text)}


def _message(text: str) -> Json:
    """Escape what SARIF reads as links and placeholders (sections 3.11.5 and 3.11.6)."""
    escaped = visible(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return {"text": escaped.replace("{", "{{").replace("}", "}}")}
