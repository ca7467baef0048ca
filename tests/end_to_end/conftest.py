"""What the end-to-end tests share: a demo, devices and browsers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.end_to_end.service import Demo, Demos, browser


@pytest.fixture(scope="session")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demos]:
    """Where `demo` comes from."""
    made = Demos(tmp_path_factory.mktemp("demos"))
    yield made
    made.close()


@pytest.fixture
def demo(demos: Demos) -> Iterator[Demo]:
    """A demo without bots, over a data directory of its own."""
    taken = demos.take()
    yield taken
    demos.give_back(taken)


@pytest.fixture(scope="module")
def play() -> Iterator[Playwright]:
    """Playwright, without any browser of its own."""
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="module")
def browsers(play: Playwright) -> Iterator[list[Browser]]:
    """The Chromiums that the module started: one, and another for each that died."""
    made: list[Browser] = []
    yield made
    for one in made:
        one.close()


@pytest.fixture
def chromium(play: Playwright, browsers: list[Browser]) -> Iterator[Browser]:
    """A Chromium with devices of its own making and no page open; each page in its own context."""
    if not browsers or not browsers[-1].is_connected():
        browsers.append(browser(play))
    yield browsers[-1]
    for context in browsers[-1].contexts:
        context.close()
