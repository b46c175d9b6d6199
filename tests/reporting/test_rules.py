from __future__ import annotations

import re

import pytest

from detector.detection import Detection
from detector.rules import RULES, rule_for


def test_every_code_of_a_result_has_a_rule(detection: Detection) -> None:
    codes = {finding.code for finding in detection.disagreements}
    assert len(codes) == 18
    assert set(RULES) == codes | {"DUP101", "DUP102", "DUP103", "DUP104"}


def test_rules_say_what_their_code_says(detection: Detection) -> None:
    levels = {"contradiction": "error", "dispute": "warning", "update": "note"}
    for finding in detection.disagreements:
        rule = rule_for(finding.code)
        assert rule.code == finding.code
        assert rule.name == finding.kind.capitalize() + finding.relation.capitalize()
        assert rule.level == levels[finding.relation]


def test_rules_explain_themselves() -> None:
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert len({rule.help for rule in RULES.values()}) == len(RULES)
    for rule in RULES.values():
        assert re.fullmatch(r"[^\n]+\.", rule.description)
        assert "Example: " in rule.help


def test_unknown_code() -> None:
    with pytest.raises(ValueError, match=r"no rule has the code 'CON999'; there are: DUP101,"):
        rule_for("CON999")
