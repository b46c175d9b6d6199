"""The story of the product, top to bottom: articles in, groups and disagreements out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import pairwise
from time import perf_counter

from detector import plugins
from detector.article import Article, Place
from detector.contrast.classifier import ContradictionClassifier
from detector.contrast.contraster import Contraster
from detector.contrast.kept import KeptFindings, findings_key
from detector.contrast.scope import foreign_language
from detector.contrast.search import GroupSearch, Readable
from detector.detection import Detection, Disagreement, DuplicateSet, Group, ModelInfo, Problem
from detector.embedding import TextEncoder, VectorCache, embed_articles
from detector.engines import Engine
from detector.grouping import find_duplicates, group_articles, originals_of
from detector.runtimes import choose
from detector.settings import Settings
from detector.version import __version__

logger = logging.getLogger(__name__)

#: Told after each step of a stage: (stage, steps done, steps in all).
Progress = Callable[[str, int, int], None]

#: The stages, in order.
STAGES = ("duplicates", "embedding", "grouping", "contrast")


class Detector:
    """Finds which articles report the same development, and where they disagree.

    Parameters
    ----------
    settings : Settings or None
        None for the defaults, the settings file and the environment.
    progress : callable or None
        Called as ``progress(stage, done, total)`` while work goes on.
    kept : KeptFindings or None
        Where the findings of finished groups are kept, so that a run that is cut short can
        be resumed; the result is the same.

    Attributes
    ----------
    seconds : dict of str to float
        How long each stage of the last run took.

    Examples
    --------
    >>> from detector import Detector, read_articles
    >>> detection = Detector().detect(read_articles("fixtures/articles"))
    >>> for finding in detection.disagreements:
    ...     print(finding.explanation)  # doctest: +SKIP
    """

    def __init__(
        self,
        settings: Settings | None = None,
        progress: Progress | None = None,
        kept: KeptFindings | None = None,
    ) -> None:
        self.settings = settings if settings is not None else Settings.load()
        self.seconds: dict[str, float] = {}
        self._progress = progress or (lambda stage, done, total: None)
        self._kept = kept

    def detect(self, articles: Iterable[Article]) -> Detection:
        """Group the articles and contrast each group.

        Parameters
        ----------
        articles : iterable of Article
            Ids must be unique; the order does not matter.  What `read_articles` returns
            brings its problems along.

        Raises
        ------
        ValueError
            If two articles share an id.
        ModelError
            If a model is absent or damaged, or not of the kind that is needed.
        """
        ordered, problems = self._prepare(articles)
        groups = self._group(ordered)
        findings, met = self._contrast(groups, ordered)
        return self._result(ordered, groups, findings, (*problems, *met))

    def group(self, articles: Iterable[Article]) -> Detection:
        """Find duplicates and groups alone; the result holds no disagreements.

        Raises
        ------
        ValueError
            If two articles share an id.
        ModelError
            If the embedding model is absent or damaged.
        """
        ordered, problems = self._prepare(articles)
        return self._result(ordered, self._group(ordered), [], problems)

    def _prepare(
        self, articles: Iterable[Article]
    ) -> tuple[tuple[Article, ...], tuple[Problem, ...]]:
        ordered = tuple(sorted(articles, key=lambda article: article.id))
        for one, other in pairwise(ordered):
            if one.id == other.id:
                raise ValueError(f"two articles have the id {one.id!r}; ids must be unique")
        self.seconds = {}
        return ordered, tuple(getattr(articles, "problems", ()))

    def _group(self, articles: Sequence[Article]) -> tuple[Group, ...]:
        with self._stage("duplicates"):
            duplicates: Sequence[DuplicateSet] = find_duplicates(
                articles, self.settings.near_duplicate, self._engine
            )
        with self._stage("embedding"):
            vectors = embed_articles(self._encoder, articles, originals_of(articles, duplicates))
        with self._stage("grouping"):
            return group_articles(articles, vectors, duplicates, self.settings, self._engine)

    def _contrast(
        self, groups: Sequence[Group], articles: Sequence[Article]
    ) -> tuple[list[Disagreement], list[Problem]]:
        by_id = {article.id: article for article in articles}
        findings: list[Disagreement] = []
        problems: list[Problem] = []
        shared = [group for group in groups if len(group.article_ids) > 1]
        with self._stage("contrast"):
            read = [_readable([by_id[i] for i in group.article_ids]) for group in shared]
            work = [(group, members) for group, (members, _) in zip(shared, read, strict=True)]
            outcomes = zip(self._outcomes(work), read, strict=True)
            for done, (outcome, (_, foreign)) in enumerate(outcomes, start=1):
                problems += foreign
                if isinstance(outcome, Problem):
                    problems.append(outcome)
                else:
                    findings += outcome
                self._progress("contrast", done, len(work))
        findings.sort(key=lambda finding: (-finding.score, finding.fingerprint))
        return findings, problems

    def _outcomes(self, work: Sequence[Readable]) -> Iterator[list[Disagreement] | Problem]:
        """The findings of each group, from an earlier run where they are kept."""
        if self._kept is None:
            yield from self._search(work)
            return
        keys = [findings_key(*each, self.settings.for_result(), self._models) for each in work]
        kept = [self._kept.get(key) for key in keys]
        missing = [each for each, found in zip(work, kept, strict=True) if found is None]
        searched = self._search(missing)
        for key, found in zip(keys, kept, strict=True):
            outcome = next(searched) if found is None else found
            if found is None and not isinstance(outcome, Problem):
                self._kept.put(key, outcome)
            yield outcome

    def _search(self, work: Sequence[Readable]) -> Iterator[list[Disagreement] | Problem]:
        return self._engine.map_batches(GroupSearch(self._contraster), work, batch_size=1)

    def _result(
        self,
        articles: tuple[Article, ...],
        groups: tuple[Group, ...],
        findings: Sequence[Disagreement],
        problems: tuple[Problem, ...],
    ) -> Detection:
        shown = [
            finding
            for finding in findings
            if self.settings.updates != "hide" or finding.relation != "update"
        ]
        least = self.settings.min_score
        return Detection(
            articles=articles,
            groups=groups,
            disagreements=tuple(f for f in shown if f.score >= least),
            review=tuple(f for f in shown if f.score < least),
            problems=problems,
            settings=self.settings.for_result(),
            models=self._models if "contrast" in self.seconds else (self._encoder.info,),
            version=__version__,
        )

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        self._progress(name, 0, 0)
        started = perf_counter()
        yield
        self.seconds[name] = perf_counter() - started
        logger.info("%s took %.2f s", name, self.seconds[name])

    @cached_property
    def _models(self) -> tuple[ModelInfo, ...]:
        return (self._encoder.info, *self._contraster.models)

    @cached_property
    def _engine(self) -> Engine:
        kind: type[Engine] = plugins.load("detector.engines", self.settings.engine)
        engine: Engine = kind.from_settings(self.settings)
        return engine

    @cached_property
    def _encoder(self) -> TextEncoder:
        cache = None
        if self.settings.cache:
            cache = VectorCache(self.settings.cache_folder, self.settings.cache_megabytes)
        return TextEncoder(
            self.settings.embedding_model,
            engine=self._engine,
            cache=cache,
            batch_size=self.settings.batch_size,
        )

    @cached_property
    def _contraster(self) -> Contraster:
        name = self.settings.inference_model
        classifier = None
        if name != "none":
            # Chosen here, so that all workers of an engine run the model in one way.
            classifier = ContradictionClassifier(
                name, runtime=choose(), batch_size=self.settings.batch_size
            )
        return Contraster(
            self._encoder.encode,
            classifier,
            max_pairs=self.settings.max_pairs_per_group,
            least_score=self.settings.review_score,
        )


def _readable(members: Sequence[Article]) -> tuple[list[Article], list[Problem]]:
    """Part the articles that contrast can read from those in other languages."""
    languages = {article.id: foreign_language(article) for article in members}
    problems = [
        Problem(
            article.place or Place(article.id),
            f"{article.id} seems to be in another language than English "
            f"({languages[article.id]}): grouped, but not searched for disagreements",
            lost=False,
        )
        for article in members
        if languages[article.id]
    ]
    return [article for article in members if not languages[article.id]], problems
