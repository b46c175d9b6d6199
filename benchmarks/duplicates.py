"""Copies against three peers: ``python benchmarks/duplicates.py FOLDER``.

FOLDER holds ``agnews_test``, ``bbc``, ``allsides_dated``, ``ecbplus_odd_topics``,
``fnc1_bodies`` and ``neardup_pairs``, each a ``.jsonl.gz``.

1. Planted copies: real articles, half of them with a copy that was edited or abridged,
   among independent reports of shared events, of which none is a copy.  Ours runs at its
   default; each peer runs at the threshold (and size of shingles) that suits the changes
   within bounds best, chosen on pools of another seed.  ``--tune`` prints that choice for
   ours.
2. Real copies: pairs that share five-word shingles, and independent reports.
3. Agencies: one report under two mastheads, each with its own attribution.
4. Articles a second.

The peers are left out where they are not installed: ``pip install datasketch rensa
semhash``.  semhash compares vectors; it is given those of our default model.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from metrics import Score, ratio
from planting import CHANGES, LENGTHS, WITHIN, Planter, Pool, read

from detector.article import Article, normalise
from detector.embedding import TextEncoder
from detector.grouping import find_duplicates
from detector.grouping.duplicates import NEAR

TUNING_SEED, REPORTED_SEED = 1, 2
GRID = [round(0.02 * step, 2) for step in range(10, 50)]
PERMUTATIONS = 128

Scored = list[tuple[float, int, int]]
#: Takes texts and a threshold; returns the pairs that reach it, each with its score.
Method = Callable[[Sequence[str], float], Scored]


def ours(texts: Sequence[str], threshold: float = NEAR) -> Scored:
    """Return each copy with its original."""
    articles = [Article(f"{number:06}", "", text) for number, text in enumerate(texts)]
    return [
        (each.containment, int(copies.article_ids[0]), int(each.article_id))
        for copies in find_duplicates(articles, threshold)
        for each in copies.evidence
    ]


def shingles(text: str, size: int) -> list[str]:
    """Return the runs of `size` words of a text."""
    words = re.findall(r"\w+", normalise(text))
    return [" ".join(words[place : place + size]) for place in range(len(words) - size + 1)]


def datasketch(size: int) -> Method:
    """MinHash LSH of datasketch, candidates checked by their estimated similarity."""

    def find(texts: Sequence[str], threshold: float) -> Scored:
        from datasketch import MinHash, MinHashLSH

        sketches = []
        index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        found = []
        for number, text in enumerate(texts):
            sketch = MinHash(num_perm=PERMUTATIONS)
            sketch.update_batch([shingle.encode() for shingle in shingles(text, size)])
            for other in index.query(sketch):
                found.append((sketches[other].jaccard(sketch), other, number))
            index.insert(number, sketch)
            sketches.append(sketch)
        return [each for each in found if each[0] >= threshold]

    return find


def rensa(size: int) -> Method:
    """R-MinHash LSH of rensa, candidates checked by their estimated similarity."""

    def find(texts: Sequence[str], threshold: float) -> Scored:
        from rensa import RMinHash, RMinHashLSH

        sketches = RMinHash.from_token_sets([shingles(t, size) for t in texts], PERMUTATIONS, 42)
        bands = PERMUTATIONS // (2 if threshold < 0.4 else 4)
        index = RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=bands)
        index.insert_many(sketches)
        found = [
            (sketches[other].jaccard(sketches[number]), other, number)
            for number, near in enumerate(index.query_all(sketches))
            for other in near
            if other < number
        ]
        return [each for each in found if each[0] >= threshold]

    return find


class Vectors:
    """The default model as semhash asks for it; each text is encoded once."""

    def __init__(self) -> None:
        self._encoder = TextEncoder()
        self._known: dict[str, np.ndarray] = {}

    def encode(self, inputs: Sequence[str], **_: object) -> np.ndarray:
        """Return a row a text."""
        missing = [text for text in dict.fromkeys(inputs) if text not in self._known]
        self._known |= dict(zip(missing, self._encoder.encode(missing), strict=True))
        return np.stack([self._known[text] for text in inputs])


def semhash(model: Vectors) -> Method:
    """Nearest neighbours by vectors, as semhash links them."""

    def find(texts: Sequence[str], threshold: float) -> Scored:
        from semhash import SemHash

        records = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
        result = SemHash.from_records(records, columns=["text"], model=model).self_deduplicate(
            threshold=threshold
        )
        return [
            (float(each.score), int(each.duplicate_of["id"]), int(each.record["id"]))
            for each in result.filtered
        ]

    return find


def peers(model: Vectors) -> dict[str, list[tuple[str, Method]]]:
    """The peers that are installed, each in its variants."""
    variants: dict[str, list[tuple[str, Method]]] = {
        "datasketch": [(f"{size}-word shingles", datasketch(size)) for size in (1, 2, 3)],
        "rensa": [(f"{size}-word shingles", rensa(size)) for size in (1, 2, 3)],
        "semhash": [("MiniLM vectors", semhash(model))],
    }
    return {name: each for name, each in variants.items() if find_spec(name)}


def score(found: Scored, pool: Pool, threshold: float = 0.0) -> Score:
    """Compare pairs with those that were planted."""
    pairs = {(min(i, j), max(i, j)) for value, i, j in found if value >= threshold}
    right = len(pairs & pool.planted)
    precision = right / len(pairs) if pairs else 1.0
    recall = right / len(pool.planted)
    total = precision + recall
    return Score(precision, recall, 2 * precision * recall / total if total else 0.0)


def pools(folder: Path, count: int, seed: int, changes: Sequence[str]) -> Iterator[Pool]:
    """Make the pools of both lengths."""
    for length in LENGTHS:
        planter = Planter(folder, length, count, seed)
        yield from (planter.pool(change) for change in changes)


def best_variant(
    variants: Sequence[tuple[str, Method]], tuning: Sequence[Pool]
) -> tuple[str, Method, float]:
    """Return the variant and the threshold of the highest mean F1."""
    scored = []
    for name, method in variants:
        found = [method(pool.texts, GRID[0]) for pool in tuning]
        for threshold in GRID:
            mean = np.mean([score(f, p, threshold).f1 for f, p in zip(found, tuning, strict=True)])
            scored.append((float(mean), name, threshold, method))
    _, name, threshold, method = max(scored, key=lambda each: each[0])
    return name, method, threshold


def tune(tuning: Sequence[Pool]) -> None:
    """Print what each threshold of ours finds in the pools for tuning."""
    print("threshold of ours: lowest recall and precision of the changes within bounds")
    for threshold in (0.6, 0.65, 0.7, 0.75, 0.8, 0.85):
        scores = [score(ours(pool.texts, threshold), pool) for pool in tuning]
        recall, precision = min(s.recall for s in scores), min(s.precision for s in scores)
        print(f"  {threshold:.2f}  R {recall:.3f}  P {precision:.3f}")


def planted(folder: Path, count: int, methods: dict[str, tuple[Method, float]]) -> None:
    """Print precision and recall of each method for each change."""
    print(f"\nplanted copies, {count} a row: recall / precision")
    print(f"{'':28}" + "".join(f"{name:>16}" for name in methods))
    for length, (words, _) in LENGTHS.items():
        planter = Planter(folder, length, count, REPORTED_SEED)
        for change in CHANGES:
            pool = planter.pool(change)
            cells = [score(find(pool.texts, least), pool) for find, least in methods.values()]
            row = "".join(f"{f'{cell.recall:.3f} / {cell.precision:.3f}':>16}" for cell in cells)
            print(f"{f'{words} words, {change}':28}{row}", flush=True)


def real(folder: Path, methods: dict[str, tuple[Method, float]]) -> None:
    """Print what is found of pairs that share shingles, and of independent reports."""
    pairs = read(folder / "neardup_pairs.jsonl.gz")
    for name in ("ecbplus_odd_topics", "fnc1_bodies", "bbc", "agnews_test", "allsides_dated"):
        rows = read(folder / f"{name}.jsonl.gz")
        place = {row["id"]: number for number, row in enumerate(rows)}
        known: dict[frozenset[int], str] = {
            frozenset((place[pair["a"]], place[pair["b"]])): pair["kind"]
            for pair in pairs
            if pair["set"] == name.removesuffix("_odd_topics") and pair["a"] in place
            if pair["b"] in place
        }
        kinds = Counter(known.values())
        print(f"\n{name}, {len(rows)} articles: of the pairs by five-word shingles found, others")
        for label, (find, least) in methods.items():
            found = {frozenset(p) for p in _together(find([r["text"] for r in rows], least))}
            got = Counter(known[pair] for pair in found if pair in known)
            shown = "  ".join(f"{kind} {ratio(got[kind], kinds[kind])}" for kind in sorted(kinds))
            print(f"  {label:14}{shown}  others {len(found - set(known))}", flush=True)


def _together(found: Scored) -> Iterator[tuple[int, int]]:
    """All pairs of an original, its copies, and their copies."""
    sets: dict[int, set[int]] = {}
    for _, i, j in found:
        merged = sets.get(i, {i}) | sets.get(j, {j})
        sets |= dict.fromkeys(merged, merged)
    yield from ((i, j) for i, members in sets.items() for j in members if i < j)


ATTRIBUTIONS = (
    ("LONDON, Jan 5 (Reuters) - {}", "{}\n\nReporting by Jane Doe; Editing by John Roe", "Reuters"),
    ("PARIS (AP) \u2014 {}", "{} The Associated Press contributed to this report.", "AP"),
    ("By Agence France-Presse\n{}", "{} (AFP)", "AFP"),
    ("{} (Xinhua)", "{}", "Xinhua"),
)

#: Articles that are signed already would be signed twice.
_SIGNED = re.compile(r"\b(?:reuters|ap|afp|upi|xinhua|bloomberg|dpa)\b", re.IGNORECASE)


def agencies(folder: Path, count: int) -> None:
    """Print how many reports under two mastheads are said to be syndicated, and by whom.

    Half of the articles stand under one masthead only, half of the copies are cut.
    """
    texts = Planter(folder, "short", 2 * count, REPORTED_SEED).pool("edited, 5%").texts
    unsigned = [text for text in texts[: 4 * count] if not _SIGNED.search(text)]
    articles, expected = [], {}
    for number, text in enumerate(unsigned[: 2 * count]):
        name = f"{number:05}"
        if number % 2:
            articles.append(Article(name, "", text, "Courier"))
            continue
        *forms, agency = ATTRIBUTIONS[number // 2 % len(ATTRIBUTIONS)]
        cut = text if number % 4 else " ".join(text.split()[:20])
        for form, body, outlet in zip(forms, (text, cut), ("Courier", "Herald"), strict=True):
            articles.append(Article(f"{name} {outlet}", "", form.format(body), outlet))
        expected[name] = agency
    named = {
        each.article_id.split()[0]: each.agency
        for copies in find_duplicates(articles)
        if copies.kind == "syndicated"
        for each in copies.evidence
    }
    right = sum(named.get(name) == agency for name, agency in expected.items())
    others = len(named.keys() - expected)
    print(
        f"\nsyndicated, with the right agency: {ratio(right, len(expected))}; "
        f"others so called: {others}"
    )


def speed(folder: Path, count: int, methods: dict[str, tuple[Method, float]]) -> None:
    """Print how many short articles each method takes a second, of time and of processor."""
    planter = Planter(folder, "short", count, REPORTED_SEED)
    texts = planter.pool("edited, 10%").texts
    print(f"\narticles a second, {len(texts)} articles")
    for name, (find, least) in methods.items():
        started, busy = perf_counter(), process_time()
        find(texts, least)
        seconds, busy = perf_counter() - started, process_time() - busy
        print(f"  {name:14}{len(texts) / seconds:8.0f} ({len(texts) / busy:.0f} by processor time)")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=300, help="copies planted in a pool")
    parser.add_argument("--tune", action="store_true", help="print the thresholds of ours, only")
    parser.add_argument("--without", nargs="*", default=[], help="peers to leave out")
    given = parser.parse_args()
    tuning = list(pools(given.folder, given.count // 2, TUNING_SEED, WITHIN))
    if given.tune:
        tune(tuning)
        return
    methods: dict[str, tuple[Method, float]] = {"detector": (ours, NEAR)}
    for name, variants in peers(Vectors()).items():
        if name not in given.without:
            variant, method, threshold = best_variant(variants, tuning)
            print(f"{name}: {variant}, threshold {threshold:.2f}", flush=True)
            methods[name] = (method, threshold)
    planted(given.folder, given.count, methods)
    real(given.folder, methods)
    agencies(given.folder, given.count)
    speed(given.folder, 3000, methods | ({"semhash": (semhash(Vectors()), methods["semhash"][1])}
                                         if "semhash" in methods else {}))  # fmt: skip


if __name__ == "__main__":
    main()
