"""Contrast of many groups, of which a strange one must not sink the others."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from detector.article import Article, Place
from detector.contrast.contraster import Contraster
from detector.detection import Disagreement, Group, Problem
from detector.errors import ModelError

logger = logging.getLogger(__name__)

#: A group and those of its articles that can be read.
Readable = tuple[Group, Sequence[Article]]


class GroupSearch:
    """Searches groups, here or in another process.

    Parameters
    ----------
    contraster : Contraster
    """

    def __init__(self, contraster: Contraster) -> None:
        self.contraster = contraster

    def __call__(self, work: Sequence[Readable]) -> list[list[Disagreement] | Problem]:
        """Return the disagreements of each group, or why it could not be searched.

        Raises
        ------
        ModelError
            If a model cannot be used, which no group is to blame for.
        """
        return [self._search(group, members) for group, members in work]

    def _search(self, group: Group, members: Sequence[Article]) -> list[Disagreement] | Problem:
        try:
            return self.contraster.contrast(group, members)
        except ModelError:
            raise
        except Exception as error:
            logger.exception("contrast of group %s failed", group.id)
            return _failure(group, members, error)


def _failure(group: Group, members: Sequence[Article], error: Exception) -> Problem:
    place = members[0].place or Place(members[0].id)
    return Problem(
        place,
        f"group {group.id} of {len(members)} articles was not searched for disagreements: "
        f"{type(error).__name__}: {error}; its articles are kept, please report this",
        lost=False,
    )
