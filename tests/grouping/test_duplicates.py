from __future__ import annotations

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detector.article import Article
from detector.grouping import find_duplicates
from detector.grouping.alignment import align
from detector.grouping.shingles import read_words
from tests.grouping.conftest import Newsroom

DAY = datetime(2024, 5, 1, tzinfo=UTC)


def as_articles(texts: list[str]) -> list[Article]:
    return [Article(f"{number:05}", "", text) for number, text in enumerate(texts)]


def test_exact_copies_differ_in_case_and_space_only(newsroom: Newsroom) -> None:
    text = newsroom.write(50)
    articles = [
        Article("late", "Title", text, published=DAY + timedelta(days=1)),
        Article("early", "Another title", text.upper().replace(" ", "\n "), published=DAY),
        Article("other", "Title", newsroom.write(50)),
    ]
    (copies,) = find_duplicates(articles)
    assert (copies.kind, copies.article_ids, copies.similarity) == ("exact", ("early", "late"), 1)


def test_short_bodies_need_equal_titles_too() -> None:
    articles = [
        Article("a", "Storm closes port", "Details soon."),
        Article("b", "Minister resigns", "Details soon."),
        Article("c", "Minister resigns", "Details soon."),
    ]
    assert [copies.article_ids for copies in find_duplicates(articles)] == [("b", "c")]


@pytest.mark.parametrize("words", [35, 400])
@pytest.mark.parametrize("change", ["substitute", "edit", "abridge"])
def test_planted_copies_are_found_and_nothing_else(
    newsroom: Newsroom, words: int, change: str
) -> None:
    changed = {
        "substitute": lambda text: newsroom.substitute(text, 0.15),
        "edit": lambda text: newsroom.edit(text, 0.15),
        "abridge": lambda text: " ".join(text.split()[: round(0.4 * words)]),
    }
    texts = [newsroom.write(words) for _ in range(200)]
    copies = [
        Article(f"{number:05}-copy", "", changed[change](text)) for number, text in enumerate(texts)
    ]
    found = find_duplicates([*as_articles(texts), *copies])
    pairs = {frozenset(each.article_ids) for each in found}
    planted = {frozenset((f"{n:05}", f"{n:05}-copy")) for n in range(200)}
    assert len(pairs & planted) >= 0.98 * len(planted)
    assert len(pairs & planted) >= 0.99 * len(pairs)


@given(seed=st.integers(0, 10**6), threshold=st.sampled_from([0.3, 0.55, 0.8, 1.0]))
@settings(max_examples=30, deadline=None)
def test_nothing_that_reaches_the_threshold_is_missed(seed: int, threshold: float) -> None:
    """The index proposes all that comparing every article with every original would find."""
    newsroom = Newsroom(seed)
    texts = [newsroom.write(newsroom.random.randint(20, 60)) for _ in range(6)]
    texts += [newsroom.edit(newsroom.random.choice(texts), 0.2) for _ in range(8)]
    texts += [" ".join(text.split()[4:]) for text in texts[:4]]
    articles = as_articles(list(dict.fromkeys(texts)))
    found = {
        frozenset((s.article_ids[0], copy))
        for s in find_duplicates(articles, threshold)
        for copy in s.article_ids[1:]
    }
    assert {frozenset(pair) for pair in compared_with_all(articles, threshold)} == found


def compared_with_all(articles: list[Article], threshold: float) -> list[tuple[str, str]]:
    """Link copies to originals by comparing all with all."""
    ordered = sorted(articles, key=lambda a: (-len(a.text), a.id))
    words = read_words([article.text for article in ordered])
    originals: list[int] = []
    links = []
    for number in range(len(ordered)):
        aligned = [(align(words[other], words[number], threshold), other) for other in originals]
        found = [(a.similarity, a.containment, -other) for a, other in aligned if a is not None]
        if found:
            links.append((ordered[-max(found)[2]].id, ordered[number].id))
        else:
            originals.append(number)
    return links


@given(seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_the_order_of_articles_does_not_matter(seed: int) -> None:
    newsroom = Newsroom(seed)
    texts = [newsroom.write(40) for _ in range(5)]
    texts += [newsroom.edit(newsroom.random.choice(texts), 0.15) for _ in range(10)]
    articles = as_articles([*texts, *texts[:3]])
    shuffled = random.Random(seed).sample(articles, len(articles))
    assert find_duplicates(articles) == find_duplicates(shuffled)


def test_copies_do_not_chain(newsroom: Newsroom) -> None:
    """Each version is a copy of the one before, but the last is no copy of the first."""
    versions = [newsroom.write(100)]
    for _ in range(6):
        versions.append(newsroom.edit(versions[-1], 0.2))
    articles = [
        Article(str(n), "", text, published=DAY + timedelta(hours=n))
        for n, text in enumerate(versions)
    ]
    found = find_duplicates(articles)
    assert "6" not in next(each.article_ids for each in found if each.article_ids[0] == "0")
    assert all(each.similarity >= 0.7 for each in found)


def test_a_template_with_other_contents_is_no_copy(newsroom: Newsroom) -> None:
    closing = newsroom.write(25)
    articles = as_articles([f"{newsroom.write(60)} {closing}" for _ in range(300)])
    assert find_duplicates(articles) == ()


def test_the_earliest_is_the_original_else_the_longest(newsroom: Newsroom) -> None:
    text = newsroom.write(80)
    short = " ".join(text.split()[:40])
    undated = [Article("a", "", short), Article("z", "", text)]
    assert find_duplicates(undated)[0].article_ids == ("z", "a")
    dated = [Article("a", "", short, published=DAY), Article("z", "", text)]
    assert find_duplicates(dated)[0].article_ids == ("a", "z")


@pytest.mark.parametrize("rate", [0.0, 0.03])
def test_ten_thousand_copies_are_quick(newsroom: Newsroom, rate: float) -> None:
    text = newsroom.write(40)
    articles = as_articles([newsroom.edit(text, rate) for _ in range(10_000)])
    started = time.process_time()
    found = find_duplicates(articles)
    assert time.process_time() - started < 8
    first = Counter(each.article_ids[0] for each in found for _ in each.article_ids[1:])
    assert max(first.values()) > (5_000 if rate else 9_998)


@pytest.mark.parametrize("texts", [[], [""], ["one"], ["", ""], ["word", "word"]])
def test_hardly_any_text(texts: list[str]) -> None:
    found = find_duplicates(as_articles(texts))
    assert [each.kind for each in found] == ["exact"] * (len(texts) > 1)


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.1, float("nan")])
def test_thresholds_out_of_range(threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold"):
        find_duplicates([], threshold)


WIRE = (
    "The paper mill at Storholm burned down on Monday night, and 37 workers were taken to "
    "hospital, the owner said. The fire began in the drying hall at about ten in the evening. "
    "It took crews from four towns until dawn to put it out, the fire chief Ida Berg said."
)


def test_one_report_under_several_mastheads_is_syndicated() -> None:
    articles = [
        Article("a", "", f"STORHOLM, Jan 5 (Reuters) - {WIRE}", "Courier", published=DAY),
        Article("b", "", f"{WIRE}\n\nReporting by Jane Doe; Editing by John Roe", "Herald"),
        Article("c", "", f"{WIRE.split('. It')[0]}.", "Gazette"),
    ]
    (copies,) = find_duplicates(articles)
    assert (copies.kind, copies.code) == ("syndicated", "DUP104")
    assert copies.article_ids == ("a", "b", "c")
    assert [(each.containment, each.agency) for each in copies.evidence] == [(1, "Reuters")] * 2
    assert [each.similarity == 1 for each in copies.evidence] == [True, False]


def test_an_agency_that_is_the_publisher_is_named() -> None:
    articles = [Article("a", "", WIRE, "AFP"), Article("b", "", WIRE, "Herald")]
    (copies,) = find_duplicates(articles)
    assert (copies.kind, copies.evidence[0].agency) == ("exact", "AFP")


@pytest.mark.parametrize(
    ("source", "attribution"), [("Courier", "(Reuters) - "), ("Herald", "(AFP) - ")]
)
def test_one_outlet_or_two_agencies_do_not_syndicate(source: str, attribution: str) -> None:
    articles = [
        Article("a", "", f"(Reuters) - {WIRE}", "Courier", published=DAY),
        Article("b", "", f"{attribution}{WIRE} More soon.", source),
    ]
    assert [each.kind for each in find_duplicates(articles)] == ["near"]


def test_a_cut_text_is_abridged_and_a_changed_one_near(newsroom: Newsroom) -> None:
    text = newsroom.write(100)
    cut = " ".join(text.split()[:50])
    articles = as_articles([text, cut, newsroom.substitute(text, 0.1)])
    found = find_duplicates(articles)
    assert {(each.kind, each.code) for each in found} == {
        ("abridged", "DUP103"),
        ("near", "DUP102"),
    }
    abridged = found[0].evidence[0]
    assert (abridged.containment, abridged.similarity) == (1, pytest.approx(2 * 50 / 150, abs=1e-4))


def test_the_longest_shared_passage_is_exact() -> None:
    rest = WIRE.removeprefix("The paper mill at Storholm burned down on Monday night, and ")
    text = f"Early on Tuesday a fire was put out. {rest}"
    (copies,) = find_duplicates([Article("a", "", WIRE, published=DAY), Article("b", "", text)])
    passage = copies.evidence[0].passage
    assert passage is not None
    assert text[passage.start : passage.end] == rest.removesuffix(".")


def test_independent_reports_with_one_quote_are_no_copies() -> None:
    quote = '"I do not know how it began, and nobody here does," fire chief Ida Berg said'
    one = (
        f"Crews fought a blaze at a paper mill until dawn on Tuesday. {quote}. The owner, "
        "Translor, has insured the hall, and promised to rebuild it within a year."
    )
    other = (
        f"A mill in Storholm has burned down, with 37 workers hurt. {quote} as police closed "
        "the road. Unions have warned of poor wiring since last spring."
    )
    assert find_duplicates(as_articles([one, other])) == ()


def test_a_few_common_words_in_a_long_text_are_no_copy(newsroom: Newsroom) -> None:
    """Words of a short text stand in a long one in order by chance, its neighbours do not."""
    long = newsroom.write(5000)
    assert find_duplicates(as_articles([long, *(newsroom.write(20) for _ in range(50))])) == ()
