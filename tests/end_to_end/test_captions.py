"""Captions: the clerk writes a line, everybody reads it below the pictures, or puts it away."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.end_to_end.service import Demo

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def person(chromium: Browser, demo: Demo) -> Any:
    def join(role: str, size: ViewportSize) -> Page:
        context = chromium.new_context(
            viewport=size, locale="zh-CN", permissions=["camera", "microphone"]
        )
        page = context.new_page()
        page.goto(demo.links.roles[role].url)
        page.get_by_test_id("join-button").click()
        page.get_by_test_id("meeting").wait_for()
        return page

    return join


def test_a_line_is_read_corrected_and_put_away(demo: Demo, person: Any) -> None:
    clerk, member = person("clerk", DESK), person("member", PHONE)
    line = clerk.get_by_test_id("caption-line")
    expect(line).to_be_disabled()  # not before the meeting
    demo.command("chair", "open_consultation")
    expect(line).to_be_enabled()
    expect(member.get_by_test_id("captions")).to_have_count(0)

    line.fill("各位委员，现在开会")
    line.press("Enter")
    shown = member.locator('[data-testid="captions"] [data-caption]')
    expect(shown).to_have_text("各位委员，现在开会")
    expect(line).to_have_value("")
    line.press("ArrowUp")
    expect(line).to_have_value("各位委员，现在开会")
    line.fill("各位委员，现在开会。")
    line.press("Enter")
    expect(shown).to_have_text("各位委员，现在开会。")
    for text in ("第二行", "第三行"):
        line.fill(text)
        line.press("Enter")
        expect(shown.last).to_have_text(text)
    expect(shown).to_have_text(["第二行", "第三行"])

    picture, below = member.locator(".pair > *").first.bounding_box(), shown.first.bounding_box()
    assert picture is not None
    assert below is not None
    assert below["y"] >= picture["y"] + picture["height"]
    assert member.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    member.get_by_test_id("captions-toggle").click()
    expect(shown).to_have_count(0)
    member.reload()
    member.get_by_test_id("join-button").click()
    expect(member.get_by_test_id("captions-toggle")).to_have_attribute("aria-pressed", "false")
    expect(shown).to_have_count(0)
