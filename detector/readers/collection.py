"""The articles that were read, and what could not be."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, overload

from detector.article import Article, content_id
from detector.detection import Problem


class ArticleCollection(Sequence[Article]):
    """Articles sorted by id, each id once, the same for any order of the inputs.

    Parameters
    ----------
    articles : iterable of Article
        Those that share an id are ordered by what they say; all but the first are renamed
        ``id-2``, ``id-3`` and so on.
    problems : iterable of Problem

    Attributes
    ----------
    problems : tuple of Problem
        Sorted by place.  A rename of an id that was given adds one; an id made from the
        content does not, since copies are found later.
    """

    def __init__(self, articles: Iterable[Article], problems: Iterable[Problem] = ()) -> None:
        unique, renamed = _with_unique_ids(articles)
        self._articles = tuple(sorted(unique, key=lambda article: article.id))
        self.problems: tuple[Problem, ...] = tuple(sorted([*problems, *renamed], key=_problem_key))

    def __len__(self) -> int:
        return len(self._articles)

    @overload
    def __getitem__(self, index: int) -> Article: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Article, ...]: ...

    def __getitem__(self, index: int | slice) -> Article | tuple[Article, ...]:
        return self._articles[index]

    def __repr__(self) -> str:
        return f"<ArticleCollection: {len(self)} articles, {len(self.problems)} problems>"


def _with_unique_ids(articles: Iterable[Article]) -> tuple[list[Article], list[Problem]]:
    by_id: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_id[article.id].append(article)
    taken = set(by_id)
    unique: list[Article] = []
    problems: list[Problem] = []
    for shared, holders in sorted(by_id.items()):
        if len(holders) == 1:
            unique += holders
            continue
        first, *others = sorted(holders, key=_article_key)
        unique.append(first)
        number = 2
        for other in others:
            while (name := f"{shared}-{number}") in taken:
                number += 1
            taken.add(name)
            unique.append(replace(other, id=name))
            if shared != content_id(other.title, other.text) and other.place is not None:
                reason = f"the id {shared!r} is given more than once; this article is now {name!r}"
                problems.append(Problem(other.place, reason, lost=False))
    return unique, problems


def _article_key(article: Article) -> tuple[Any, ...]:
    published = article.published.isoformat() if article.published else ""
    place = article.place
    return (
        content_id(article.title, article.text),
        article.source or "",
        article.url or "",
        published,
        (place.source, place.line or 0, place.entry or 0) if place else ("", 0, 0),
        json.dumps(dict(article.extra), sort_keys=True, default=str),
    )


def _problem_key(problem: Problem) -> tuple[Any, ...]:
    place = problem.place
    return (place.source, place.line or 0, place.entry or 0, problem.reason)
