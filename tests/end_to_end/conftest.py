"""Fixtures of the end-to-end tests: a demo, devices, browsers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.end_to_end.service import Demo, browser, running


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    """A demo without bots, over a data directory of its own."""
    with running(tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def play() -> Iterator[Playwright]:
    """Playwright, without any browser of its own."""
    with sync_playwright() as made:
        yield made


@pytest.fixture
def chromium(play: Playwright) -> Iterator[Browser]:
    """A Chromium with devices of its own making: a page each, in a context of its own."""
    made = browser(play)
    yield made
    made.close()
