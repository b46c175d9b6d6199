"""The gold files against the articles, read with code that shares nothing with the readers."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree, html

from detector.detection import KINDS, RELATIONS

FIXTURES = Path(__file__).parent.parent / "fixtures"
STORIES = sorted(path.stem for path in (FIXTURES / "gold").glob("*.yaml"))
SIDES = ("left", "right")

# An edited or abridged copy takes at least this share of its words from the original.
LEAST_KEPT = 0.6


@dataclass(frozen=True)
class Written:
    """What stands in the file of an article."""

    name: str
    title: str
    text: str


def test_every_corpus_has_gold_and_every_gold_a_corpus() -> None:
    corpora = sorted(path.name.split(".")[0] for path in (FIXTURES / "articles").iterdir())
    assert corpora == STORIES


def test_names_are_unique_over_all_stories() -> None:
    counts = Counter(name for story in STORIES for name in articles_of(story))
    assert [name for name, count in counts.items() if count > 1] == []


def test_a_third_of_the_stories_is_set_apart() -> None:
    halves = Counter(gold_of(story)["half"] for story in STORIES)
    assert set(halves) == {"tuning", "test"}
    assert 0.3 <= halves["test"] / len(STORIES) <= 0.4
    assert gold_of("libya-moscow-talks")["half"] == "tuning"


def test_there_are_at_least_as_many_traps_as_disagreements() -> None:
    for half in ("tuning", "test"):
        golds = [gold for story in STORIES if (gold := gold_of(story))["half"] == half]
        assert sum(len(g["traps"]) for g in golds) >= sum(len(g["disagreements"]) for g in golds)


def test_both_halves_hold_every_kind_and_relation() -> None:
    for half in ("tuning", "test"):
        rows = [d for s in STORIES if gold_of(s)["half"] == half for d in disagreements_of(s)]
        assert {row["kind"] for row in rows} == set(KINDS)
        assert {row["relation"] for row in rows} == set(RELATIONS)


@pytest.mark.parametrize("story", STORIES)
def test_gold_has_the_documented_shape(story: str) -> None:
    gold = gold_of(story)
    assert set(gold) == {"half", "groups", "copies", "disagreements", "traps"}
    assert all(set(group) == {"articles"} for group in gold["groups"])
    assert all(set(copies) == {"kind", "articles"} for copies in gold["copies"])
    for row in gold["disagreements"]:
        assert set(row) == {"kind", "relation", "slot", *SIDES}
        assert row["kind"] in KINDS
        assert row["relation"] in RELATIONS
        assert row["slot"]
    for trap in gold["traps"]:
        assert set(trap) == {*SIDES, "why"}
        assert trap["why"]


@pytest.mark.parametrize("story", STORIES)
def test_every_article_is_in_exactly_one_group(story: str) -> None:
    grouped = Counter(name for group in groups_of(story) for name in group)
    assert grouped == Counter(list(articles_of(story)))


@pytest.mark.parametrize("story", STORIES)
def test_quotes_are_exact(story: str) -> None:
    for quote in quotes_of(story):
        article = articles_of(story)[quote["article"]]
        sentence = quote["sentence"]
        assert sentence == sentence.strip()
        assert sentence in article.title or sentence in article.text, (article.name, sentence)


@pytest.mark.parametrize("story", STORIES)
def test_the_sides_of_a_disagreement_share_a_group_but_no_sentence(story: str) -> None:
    for row in disagreements_of(story):
        left, right = ({(q["article"], q["sentence"]) for q in row[side]} for side in SIDES)
        assert left
        assert right
        assert not left & right, row["slot"]
        named = {article for article, _ in left | right}
        assert any(named <= set(group) for group in groups_of(story)), row["slot"]


@pytest.mark.parametrize("story", STORIES)
def test_traps_lie_between_two_articles_and_are_no_disagreement(story: str) -> None:
    for trap in gold_of(story)["traps"]:
        left, right = trap["left"], trap["right"]
        assert left["article"] != right["article"], trap["why"]
        for row in disagreements_of(story):
            for one, other in ((left, right), (right, left)):
                assert not (one in row["left"] and other in row["right"]), trap["why"]


@pytest.mark.parametrize("story", STORIES)
def test_copies_are_copies(story: str) -> None:
    for copies in gold_of(story)["copies"]:
        assert any(set(copies["articles"]) <= set(group) for group in groups_of(story))
        original, *others = (articles_of(story)[name] for name in copies["articles"])
        assert others
        for other in others:
            same = (original.title, original.text) == (other.title, other.text)
            assert same == (copies["kind"] == "exact")
            assert kept(original.text, other.text) >= LEAST_KEPT


def kept(original: str, copy: str) -> float:
    """Share of a copy's runs of four words that stand in the original."""
    first, second = (
        {tuple(words[i : i + 4]) for i in range(len(words) - 3)}
        for words in (original.split(), copy.split())
    )
    return len(first & second) / len(second)


def groups_of(story: str) -> list[list[str]]:
    return [group["articles"] for group in gold_of(story)["groups"]]


def disagreements_of(story: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = gold_of(story)["disagreements"]
    return rows


def quotes_of(story: str) -> Iterator[dict[str, str]]:
    gold = gold_of(story)
    for row in gold["disagreements"]:
        yield from row["left"] + row["right"]
    for trap in gold["traps"]:
        yield from (trap[side] for side in SIDES)


@cache
def gold_of(story: str) -> dict[str, Any]:
    gold: dict[str, Any] = yaml.safe_load((FIXTURES / "gold" / f"{story}.yaml").read_text("utf-8"))
    return gold


@cache
def articles_of(story: str) -> dict[str, Written]:
    articles = FIXTURES / "articles"
    (path,) = (p for p in articles.iterdir() if p.name.split(".")[0] == story)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    written = [article for file in files for article in READ[file.suffix](file)]
    return {article.name: article for article in written}


def read_lines(path: Path) -> Iterator[Written]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    for line in data.decode("utf-8").splitlines():
        row = json.loads(line)
        yield Written(row["id"], row["title"], row["text"])


def read_json(path: Path) -> Iterator[Written]:
    data = json.loads(path.read_text("utf-8"))
    for row in data["items"] if isinstance(data, dict) else data:
        text = row["text"] if "text" in row else paragraphs(row["content_html"])
        yield Written(row["id"], row["title"], text)


def read_table(path: Path) -> Iterator[Written]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","):
            yield Written(
                row["id"], row.get("title") or row["headline"], row.get("text") or row["body"]
            )


def read_parquet(path: Path) -> Iterator[Written]:
    parquet = pytest.importorskip("pyarrow.parquet")
    for row in parquet.read_table(path).to_pylist():
        yield Written(row["id"], row["title"], row["text"])


def read_feed(path: Path) -> Iterator[Written]:
    for entry in etree.parse(path).xpath("//*[local-name()='item' or local-name()='entry']"):
        values = {etree.QName(child).localname: child.text or "" for child in entry}
        about = next((v for k, v in entry.attrib.items() if k.endswith("about")), None)
        name = about or values.get("guid") or values["id"]
        yield Written(name, values["title"], paragraphs(values.get("encoded") or values["content"]))


def read_headed(path: Path) -> Iterator[Written]:
    text = path.read_text("utf-8").removeprefix("---\n")
    head, rest = re.split(r"\n(?:---\n)?\n", text, maxsplit=1)
    values = dict(line.lower().split(": ", 1) for line in head.splitlines())
    title, body = rest.split("\n\n", 1)
    yield Written(values["id"], title.removeprefix("# "), body)


def read_page(path: Path) -> Iterator[Written]:
    page = html.fromstring(path.read_bytes())
    (address,) = page.xpath("//link[@rel='canonical']/@href")
    (title,) = page.xpath("//article/h1/text()")
    yield Written(address, title, "\n".join(page.xpath("//article/p/text()")))


def paragraphs(markup: str) -> str:
    return "\n".join(p.text_content() for p in html.fromstring(f"<div>{markup}</div>").iter("p"))


READ: dict[str, Callable[[Path], Iterator[Written]]] = {
    **dict.fromkeys((".jsonl", ".gz"), read_lines),
    ".json": read_json,
    **dict.fromkeys((".csv", ".tsv"), read_table),
    ".parquet": read_parquet,
    **dict.fromkeys((".rss", ".atom", ".rdf"), read_feed),
    **dict.fromkeys((".txt", ".md"), read_headed),
    ".html": read_page,
}
