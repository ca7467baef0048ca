"""Captions: by the clerk or a recognizer; everybody reads them, or puts them away."""

import json
import subprocess
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.end_to_end.service import TONGXIN, Demo

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
    keep_a_note(clerk)
    expect(member.get_by_test_id("note")).to_have_count(0)
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


def keep_a_note(clerk: Page) -> None:
    """Beside the item; for staff alone."""
    text, kept = clerk.get_by_test_id("clerk-note-text"), clerk.get_by_test_id("note")
    text.fill("主持人宣布开会")
    text.press("Control+Enter")
    expect(kept).to_contain_text("主持人宣布开会")
    expect(text).to_have_value("")
    text.fill("写到一半")
    kept.get_by_test_id("note-edit").click()
    text.fill("主持人宣布开会，全体起立")
    text.press("Control+Enter")
    expect(kept).to_contain_text("全体起立")
    expect(text).to_have_value("写到一半")


def test_a_recognizer_is_read_in_the_meeting_and_by_the_public(
    chromium: Browser, demo: Demo, person: Any
) -> None:
    desk = chromium.new_context(viewport=DESK, locale="zh-CN").new_page()
    token = demo.links.roles["organizer"].token
    desk.goto(f"{demo.links.base}/desk/{demo.links.consultation}#t={token}")
    desk.locator('[data-testid="desk-tab"][data-tab="prepare"]').click()
    desk.get_by_test_id("port-open").click()
    desk.get_by_test_id("port-name").fill("语音识别")
    desk.get_by_test_id("port-make").click()
    command = desk.get_by_test_id("port-command").input_value()
    assert command.startswith("tongxin captions 'http")
    link = command.split("'")[1]
    demo.command("chair", "open_consultation")
    member = person("member", PHONE)
    watch = chromium.new_context(viewport=PHONE, locale="zh-CN").new_page()
    watch.goto(f"{demo.links.base}/live/{demo.links.consultation}")
    recognizer = subprocess.Popen([TONGXIN, "captions", link], stdin=subprocess.PIPE, text=True)
    try:
        say(recognizer, text="各位", final=False)
        draft, shown = member.get_by_test_id("caption-draft"), member.locator("[data-caption]")
        expect(draft).to_have_text("各位")
        expect(draft).to_have_css("font-style", "italic")
        expect(draft).to_have_attribute("aria-hidden", "true")
        expect(shown).to_have_count(0)
        expect(watch.get_by_test_id("captions")).to_have_count(0)
        say(recognizer, text="各位委员 <b>好</b>")
        expect(shown).to_have_text("各位委员 <b>好</b>")
        expect(draft).to_have_count(0)
        expect(shown).to_have_css("font-style", "normal")
        public = watch.locator("[data-caption]")
        expect(public).to_have_text("各位委员 <b>好</b>")
        picture, below = watch.locator(".player").bounding_box(), public.bounding_box()
        assert picture is not None
        assert below is not None
        assert below["y"] >= picture["y"] + picture["height"]
        assert watch.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
        watch.get_by_test_id("captions-toggle").click()
        expect(public).to_have_count(0)
        assert "各位委员 &lt;b&gt;好&lt;/b&gt;" in demo.request("/captions.zh-CN.vtt").decode()
        expect(desk.get_by_test_id("port-row")).to_contain_text("已使用")
        revoke = desk.get_by_test_id("port-revoke")
        revoke.click()
        revoke.click()
        expect(desk.get_by_test_id("port-row")).to_have_count(0)
        fits_in_english(desk)
        assert recognizer.wait(20) == 1
    finally:
        recognizer.kill()
        recognizer.communicate()


def fits_in_english(desk: Page) -> None:
    """Words are longer then; neither these nor a long list make the page larger than the screen."""
    desk.get_by_role("button", name="English").click()
    close = desk.get_by_test_id("close-consultation")
    expect(close).to_have_text("Close")
    for width in (1280, DESK["width"]):
        desk.set_viewport_size({"width": width, "height": DESK["height"]})
        box = close.bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= width
        size = "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        assert desk.evaluate(size) == [width, DESK["height"]]


def say(recognizer: "subprocess.Popen[str]", **line: Any) -> None:
    assert recognizer.stdin is not None
    recognizer.stdin.write(json.dumps(line) + "\n")
    recognizer.stdin.flush()
