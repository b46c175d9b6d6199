from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detector.grouping.attribution import AGENCIES, report_of

STORY = "The mill at Storholm burned down, the owner said."


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (f"LONDON (AP) - {STORY}", "AP"),
        (f"LONDON, Jan 5 (Reuters) - {STORY}", "Reuters"),
        (f"New York, Jan. 5, 2020 (Xinhua) -- {STORY}", "Xinhua"),
        (f"(Reuters) \N{EM DASH} {STORY}", "Reuters"),
        (f"AP - {STORY}", "AP"),
        (f"By Agence France-Presse\n{STORY}", "AFP"),
        (f"By JANE DOE, Associated Press\nKYIV, Ukraine (AP) \N{EM DASH} {STORY}", "AP"),
        (f"By Reuters Staff\n{STORY}", "Reuters"),
        (f"{STORY} (Reporting by Jane Doe; Editing by John Roe)", "Reuters"),
        (f"{STORY}\n\nReporting by Jane Doe in Rome; Editing by John Roe\n", "Reuters"),
        (f"{STORY} Associated Press contributed to this report.", "AP"),
        (f"{STORY}\n\N{COPYRIGHT SIGN} 2024 AFP", "AFP"),
        (f"{STORY} Copyright 2024 The Associated Press. All rights reserved.", "AP"),
        (f"{STORY} (with inputs from PTI)", "PTI"),
        (f"{STORY}\n\n--Bloomberg News", "Bloomberg"),
        (f"{STORY} Our Standards: The Thomson Reuters Trust Principles.", "Reuters"),
    ],
)
def test_attributions_are_taken_off_and_named(text: str, agency: str) -> None:
    report = report_of(text)
    assert report.text == STORY
    assert report.agencies == {agency}


@pytest.mark.parametrize(
    "text",
    [
        "The minister told Reuters that the mill would close.",
        "Reporting by the Guardian found that ministers lied.",
        "The U.S. - China row goes on.",
        "AP officials said on Monday that the road was shut.",
        "Copyright 2020 is a film by Ana Lind. It opens on Monday.",
        "Reuters",
        "",
    ],
)
def test_what_the_report_itself_says_is_left(text: str) -> None:
    assert report_of(text) == report_of(text, "Courier")
    assert report_of(text).text == text
    assert report_of(text).agencies == frozenset()


def test_a_dateline_without_an_agency_goes_too() -> None:
    assert report_of(f"NEW YORK - {STORY}").text == STORY


@pytest.mark.parametrize(
    ("source", "agency"),
    [("Reuters", "Reuters"), ("The Associated Press", "AP"), ("AP News", "AP"), ("afp", "AFP")],
)
def test_a_publisher_may_be_an_agency(source: str, agency: str) -> None:
    assert report_of(STORY, source).agencies == {agency}


PIECES = [STORY, "LONDON (AP) - ", "By Reuters\n", "\n", " ", "(AFP)", ". ", "Reporting by A; ",
          "Editing by B", "Copyright ", "contributed to this report.", *AGENCIES]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12))
def test_what_is_left_is_a_stretch_of_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    report = report_of(text)
    assert report.text in text
    assert report.agencies <= set(AGENCIES)
    assert bool(report.text.strip()) == bool(text.strip())
