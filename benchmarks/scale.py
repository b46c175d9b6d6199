"""How do time and memory of grouping grow, from a thousand articles to a million?

    python benchmarks/scale.py SET... [--sizes N...] [--undated] [--copies] [--exact N]

SET are files of JSON lines with ``text`` (or ``update``), gzipped, from which articles are
made whose groups are known; see `corpus.py`.  Their vectors are made too; that they are
like those of the texts, and how long texts take to embed, is printed first.  Every size
runs in a process of its own; stages are those of `group_articles` as it is shipped.
The peer, ``sentence_transformers.util.community_detection``, sees the same vectors.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from corpus import Source, plan, read_sources, vectors, write
from metrics import b_cubed
from numpy.typing import NDArray

from detector.embedding import TextEncoder, VectorCache, embed_articles
from detector.grouping import clusterer, find_duplicates, groups, linkage, neighbours
from detector.settings import Settings

#: The parts of `group_articles` that are timed, where they are called, in order.
STAGES = {
    "terms": (groups, "article_terms"),
    "sorting": (clusterer, "_distinct"),
    "neighbours": (linkage, "nearest"),
    "pairs": (linkage, "probable"),
    "merging": (linkage, "merge"),
}
#: Cosine from which `community_detection` puts articles together: its default.
PEER_THRESHOLD = 0.75
#: Articles embedded to compare made vectors with those of the texts.
EMBEDDED = 500


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1000, 10_000, 100_000])
    parser.add_argument("--sources", type=int, default=3000, help="texts that are recombined")
    parser.add_argument("--undated", action="store_true")
    parser.add_argument("--copies", action="store_true", help="find copies too")
    parser.add_argument("--exact", type=int, default=neighbours.EXACT, help="compared exactly")
    parser.add_argument("--peer-limit", type=int, default=20_000, help="articles for the peer")
    parser.add_argument("--cache", type=Path, help="folder in which vectors are kept")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    sources = read_sources(given.sets)
    chosen = np.random.default_rng(0).permutation(len(sources))[: given.sources]
    sources = [sources[place] for place in np.sort(chosen)]
    encoder = TextEncoder(cache=VectorCache(given.cache) if given.cache else None)
    of_sources = encoder.encode([" ".join([s.title, *s.sentences]) for s in sources])
    if given.one:
        print(json.dumps(measure(given, sources, of_sources)))
        return
    compare_vectors(encoder, sources, of_sources)
    rows = [one_size(size) for size in given.sizes]
    show(rows)


def one_size(size: int) -> dict[str, Any]:
    """Measure one size in a process of its own."""
    command = [sys.executable, __file__, *sys.argv[1:], "--one", str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(row), flush=True)
    return row


def measure(
    given: argparse.Namespace, sources: Sequence[Source], of_sources: NDArray[np.float32]
) -> dict[str, Any]:
    """Group one corpus; return seconds and peak memory by stage, and the score."""
    neighbours.EXACT = given.exact
    planned = plan(given.one, len(sources))
    articles = list(write(planned, sources, dated=not given.undated))
    made = vectors(planned, of_sources)
    stages: dict[str, tuple[float, float]] = {}
    copies: Any = ()
    if given.copies:
        with timed(stages, "copies"):
            copies = find_duplicates(articles)
    for stage, (module, name) in STAGES.items():
        setattr(module, name, watched(stages, stage, getattr(module, name)))
    with timed(stages, "grouping"):
        found = groups.group_articles(articles, made, copies, Settings())
    group_of = {article_id: group.id for group in found for article_id in group.article_ids}
    events = planned.event.tolist()
    row = {
        "articles": len(articles),
        "stages": stages,
        "f1": b_cubed([group_of[article.id] for article in articles], events).f1,
    }
    if given.one <= given.peer_limit:
        row["peer"] = peer(made.astype(np.float32), events)
    return row


def peer(made: NDArray[np.float32], events: Sequence[int]) -> dict[str, float]:
    """Time and score the peer; what it leaves out is alone."""
    from sentence_transformers.util import community_detection

    began = time.perf_counter()
    found = community_detection(made, threshold=PEER_THRESHOLD, min_community_size=2)
    seconds = time.perf_counter() - began
    labels = list(range(len(made)))
    for community in found:
        for row in community:
            labels[row] = -1 - community[0]
    return {"seconds": seconds, "f1": b_cubed(labels, events).f1}


def watched(
    stages: dict[str, tuple[float, float]], stage: str, function: Callable[..., Any]
) -> Callable[..., Any]:
    """Wrap a function so that its time and memory are noted."""

    def run(*arguments: Any, **more: Any) -> Any:
        with timed(stages, stage):
            return function(*arguments, **more)

    return run


@contextmanager
def timed(stages: dict[str, tuple[float, float]], stage: str) -> Iterator[None]:
    """Note seconds, and the most memory in use in GiB while they ran.

    The peak counter of the process is set back by each stage, so an outer stage takes the
    largest of those inside.
    """
    before = set(stages)
    reset_peak()
    began = time.perf_counter()
    yield
    inner = [stages[name][1] for name in stages if name not in before]
    stages[stage] = (time.perf_counter() - began, max([peak(), *inner]))
    reset_peak()


def reset_peak() -> None:
    """Set the peak memory of this process back to what it uses now (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def peak() -> float:
    """Return the peak memory of this process in GiB (Linux)."""
    status = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 2**20


def compare_vectors(
    encoder: TextEncoder, sources: Sequence[Source], of_sources: NDArray[np.float32]
) -> None:
    """Print how fast texts are embedded, and how cosines of made vectors compare."""
    # Few leads, so that events with one lead occur.
    planned = plan(EMBEDDED, EMBEDDED // 10, seed=1)
    articles = list(write(planned, sources))
    began = time.perf_counter()
    embedded = embed_articles(encoder, articles)
    rate = EMBEDDED / (time.perf_counter() - began)
    print(f"embedding: {rate:.0f} articles/s (from the cache, if given and run before)")
    left, right = np.triu_indices(EMBEDDED, k=1)
    same = planned.event[left] == planned.event[right]
    lead = planned.lead[planned.event]
    one_lead = ~same & (lead[left] == lead[right])
    print("cosines, percentiles        1    10    50    90    99")
    for name, kind in (("event", same), ("lead", one_lead), ("other", ~same & ~one_lead)):
        for of, rows in (("texts", embedded), ("made", vectors(planned, of_sources))):
            rows = rows.astype(np.float32)
            cosine = np.einsum("ij,ij->i", rows[left[kind]], rows[right[kind]])
            spread = np.percentile(cosine, [1, 10, 50, 90, 99])
            print(f"  same {name:6} {of:8}" + "".join(f"{value:6.2f}" for value in spread))


def show(rows: Sequence[dict[str, Any]]) -> None:
    """Print seconds and GiB by stage, B-cubed F1, and how the whole grows."""
    names = list(rows[0]["stages"])
    print(f"{'articles':>10}" + "".join(f"{name:>18}" for name in names) + "      F1  peer: s, F1")
    for row in rows:
        cells = "".join(f"{s:10.1f} s {g:5.1f}G" for s, g in row["stages"].values())
        other = row.get("peer")
        note = f"  {other['seconds']:.1f}, {other['f1']:.3f}" if other else "  -"
        print(f"{row['articles']:10}{cells}   {row['f1']:.3f}{note}")
    large = [row for row in rows if row["articles"] >= 10_000]
    if len(large) > 1:
        sizes = np.log([row["articles"] for row in large])
        seconds = np.log([row["stages"]["grouping"][0] for row in large])
        print(f"grouping takes n^{np.polyfit(sizes, seconds, 1)[0]:.2f} from 10 000 articles on")


if __name__ == "__main__":
    main()
