"""Training pairs made from unlabelled news sentences.

`generated_pairs` are labelled by construction.  They depend on the articles and the seed
alone, not on the order in which the articles come.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

from detector.article import Article
from detector.contrast.language import parse
from detector.contrast.train.edits_clauses import detail_phrases
from detector.contrast.train.edits_compose import compose, edited_or_not, sentence_edits
from detector.contrast.train.edits_numbers import find_counts
from detector.contrast.train.edits_text import Edit, apply_edits
from detector.contrast.train.news_matching import (
    Match,
    NewsArticle,
    SentenceMatcher,
    shared_out,
)
from detector.contrast.train.sets import CLASSES, Example, labelled

#: Files that are not read: under a non-commercial licence, or without text of articles.
LEFT_OUT = frozenset({"agnews_test", "timelines_updates", "neardup_pairs", "gedikli_pairs"})

_SENTENCES_PARSED = 30_000
_SENTENCES_OF_ARTICLE = 12
_REAL_MATCHES_PARSED = 8_000


def read_events(folder: Path, without: Collection[str] = ()) -> list[NewsArticle]:
    """Read the articles of every ``*.jsonl.gz`` file of `folder`, sorted by file and id.

    Parameters
    ----------
    folder : Path
    without : collection of str
        Ids of articles to leave out, those that figures are reported on.

    Raises
    ------
    ValueError
        If a line is not a JSON object; the message names file and line.
    """
    articles: list[NewsArticle] = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        if name in LEFT_OUT:
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    row = json.loads(line)
                except json.JSONDecodeError as error:
                    raise ValueError(f"{path}:{number}: not a JSON object: {error}") from error
                articles += [a for a in _articles(name, row) if a.id not in without]
    return sorted(articles, key=lambda a: (a.file, a.id))


def _articles(file: str, row: dict[str, Any]) -> Iterator[NewsArticle]:
    """Yield the article of a row, or both articles of a row that pairs two."""
    if "a" in row and "b" in row:
        event = f"{file}:{row['id']}" if row.get("label") == "SAME" else None
        for side in ("a", "b"):
            title, _, body = row[side].partition("\n")
            # Lines are wrapped there; a paragraph begins with a space.
            body = re.sub(r"\n(?! )", " ", body)
            yield _article(f"{row['id']}_{side}", file, event, None, title, body)
    elif "text" in row:
        topic = (
            row.get("topic") if str(row.get("event")).startswith(f"{row.get('topic')}_") else None
        )
        yield _article(
            row["id"], file, row.get("event"), topic, row.get("title") or "", row["text"]
        )


def _article(
    id_: str, file: str, event: str | None, topic: str | None, title: str, text: str
) -> NewsArticle:
    article = Article(id_, title, text.replace("\u00c2\u00a3", "\u00a3"))
    sentences = dict.fromkeys(
        cleaned for s in article.sentences if _is_news(cleaned := " ".join(s.text.split()))
    )
    return NewsArticle(id_, file, event, topic, tuple(sentences))


def _is_news(sentence: str) -> bool:
    """Whether it reads like a sentence or a headline, and not like a caption or a table."""
    letters = sum(character.isalpha() or character == " " for character in sentence)
    return (
        30 <= len(sentence) <= 320
        and letters >= 0.85 * len(sentence)
        and not re.search(r"https?:|www\.|@|[|\\{}<>]|\.\.\.$|\u2026$|\?$", sentence)
        and not re.match(r"(?:REG|Related|Read more|Advertisement|Photo|Image|Click)\b", sentence)
    )


def _is_editable(sentence: str) -> bool:
    """Whether it is a whole sentence with its quotation marks closed."""
    return (
        sentence.endswith(".")
        and sentence[0].isupper()
        and sentence.count('"') % 2 == 0
        and sentence.count("\u201c") == sentence.count("\u201d")
        and sentence.count("(") == sentence.count(")")
        and not re.search(r"\b(?:if|unless|I|my|we|our|you|your)\b", sentence, re.IGNORECASE)
        and len(sentence.split()) <= 45
    )


def generated_pairs(
    articles: Sequence[NewsArticle], seed: int = 0, at_most: int = 40_000
) -> list[Example]:
    """Make pairs whose label is known because of how they were made.

    The three labels are as even, and within each the kinds of edit (the `origin` of
    the example), as the sentences allow.
    """
    articles = sorted(articles, key=lambda a: (a.file, a.id))
    chosen = _sample_sentences(articles, seed)
    docs = {doc.text: doc for doc in parse([sentence for sentence, _ in chosen])}
    material = _Material(docs, dict(chosen))
    pairs = [pair for text in docs for pair in compose(docs[text], *material.edits(text, seed))]
    pairs += _facet_pairs(articles, material, seed)
    matcher = SentenceMatcher(articles)
    pairs += _other_event_pairs(articles, matcher, material, seed)
    pairs += _agreeing_pairs(articles, matcher, material, seed)
    return _balanced(pairs, seed, at_most)


class _Material:
    """What edits draw on: names and phrases of the same file, and parsed sentences."""

    def __init__(self, docs: dict[str, Doc], files: dict[str, str]) -> None:
        self.docs, self._files = docs, files
        self._names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._phrases: dict[str, list[str]] = defaultdict(list)
        for text, doc in docs.items():
            file = files[text]
            for entity in doc.ents:
                if _is_clean_name(entity.text):
                    self._names[file][entity.label_].append(entity.text)
            self._phrases[file] += detail_phrases(doc)

    def edits(self, text: str, seed: int) -> tuple[list[Edit], random.Random]:
        """Return the edits of a parsed sentence and the random state to go on with."""
        rng = random.Random(f"{seed}:{text}")
        file = self._files.get(text, "")
        edits = sentence_edits(self.docs[text], rng, self._names[file], self._phrases[file])
        return edits, rng


def _is_clean_name(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Z][a-z]+(?: [A-Z][a-z]+){0,3}", name))


def _sample_sentences(articles: Sequence[NewsArticle], seed: int) -> list[tuple[str, str]]:
    """Choose sentences, each with its file, from the beginnings of random articles."""
    chosen: dict[str, str] = {}
    for article in random.Random(seed).sample(articles, len(articles)):
        editable = [s for s in article.sentences if _is_editable(s)]
        chosen |= dict.fromkeys(editable[:_SENTENCES_OF_ARTICLE], article.file)
        if len(chosen) >= _SENTENCES_PARSED:
            break
    return sorted(chosen.items())


def _facet_pairs(
    articles: Sequence[NewsArticle], material: _Material, seed: int
) -> Iterator[Example]:
    """Yield two sentences of one article about the same participant that say other things."""
    for article in articles:
        known = [s for s in article.sentences if s in material.docs]
        rng = random.Random(f"{seed}:{article.id}")
        rng.shuffle(known)
        for first, second in zip(known[::2], known[1::2], strict=False):
            one, two = material.docs[first], material.docs[second]
            if _names(one) & _names(two) and _likeness(one, two) < 0.3:
                changed = edited_or_not(second, material.edits(second, seed)[0], rng, 0.5)
                yield _shuffled(first, changed, "neutral", "news_other_facet", rng)


def _other_event_pairs(
    articles: Sequence[NewsArticle], matcher: SentenceMatcher, material: _Material, seed: int
) -> Iterator[Example]:
    """Yield like sentences about different events of one topic."""
    matches = [m for m in matcher.across_events(articles, seed, 0.2) if m.similarity < 0.8]
    for match in _capped(matches, 60, seed):
        rng = random.Random(f"{seed}:{match.first}:{match.second}")
        second = match.second
        if second in material.docs:
            second = edited_or_not(second, material.edits(second, seed)[0], rng, 0.5)
        yield _shuffled(match.first, second, "neutral", "news_other_event", rng)


def _agreeing_pairs(
    articles: Sequence[NewsArticle], matcher: SentenceMatcher, material: _Material, seed: int
) -> Iterator[Example]:
    """Yield two reports of one event that agreed on a fact until one was edited."""
    matches = [
        m
        for m in matcher.within_events(articles, seed, 0.3)
        if m.similarity < 0.97 and _is_editable(m.first) and _is_editable(m.second)
    ]
    matches = _capped(matches, 60, seed)[:_REAL_MATCHES_PARSED]
    missing = sorted({s for m in matches for s in (m.first, m.second)} - material.docs.keys())
    material.docs.update(zip(missing, parse(missing), strict=True))
    for match in matches:
        edits, rng = material.edits(match.first, seed)
        first, second = material.docs[match.first], material.docs[match.second]
        for edit in edits:
            if edit.relation == "clash" and _agree(first, second, edit):
                edited = apply_edits(match.first, [edit])
                origin = f"news_two_reports_{edit.kind}"
                yield _shuffled(edited, match.second, "contradiction", origin, rng)


def _agree(first: Doc, second: Doc, edit: Edit) -> bool:
    """Whether both sentences fill the edited slot with the same value."""
    start, end, _ = edit.changes[0]
    span = first.char_span(start, end)
    if span is None or len(edit.changes) != 1:
        return False
    if edit.kind == "number_changed":
        count = next((c for c in find_counts(first) if c.number == start), None)
        return count is not None and any(
            c.value == count.value and c.token.head.lemma_ == count.token.head.lemma_
            for c in find_counts(second)
        )
    if edit.kind.startswith(("date_weekday", "date_month", "entity_person")):
        return any(
            token.text == span.root.text and _slot(token) == _slot(span.root) for token in second
        )
    return False


def _slot(token: Token) -> tuple[str, str]:
    """Name the place in a sentence that a word fills: how it hangs, on which word."""
    head = token.head.head if token.head.dep_ in ("prep", "agent") else token.head
    return token.dep_, head.lemma_.lower()


def _names(doc: Doc) -> set[str]:
    return {e[-1].text for e in doc.ents if e.label_ in ("PERSON", "ORG", "GPE", "NORP")}


def _likeness(first: Doc, second: Doc) -> float:
    one, two = ({t.lemma_ for t in doc if t.is_alpha and not t.is_stop} for doc in (first, second))
    return len(one & two) / max(1, min(len(one), len(two)))


def _shuffled(first: str, second: str, label: str, origin: str, rng: random.Random) -> Example:
    if rng.random() < 0.5:
        first, second = second, first
    return labelled(first, second, label, origin)


def _balanced(pairs: Sequence[Example], seed: int, at_most: int) -> list[Example]:
    """Take as many of each label, and within a label of each kind, as there are."""
    rng = random.Random(seed)
    taken: list[Example] = []
    unique = {(p.premise, p.hypothesis): p for p in pairs}
    for index in range(len(CLASSES)):
        kinds: dict[Hashable, list[Example]] = defaultdict(list)
        for pair in unique.values():
            if pair.gold[index] == 1.0:
                kinds[pair.origin].append(pair)
        taken += shared_out(kinds, at_most // len(CLASSES), rng)
    rng.shuffle(taken)
    return taken


def _capped(matches: Sequence[Match], each: int, seed: int) -> list[Match]:
    """Take at most `each` matches of every event, in random order."""
    rng = random.Random(seed)
    groups: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        groups[match.event].append(match)
    capped = [
        m
        for event in sorted(groups)
        for m in rng.sample(groups[event], min(each, len(groups[event])))
    ]
    rng.shuffle(capped)
    return capped
