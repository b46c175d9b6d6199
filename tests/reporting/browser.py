"""A Chromium for the tests of the page; where there is none they are skipped, but not in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

# A busy machine may take its time; only what never happens fails.
expect.set_options(timeout=30_000)

_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = os.environ.get("DETECTOR_CHROMIUM") or next(
        (found for name in _NAMES if (found := shutil.which(name))), None
    )
    if executable is None:
        message = "no Chromium: run tests/browser.sh, or set DETECTOR_CHROMIUM to its path"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable)
        yield chromium
        chromium.close()
