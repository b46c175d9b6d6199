"""Which labelled sets the inference weights are trained on, and how each is read.

Only files named ``*.train`` or ``*.dev`` are read, never a ``*.test`` file, and none
of the sets that the model card reports on.  Sets under a non-commercial licence
(ImpPres, SICK, SciFact, ANLI, XNLI) are left out of what ships.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: The order of every probability vector in this package.
CLASSES = ("entailment", "neutral", "contradiction")

Target = tuple[float, float, float]

_ONE_HOT: Mapping[str, Target] = {
    "entailment": (1.0, 0.0, 0.0),
    "neutral": (0.0, 1.0, 0.0),
    "contradiction": (0.0, 0.0, 1.0),
}


@dataclass(frozen=True)
class Example:
    """A sentence pair to learn from.

    Attributes
    ----------
    premise, hypothesis : str
    gold : tuple of float
        Probabilities in the order of `CLASSES`.
    origin : str
        The name of the set it came from.
    """

    premise: str
    hypothesis: str
    gold: Target
    origin: str


@dataclass(frozen=True)
class TrainingSet:
    """One labelled file and what is taken from it.

    `relabel` maps a label of the file to the label trained on; a label that is mapped
    to None is left out.  The mined "contradictions" of the ``semiauto_sim_*`` files
    are mostly unrelated events, hence neutral.
    """

    name: str
    licence: str
    at_most: int | None = None
    relabel: Mapping[str, str | None] = field(default_factory=dict)


_MINED = {"contradiction": "neutral"}

GOLD_SETS: tuple[TrainingSet, ...] = (
    TrainingSet("linginloop_baseline.train", "MultiNLI premises, no licence stated"),
    TrainingSet("linginloop_lots.train", "MultiNLI premises, no licence stated"),
    TrainingSet("linginloop_litl.train", "MultiNLI premises, no licence stated"),
    TrainingSet("cad_snli_revised.train", "Apache-2.0 over CC-BY-SA 4.0"),
    TrainingSet("snli.dev", "CC-BY-SA 4.0"),
    TrainingSet("fever_dev_supp_ref.train", "CC-BY-SA 3.0"),
    TrainingSet("infotabs.train", "Apache-2.0", at_most=3000),
    TrainingSet("semiauto_base_news.train", "LDC Gigaword premises, no licence stated"),
    TrainingSet("semiauto_base_wiki.train", "CC-BY-SA 3.0"),
    TrainingSet("semiauto_sim_news.train", "LDC Gigaword", 2500, _MINED),
    TrainingSet("semiauto_sim_wiki.train", "CC-BY-SA 3.0", 1500, _MINED),
    TrainingSet("semiauto_translate_wiki.train", "CC-BY-SA 3.0", 1500, _MINED),
    TrainingSet("conjnli_adv.train", "MIT", at_most=5000),
    TrainingSet("emergent.train", "none stated"),
    TrainingSet("climate_fever.train", "none stated", at_most=1500),
    TrainingSet("healthver.dev", "none stated", at_most=1500),
    TrainingSet("scone.train", "CC0", at_most=2500),
    TrainingSet("monli_neg.train", "none stated", at_most=600),
    TrainingSet("hans_mnli_contradicting.train", "MIT"),
    TrainingSet("wanli_sample.train", "CC-BY 4.0"),
    TrainingSet("semfrag_negation.train", "none stated", at_most=400),
    TrainingSet("semfrag_counting.train", "none stated", at_most=400),
    TrainingSet("semfrag_comparative.train", "none stated", at_most=400),
    TrainingSet("semfrag_quantifier.train", "none stated", at_most=400),
    TrainingSet("semfrag_boolean.train", "none stated", at_most=400),
)

#: Held out from training: chooses the checkpoint and the learning rate, nothing else.
DEVELOPMENT_SETS = ("cad_snli_revised.dev", "conjnli.dev")

#: Sets whose premises must not be trained on, because figures are reported on them.
REPORTED_SETS = (
    "xnli_en.dev",
    "linginloop_baseline.val",
    "cad_snli_revised.test",
    "fever_symmetric.dev",
)


def read_pairs(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows (premise, hypothesis, label) of a ``.jsonl`` or ``.jsonl.gz`` file."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_gold(
    folder: Path, sets: Iterable[TrainingSet] = GOLD_SETS, seed: int = 0
) -> list[Example]:
    """Read the labelled sets below `folder`, without any pair that is evaluated on.

    A row is dropped when its premise is a premise of one of `REPORTED_SETS` or
    `DEVELOPMENT_SETS` (the SNLI development set shares premises with the
    counterfactual SNLI test set).
    """
    held_out = {
        _key(row["premise"])
        for name in REPORTED_SETS + DEVELOPMENT_SETS
        for row in read_pairs(folder / f"{name}.jsonl.gz")
    }
    examples: list[Example] = []
    for training_set in sets:
        rows = [
            row
            for row in read_pairs(folder / f"{training_set.name}.jsonl.gz")
            if _key(row["premise"]) not in held_out
        ]
        if training_set.at_most is not None and len(rows) > training_set.at_most:
            rows = random.Random(seed).sample(rows, training_set.at_most)
        for row in rows:
            label = training_set.relabel.get(row["label"], row["label"])
            if label is not None:
                examples.append(
                    Example(row["premise"], row["hypothesis"], _ONE_HOT[label], training_set.name)
                )
    return examples


def read_examples(path: Path) -> list[Example]:
    """Read all rows of a file as examples of a set of its name."""
    origin = path.name.split(".")[0]
    return [labelled(r["premise"], r["hypothesis"], r["label"], origin) for r in read_pairs(path)]


def labelled(premise: str, hypothesis: str, label: str, origin: str) -> Example:
    """Make an example with one certain label."""
    return Example(premise, hypothesis, _ONE_HOT[label], origin)


def _key(text: str) -> str:
    return " ".join(text.lower().split())
