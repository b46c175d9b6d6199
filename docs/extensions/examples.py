"""Examples that are worked out while the site is built, by the code they are examples of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import yaml

from detector import plugins
from detector.contrast import ContradictionClassifier
from detector.contrast.relation import relate
from detector.contrast.signals.base import Clash
from detector.contrast.signals.inference import LEAST_PROBABILITY
from docs.extensions.markdown import marked, plain, table
from tests.contrast.case_tables import (
    RELATION_CASES,
    SIGNAL_CASES,
    read_cases,
    sentence_pair,
    sentence_pair_on,
)


def signals(content: str) -> str:
    """The cases of the signal that is named: those that clash and why, and those that agree."""
    name = content.strip()
    compare = plugins.load("detector.signals", name)
    clashing, agreeing = [], []
    for case in read_cases(SIGNAL_CASES / f"{name}.yaml"):
        clash = compare(sentence_pair_on(case["left"], case["right"], case.get("dates")))
        if (clash is not None) != (case["verdict"] == "clash"):
            raise ValueError(f"the {name} signal does not give the verdict of its case: {case}")
        if clash is None:
            agreeing.append([_dated(plain(case[side]), case, side) for side in ("left", "right")])
        else:
            clashing.append(_explained(case, clash))
    return "\n".join(
        [
            table(("One report", "Another", "They clash, because"), clashing),
            table(("One report", "Another: they do not clash"), agreeing),
        ]
    )


def _explained(case: dict[str, Any], clash: Clash) -> list[str]:
    sides = {"left": clash.left, "right": clash.right}
    sentences = [_dated(marked(case[side], cues), case, side) for side, cues in sides.items()]
    return [*sentences, plain(clash.explanation)]


def _dated(sentence: str, case: dict[str, Any], side: str) -> str:
    if "dates" not in case:
        return sentence
    day = datetime.fromisoformat(case["dates"][side == "right"])
    return f"{sentence} (published on {day:%A} {day.day} {day:%B %Y})"


def relations(content: str) -> str:
    """How clashes relate, by time and by who is quoted."""
    start = datetime(2020, 1, 14, 8, tzinfo=UTC)
    rows = []
    for case in read_cases(RELATION_CASES):
        hours = case["hours"]
        published = (None, None) if hours is None else (start, start + timedelta(hours=hours))
        pair = sentence_pair(case["left"], case["right"], published)
        clash = plugins.load("detector.signals", case["signal"])(pair)
        if (relation := relate(pair, clash)) != case["relation"]:
            raise ValueError(f"the relation is {relation}, not that of its case: {case}")
        rows.append(
            (
                marked(case["left"], clash.left),
                marked(case["right"], clash.right),
                "not known" if hours is None else f"{hours}",
                relation or "none",
            )
        )
    return table(("Earlier report", "Later report", "Hours between", "Relation"), rows)


def inference(content: str) -> str:
    """What the inference model makes of sentence pairs, given as a YAML list of pairs."""
    pairs = [tuple(pair) for pair in yaml.safe_load(content)]
    classifier = ContradictionClassifier()
    verdicts = classifier.predict_proba(pairs), classifier.predict_proba([p[::-1] for p in pairs])
    return table(
        ("One report", "Another", "One way", "The other way", "Sure enough"),
        (
            (
                *map(plain, pair),
                *(f"{verdict[2]:.2f}" for verdict in both),
                "yes" if min(verdict[2] for verdict in both) >= LEAST_PROBABILITY else "no",
            )
            for pair, *both in zip(pairs, *verdicts, strict=True)
        ),
    )
