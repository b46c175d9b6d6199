"""JUnit XML: a suite for each group of several articles, a test case for each disagreement.

Contradictions and disputes are failures, and so is all else that fails the gate, copies too;
other updates and what is waived or known are skipped; a group without any is one passing case.
Other copies are named in the output of their suite.  What could not be read is an error of the
suite ``reading``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from xml.etree import ElementTree as ET

from detector.detection import Detection, Disagreement, DuplicateSet, Problem, Quote, Settled
from detector.reporting.labels import headline, others, outlet, title_of, when, why_settled
from detector.reporting.quoting import visible
from detector.reporting.summary import Story, stories
from detector.rules import rule_for


def render(detection: Detection) -> bytes:
    """Return the XML document, UTF-8, that Jenkins' and Surefire's readers understand."""
    root = ET.Element("testsuites", name="detector")
    failing = _failing(detection)
    for story in stories(detection):
        root.append(_group(story, detection, failing))
    if detection.problems:
        cases = [_problem(problem) for problem in detection.problems]
        root.append(_suite("reading", "reading", cases))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _failing(detection: Detection) -> frozenset[str]:
    """The fingerprints of what fails the gate."""
    settings = detection.settings
    found = detection.failing(settings.get("fail_on", "dispute"), settings.get("updates", "show"))
    return frozenset(finding.fingerprint for finding in found)


def _group(story: Story, detection: Detection, failing: Collection[str]) -> ET.Element:
    group = story.group
    cases = [
        _disagreement(
            finding,
            detection,
            skip=finding.relation == "update" and finding.fingerprint not in failing,
        )
        for finding in story.findings
    ]
    copies = [found for found in group.duplicates if found.fingerprint in failing]
    cases += [_failed_copies(found, group.id, detection) for found in copies]
    cases += [case for settled in story.settled for case in _settled(settled, detection)]
    if not cases:
        cases = [_case("the reports agree", group.id)]
    suite = _suite(title_of(group, detection), group.id, cases)
    lines = [_copies(found, detection) for found in group.duplicates if found not in copies]
    if lines:
        ET.SubElement(suite, "system-out").text = "\n".join(lines)
    return suite


def _suite(name: str, id: str, cases: Iterable[ET.Element]) -> ET.Element:
    suite = ET.Element("testsuite", name=visible(name), id=visible(id))
    suite.extend(cases)
    for count, path in (
        ("tests", "testcase"),
        ("failures", "testcase/failure"),
        ("errors", "testcase/error"),
        ("skipped", "testcase/skipped"),
    ):
        suite.set(count, str(len(suite.findall(path))))
    return suite


def _case(name: str, classname: str) -> ET.Element:
    return ET.Element("testcase", name=visible(name), classname=visible(classname))


def _disagreement(finding: Disagreement, detection: Detection, skip: bool = False) -> ET.Element:
    explanation = visible(finding.explanation)
    case = _case(f"{finding.code} {explanation} [{finding.fingerprint}]", finding.group_id)
    outcome = "skipped" if skip else "failure"
    details = ET.SubElement(case, outcome, type=finding.code, message=explanation)
    details.text = "\n".join(
        [
            f"{finding.relation}, {finding.kind}, score {finding.score:.2f}",
            *(_quoted(quote, detection) for quote in (finding.left, finding.right)),
        ]
    )
    return case


def _settled(settled: Settled, detection: Detection) -> Iterator[ET.Element]:
    """The case of a settled disagreement; copies have no case of their own."""
    if isinstance(settled.finding, Disagreement):
        case = _disagreement(settled.finding, detection, skip=True)
        case[0].set("message", why_settled(settled))
        yield case


def _quoted(quote: Quote, detection: Detection) -> str:
    article = detection.article_by_id[quote.article_id]
    also = f" (also {others(quote, detection)})" if quote.also else ""
    place = f" [{visible(str(article.place))}]" if article.place else ""
    return f"{outlet(article)}, {when(article)}{place}{also}: “{visible(quote.text)}”"


def _copies(found: DuplicateSet, detection: Detection) -> str:
    articles = [detection.article_by_id[article_id] for article_id in found.article_ids]
    names = ", ".join(f"{outlet(article)}: {headline(article)}" for article in articles)
    return f"{found.code} {names}"


def _failed_copies(found: DuplicateSet, group_id: str, detection: Detection) -> ET.Element:
    description = rule_for(found.code).description
    case = _case(f"{found.code} {description} [{found.fingerprint}]", group_id)
    failure = ET.SubElement(case, "failure", type=found.code, message=description)
    failure.text = _copies(found, detection)
    return case


def _problem(problem: Problem) -> ET.Element:
    case = _case(str(problem.place), "reading")
    if problem.lost:
        ET.SubElement(case, "error", type="problem", message=visible(problem.reason))
    else:
        ET.SubElement(case, "system-out").text = visible(problem.reason)
    return case
