"""Findings over time, counted by day, week, month or more, whichever fits a chart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from detector.detection import RELATIONS, Detection, Relation
from detector.reporting.summary import appeared

#: Bars beyond these are too thin to read; the next longer period is taken.
MOST_PERIODS = 40


@dataclass(frozen=True)
class Period:
    """A day, week, month or more, and the number of findings in it by relation."""

    label: str
    counts: dict[Relation, int]

    @property
    def total(self) -> int:
        """All findings of the period."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Bar:
    """Part of a bar: the findings of one relation in one period.

    Attributes
    ----------
    period : Period
    relation : str
    place : int
        Which period, from 0.
    below : int
        Findings of other relations drawn below.
    count : int
        At least 1.
    """

    period: Period
    relation: Relation
    place: int
    below: int
    count: int


@dataclass(frozen=True)
class Chart:
    """Findings over time.

    Attributes
    ----------
    unit : str
        What a period is: ``day``, ``week``, ``month``, ``year``, ``decade`` or ``century``.
    periods : tuple of Period
        Without gaps, in order; empty if no finding has a date.
    """

    unit: str
    periods: tuple[Period, ...]

    @property
    def highest(self) -> int:
        """Most findings in one period, at least 1."""
        return max((period.total for period in self.periods), default=1)

    @property
    def bars(self) -> Iterator[Bar]:
        """The parts of all bars, from the bottom up."""
        for place, period in enumerate(self.periods):
            below = 0
            for relation, count in period.counts.items():
                if count:
                    yield Bar(period, relation, place, below, count)
                    below += count


def findings_over_time(detection: Detection) -> Chart:
    """Count the findings by when the later report appeared, in the shortest fitting periods."""
    dated = [
        (time.date(), finding.relation)
        for finding in detection.disagreements
        if (time := appeared(finding, detection)) is not None
    ]
    days = [day for day, _ in dated]
    unit, number, label = _unit(days)
    counts = Counter((number(day), relation) for day, relation in dated)
    numbers = range(number(min(days)), number(max(days)) + 1) if days else range(0)
    periods = tuple(
        Period(label(at), {relation: counts[at, relation] for relation in RELATIONS})
        for at in numbers
    )
    return Chart(unit, periods)


# How a period is numbered, and what a number is called.  Ordinal 1 is a Monday.
_Unit = tuple[str, Callable[[date], int], Callable[[int], str]]
_UNITS: tuple[_Unit, ...] = (
    ("day", lambda day: day.toordinal(), lambda at: date.fromordinal(at).isoformat()),
    (
        "week",
        lambda day: (day.toordinal() - 1) // 7,
        lambda at: f"week of {date.fromordinal(at * 7 + 1).isoformat()}",
    ),
    (
        "month",
        lambda day: day.year * 12 + day.month - 1,
        lambda at: f"{at // 12:04}-{at % 12 + 1:02}",
    ),
    ("year", lambda day: day.year, lambda at: f"{at:04}"),
    ("decade", lambda day: day.year // 10, lambda at: f"{at:03}0s"),
    ("century", lambda day: day.year // 100, lambda at: f"{at:02}00s"),
)


def _unit(days: Sequence[date]) -> _Unit:
    for unit in _UNITS:
        number = unit[1]
        if not days or number(max(days)) - number(min(days)) < MOST_PERIODS:
            return unit
    return _UNITS[-1]
