"""Fit the score of clashes: ``python -m detector.contrast.train.calibrate LABELS FOLDER``.

LABELS is ``benchmarks/labels/sentence_pairs.jsonl``; FOLDER holds the news it points into
(``events/*.jsonl.gz``, ``contra/*.jsonl.gz``).  Slots and judged clashes lie beside LABELS.  Every
clash among the labelled pairs and in the stories read is described by its features; logistic
regressions with and without inference are fitted on them, cross-validated by story, and written
to ``score.json``.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from detector.article import normalise
from detector.contrast.classifier import ContradictionClassifier
from detector.contrast.contraster import Classifier, Contraster
from detector.contrast.pairs import SentencePair, reading_order
from detector.contrast.reading import read_sentences
from detector.contrast.score import FILE, Candidate, features
from detector.contrast.train.judged import (
    ClashKey,
    ReadStory,
    Row,
    clash_keys,
    is_listed,
    judged_clashes,
    judged_rows,
    listed_sides,
    listed_stories,
)
from detector.contrast.train.stories import reported_articles
from detector.embedding import TextEncoder
from detector.readers import read_articles

#: In stories that were read, clashes come at their natural frequency.
LISTED_WEIGHT = 2.0
#: Our own corpora are few, but every disagreement in them is known.
FIXTURE_WEIGHT = 3.0


#: The contraster for a story, by its name.
ContrasterOf = Callable[[str], Contraster]


@dataclass(frozen=True)
class LabelledPair:
    """Two sentences, and whether a reader sees a disagreement between them."""

    pair: SentencePair
    right: bool
    story: str
    weight: float


@dataclass(frozen=True)
class LabelledCandidate:
    """A clash and whether a reader found it right; stories are never split over folds."""

    candidate: Candidate
    right: bool
    story: str
    weight: float


def labelled_pairs(rows: Sequence[Row], encoder: TextEncoder) -> list[LabelledPair]:
    """Read and embed the sentences of the judged pairs, as their whole articles have them."""
    articles = {article.id: article for row in rows for article, _ in (row.left, row.right)}
    read = {
        (article.id, normalise(sentence.text)): sentence
        for article in articles.values()
        for sentence in read_sentences([article])
    }
    found = []
    for row in rows:
        sides = [read.get((article.id, normalise(s.text))) for article, s in (row.left, row.right)]
        if sides[0] is not None and sides[1] is not None:  # None for a note of publication
            left, right = sorted((sides[0], sides[1]), key=reading_order)
            found.append((left, right, row))
    lefts = encoder.encode([left.text for left, _, _ in found])
    rights = encoder.encode([right.text for _, right, _ in found])
    return [
        LabelledPair(
            SentencePair(left, right, float(a @ b)), row.right_to_report, row.story, row.weight
        )
        for (left, right, row), a, b in zip(found, lefts, rights, strict=True)
    ]


def labelled_candidates(
    pairs: Sequence[LabelledPair], contraster_of: ContrasterOf
) -> list[LabelledCandidate]:
    """Find the clashes of labelled pairs."""
    by_story = defaultdict(list)
    for item in pairs:
        by_story[item.story].append(item)
    return [
        LabelledCandidate(candidate, item.right, story, item.weight)
        for story, items in by_story.items()
        for item, candidates in zip(
            items, contraster_of(story).clashes([item.pair for item in items]), strict=True
        )
        for candidate in candidates
    ]


def listed_candidates(
    stories: Sequence[ReadStory], judged: Mapping[ClashKey, bool], contraster_of: ContrasterOf
) -> list[LabelledCandidate]:
    """Judge every clash in stories that were read, by what was listed there or said of it.

    Clashes for one slot and pair of values become one finding, so they share one weight.  Where
    some of them are right, the others are left out: a reader notes some sentences of a side.
    Where a story was read in part, so is what nobody judged.
    """

    def verdict(candidate: Candidate) -> bool | None:
        keys = clash_keys(candidate.pair, candidate.clash.kind)
        return next((judged[key] for key in keys if key in judged), None)

    labelled = []
    for story in stories:
        sides, traps = listed_sides(story.slots), listed_sides(story.slots, right=False)
        found = defaultdict(list)
        for candidate in contraster_of(story.name).candidates(story.articles):
            clash = candidate.clash
            found[clash.kind, clash.slot, frozenset(clash.values)].append(candidate)
        for candidates in found.values():
            right = [c for c in candidates if is_listed(c.pair, sides) or verdict(c)]
            wrong = [
                c
                for c in candidates
                if not story.in_part or verdict(c) is False or is_listed(c.pair, traps)
            ]
            for candidate in right or wrong:
                weight = LISTED_WEIGHT / len(right or wrong)
                labelled.append(LabelledCandidate(candidate, bool(right), story.name, weight))
    return labelled


def fixture_candidates(folder: Path, contraster: Contraster) -> list[LabelledCandidate]:
    """Judge every clash in the tuning half of our own corpora by their gold files."""
    articles = read_articles(folder / "articles")
    by_name = {name: a for a in articles for name in (a.id, a.url) if name}
    labelled = []
    for path in sorted((folder / "gold").glob("*.yaml")):
        gold = yaml.safe_load(path.read_text("utf-8"))
        if gold["half"] != "tuning":
            continue
        sides = [
            [{(s["article"], s["sentence"]) for s in d[side]} for side in ("left", "right")]
            for d in gold["disagreements"] or []
        ]
        for group in gold["groups"]:
            members = [by_name[name] for name in group["articles"]]
            for candidate in contraster.candidates(members):
                said = [
                    {(n, s.text) for i in s.carriers for n in (i, by_name[i].url) if n}
                    for s in (candidate.pair.left, candidate.pair.right)
                ]
                right = any(
                    (said[0] & a and said[1] & b) or (said[0] & b and said[1] & a) for a, b in sides
                )
                labelled.append(
                    LabelledCandidate(candidate, right, f"fixtures:{path.stem}", FIXTURE_WEIGHT)
                )
    return labelled


def fit(labelled: Sequence[LabelledCandidate], regularisation: float = 0.01) -> dict[str, Any]:
    """Fit the score on labelled clashes.

    Parameters
    ----------
    labelled : sequence of LabelledCandidate
        All with inference, or none.
    regularisation : float
        The inverse strength ``C`` of the logistic regression.

    Returns
    -------
    dict
        ``coefficients`` and ``intercept`` for raw features, their ``features``, and what
        cross-validation by story measured.
    """
    described = [features(item.candidate) for item in labelled]
    rows = np.array([list(row.values()) for row in described])
    right = np.array([item.right for item in labelled])
    weights = np.array([item.weight for item in labelled])
    stories = np.array([item.story for item in labelled])
    predicted = np.zeros(len(rows))
    for chosen, held_out in GroupKFold(8).split(rows, right, stories):
        model = _fitted(rows[chosen], right[chosen], weights[chosen], regularisation)
        predicted[held_out] = model.predict_proba(rows[held_out])[:, 1]
    model = _fitted(rows, right, weights, regularisation)
    scaler, regression = model[0], model[1]
    coefficients = regression.coef_[0] / scaler.scale_
    intercept = regression.intercept_[0] - float(coefficients @ scaler.mean_)
    return {
        "features": list(described[0]),
        "coefficients": [round(float(value), 5) for value in coefficients],
        "intercept": round(float(intercept), 5),
        "clashes": len(labelled),
        "right": int(right.sum()),
        "expected_calibration_error": round(calibration_error(predicted, right, weights), 4),
        "by_threshold": _by_threshold(predicted, right, weights),
    }


def calibration_error(
    predicted: NDArray[np.float64],
    right: NDArray[np.bool_],
    weights: NDArray[np.float64],
    bins: int = 10,
) -> float:
    """Return the expected calibration error (Naeini et al. 2015) over equal-width bins."""
    index = np.minimum((predicted * bins).astype(int), bins - 1)
    total = 0.0
    for b in np.unique(index):
        inside = index == b
        share = weights[inside].sum() / weights.sum()
        gap = np.average(predicted[inside], weights=weights[inside]) - np.average(
            right[inside], weights=weights[inside]
        )
        total += share * abs(float(gap))
    return total


def _by_threshold(
    predicted: NDArray[np.float64], right: NDArray[np.bool_], weights: NDArray[np.float64]
) -> dict[str, list[float]]:
    """Cross-validated (precision, recall) of clashes at some thresholds."""
    table = {}
    for threshold in (0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8):
        said = predicted >= threshold
        hits = weights[said & right].sum()
        precision = hits / max(1e-9, weights[said].sum())
        table[str(threshold)] = [
            round(float(precision), 3),
            round(float(hits / weights[right].sum()), 3),
        ]
    return table


def _fitted(
    rows: NDArray[np.float64],
    right: NDArray[np.bool_],
    weights: NDArray[np.float64],
    regularisation: float,
) -> Pipeline:
    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=regularisation, max_iter=2000, random_state=0)
    )
    return model.fit(rows, right, logisticregression__sample_weight=weights)


def fit_both(
    labels: Path, folder: Path, fixtures: Path, adapted: Path | None, hold_out: bool
) -> dict[str, dict[str, Any]]:
    """Fit the score with and without inference, on judged stories and our own corpora.

    Parameters
    ----------
    labels, folder : Path
        As for `judged_rows`.
    fixtures : Path
    adapted : Path or None
        Where the stage ``adapt`` left the models that have not seen a fold of the stories;
        None to ask the shipped one about all of them.
    hold_out : bool
        Whether to leave out the stories that ``benchmarks/contradictions.py`` reports on.
    """
    encoder = TextEncoder()
    without = reported_articles(folder) if hold_out else frozenset()
    pairs = labelled_pairs(judged_rows(labels, folder, without), encoder)
    stories = listed_stories(labels, folder, without)
    judged = judged_clashes(labels, folder)
    inference = _inference_of(adapted)
    model = {}
    for name, classifier_of in (("with inference", inference), ("without", lambda story: None)):

        def contraster_of(story: str) -> Contraster:
            return Contraster(encoder.encode, classifier_of(story))  # noqa: B023

        model[name] = fit(
            [
                *labelled_candidates(pairs, contraster_of),
                *listed_candidates(stories, judged, contraster_of),
                *fixture_candidates(fixtures, contraster_of("fixtures")),
            ]
        )
    return model


def _inference_of(adapted: Path | None) -> Callable[[str], Classifier | None]:
    """Return what gives, for a story, the inference model that was not adapted on it."""
    shipped = ContradictionClassifier()
    if adapted is None:
        return lambda story: shipped
    fold_of = json.loads((adapted / "folds.json").read_text("utf-8"))
    folds = {
        fold: ContradictionClassifier(str(adapted / f"fold_{fold}" / "mean"))
        for fold in set(fold_of.values())
    }
    return lambda story: folds[fold_of[story]] if story in fold_of else shipped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `fit_both` takes."""
    parser.add_argument("labels", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fixtures", type=Path, default=Path("fixtures"))
    parser.add_argument(
        "--adapted", type=Path, help="where the stage adapt left the models of each fold"
    )
    parser.add_argument(
        "--hold-out",
        action="store_true",
        help="leave out the stories that benchmarks/contradictions.py reports on",
    )


def main() -> None:
    """Fit both models and write them; ``benchmarks/calibration.py`` prints what they reach."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_arguments(parser)
    model = fit_both(**vars(parser.parse_args()))
    FILE.write_text(json.dumps(model, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
