from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.readers.dates import parse_date

MORNING = datetime(2020, 1, 14, 9, 30, tzinfo=UTC)
MIDNIGHT = datetime(2020, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2020-01-14T09:30Z",
        "2020-01-14 09:30",
        "2020-01-14T12:30:00+03:00",
        "Tue, 14 Jan 2020 04:30:00 EST",
        "Tue, 14 Jan 2020 12:30:00 GMT+0300 (MSK)",
        "14 Jan 2020 12:30 MSK",
        "2020-01-14 12:30 UTC+3",
        "January 14, 2020 at 9:30 a.m.",
        "2020-01-14T09:30:00.000000000Z",
        1578994200,
        1578994200.0,
        1578994200000,
        "1578994200",
        1578994200000000,
        1578994200000000000,
        datetime(2020, 1, 14, 9, 30),
        MORNING,
    ],
)
def test_moments(value: Any) -> None:
    assert parse_date(value) == MORNING


@pytest.mark.parametrize(
    "value",
    [
        *("2020-01-14", "20200114", 20200114, "14/01/2020", "01/14/2020", "14 January 2020"),
        *("Jan. 14, 2020", "Tuesday, January 14th, 2020", date(2020, 1, 14), " 2020-01-14 "),
    ],
)
def test_days_are_midnight_utc(value: Any) -> None:
    assert parse_date(value) == MIDNIGHT


def test_of_two_small_numbers_the_month_comes_first() -> None:
    assert parse_date("01/02/2020") == datetime(2020, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("value", [None, float("nan"), "", " ", "NaN", "NaT", "null", "N/A"])
def test_nothing_is_no_date(value: Any) -> None:
    assert parse_date(value) is None


@pytest.mark.parametrize(
    "value",
    [
        *("soon", "Monday", "January 2020", "2020", 2020, "10:30", "14 January", "99/99/2020"),
        *(True, 1e300, float("inf"), -1e30, "0001-01-01", "9999-12-31", "1899-12-31", [2020]),
        *("2101-01-01", "9" * 5000, "2020-01-14" + " " * 200 + "x", {}, "1" * 60, "(" * 70),
    ],
)
def test_what_is_no_date_is_said(value: Any) -> None:
    with pytest.raises(ValueError, match=r"is not a date|is not between"):
        parse_date(value)


def test_the_zone_of_this_machine_is_never_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "XYZ-5")
    time.tzset()
    try:
        assert parse_date("14 Jan 2020 09:30 XYZ") == MORNING
        assert parse_date("14 Jan 2020 09:30") == MORNING
    finally:
        monkeypatch.undo()
        time.tzset()


@given(st.text(max_size=100) | st.integers() | st.floats())
def test_any_value_is_a_date_none_or_a_value_error(value: Any) -> None:
    try:
        moment = parse_date(value)
    except ValueError:
        return
    assert moment is None or (moment.tzinfo is not None and 1900 <= moment.year <= 2100)


ZONES = st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))


@given(st.datetimes(datetime(1901, 1, 1), datetime(2099, 1, 1), timezones=ZONES))
def test_iso_round_trip_keeps_the_offset(moment: datetime) -> None:
    read = parse_date(moment.isoformat())
    assert read == moment
    assert read.utcoffset() == moment.utcoffset()
