"""Pages of which something was lost on the way, as happens where a network changes meanwhile."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.end_to_end.service import Demo

BARE = "() => [...document.styleSheets].filter((sheet) => !sheet.cssRules.length).length"


def lose(page: Page, pattern: str, times: int = 1) -> list[str]:
    """Lose the first `times` requests for what matches `pattern`; grows by each that is lost."""
    lost: list[str] = []

    def handle(route: Route) -> None:
        if len(lost) < times:
            lost.append(route.request.url)
            route.abort("connectionaborted")
        else:
            route.continue_()

    page.route(re.compile(pattern), handle)
    return lost


@pytest.mark.timeout(90)
@pytest.mark.parametrize(
    ("pattern", "times"),
    [
        (r"/room-[\w-]+\.css$", 1),
        (r"/shared~.*\.css$", 4),
        (r"/room-[\w-]+\.js$", 2),
        (r"/shared~room~wall-[\w-]+\.js$", 2),
        (r"/en-[\w-]+\.js$", 1),
        (r"/api/v1/consultations/\w+$", 1),
    ],
)
def test_what_was_lost_of_a_page_is_fetched_again(
    demo: Demo, chromium: Browser, pattern: str, times: int
) -> None:
    page = chromium.new_page()
    lost = lose(page, pattern, times)
    url = demo.links.roles["member"].url
    page.goto(url.replace("#", "?lang=en#"), wait_until="commit")
    expect(page.get_by_test_id("join-button")).to_be_visible(timeout=20_000)
    assert page.evaluate(BARE) == 0
    assert "Join" in page.get_by_test_id("join-button").inner_text()
    assert len(lost) == times


@pytest.mark.timeout(90)
def test_where_a_file_never_comes_the_page_is_shown_without(demo: Demo, chromium: Browser) -> None:
    page = chromium.new_page()
    lost = lose(page, r"/room-[\w-]+\.css$", 1_000)
    page.goto(demo.links.roles["member"].url, wait_until="commit")
    expect(page.get_by_test_id("join-button")).to_be_visible(timeout=30_000)
    page.wait_for_timeout(3_000)
    assert len(lost) == 7
    expect(page.get_by_test_id("join-button")).to_be_visible()
