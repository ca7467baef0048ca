"""What the end-to-end tests share: a demo, devices, browsers, and a second try."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.end_to_end.service import Demo, browser, running

TRIES = 3
"""Browsers, encoders and servers share a machine with the other tests and with whatever else runs
there: one that stood still for a second fails a test that judges time. What is broken fails each
try; the closing line counts the reruns."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what drives whole products try again."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.flaky(reruns=TRIES - 1, reruns_delay=2))


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
