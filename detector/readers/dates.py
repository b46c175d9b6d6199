"""Dates as publishers write them, to datetimes with a time zone."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from dateutil import parser

_EARLIEST, _LATEST = 1900, 2100

_NO_DATE = frozenset({"", "nan", "nat", "none", "null", "n/a", "na", "-", "unknown"})

# The longest form in use, "Wednesday, September 30th, 2020 at 12:30:00.000 p.m. +0000",
# is far shorter; a longer value is no date, and not worth the parser's time.
_LONGEST = 80

# Hours east of Greenwich of the zones that RFC 822 and news sites name.  Without them
# dateutil would ask the machine for its own zone's name.
_ZONES = {
    **{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"BST": 1, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3},
    **{"JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13},
}

# Epoch values of this size or more are in milliseconds, microseconds, nanoseconds.
_EPOCH_UNITS = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3), (0.0, 1.0))

# Two days that differ in every part: what is missing in a date shows as a difference.
_DEFAULTS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2001, 2, 2, tzinfo=UTC))


def parse_date(value: Any) -> datetime | None:
    """Read a publication date.

    ISO 8601, RFC 822, seconds (or milli-, micro-, nanoseconds) since 1970 and common
    written forms are known; of ``01/02/2020`` the month comes first.  Without a time zone
    UTC is meant, without a time midnight.

    Parameters
    ----------
    value : str, int, float, date, datetime or None

    Returns
    -------
    datetime or None
        With a time zone of fixed offset; None where nothing is given (NaN, NaT, ``""``).

    Raises
    ------
    ValueError
        If it is no full date, or outside the years 1900 to 2100.
    """
    try:
        moment = _parse(value)
        if moment is None:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        moment = moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta(0)))
    except (ValueError, OverflowError, TypeError, OSError, ArithmeticError) as error:
        raise ValueError(f"{_shown(value)} is not a date; write it as 2020-01-14T09:30Z") from error
    if not _EARLIEST <= moment.year <= _LATEST:
        raise ValueError(f"the date {_shown(value)} is not between {_EARLIEST} and {_LATEST}")
    return moment


def _parse(value: Any) -> datetime | None:
    # `x != x` is true of NaN and NaT alone, whichever library made them.
    if value is None or value != value:
        return None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time(), UTC)
    if isinstance(value, bool):
        raise ValueError("a truth value")
    if isinstance(value, int | float):
        return _from_number(value)
    return _from_text(str(value).strip())


def _from_number(number: float) -> datetime:
    if number == int(number) and re.fullmatch(r"(?:19|20|21)\d{6}", digits := str(int(number))):
        return datetime.strptime(digits, "%Y%m%d").replace(tzinfo=UTC)
    if _EARLIEST <= number <= _LATEST:
        raise ValueError("a year alone")
    if not math.isfinite(number):
        raise ValueError("not finite")
    divisor = next(unit for least, unit in _EPOCH_UNITS if abs(number) >= least)
    return datetime.fromtimestamp(number / divisor, UTC)


def _from_text(text: str) -> datetime | None:
    if text.casefold() in _NO_DATE:
        return None
    if len(text) > _LONGEST:
        raise ValueError("too long")
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        return _from_number(float(text) if "." in text else int(text))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _from_written(text)


def _from_written(text: str) -> datetime:
    # "GMT+3" is read by dateutil as POSIX reads it, west of Greenwich; people mean east.
    text = re.sub(r"\b(?:UTC|GMT)\s*(?=[+-]\d)", "", text)
    text = re.sub(r"\s*\([^)]*\)$", "", text)
    readings = [parser.parse(text, default=day, tzinfos=_zone) for day in _DEFAULTS]
    if readings[0] != readings[1]:
        raise ValueError("day, month or year is missing")
    return readings[0]


def _zone(name: str | None, offset: int | None) -> timezone:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_ZONES.get(name or "", 0)))


def _shown(value: Any) -> str:
    text = str(value)
    return repr(text if len(text) <= _LONGEST else text[:_LONGEST] + "…")
