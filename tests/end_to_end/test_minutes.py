"""The minutes from the clerk's draft to a second version, in the browsers of all who make them."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.end_to_end.service import Demo, until
from tests.sessions.export.test_office_template import template
from web.routes import DOCX

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
ADDED = "会议认为，监测结果应当按月公开。"
PROPOSED = "会议指出，由省里牵头。"

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.timeout(180)


def open_page(chromium: Browser, url: str, size: ViewportSize) -> Page:
    page = chromium.new_context(viewport=size, locale="zh-CN").new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(url)
    return page


def desk(chromium: Browser, demo: Demo, role: str) -> Page:
    token = demo.links.roles[role].token
    url = f"{demo.links.base}/desk/{demo.links.consultation}?tab=minutes#t={token}"
    page = open_page(chromium, url, DESK)
    page.get_by_test_id("minutes-sheet").wait_for()
    return page


def step(page: Page, name: str, **fields: str) -> None:
    """Press a step's button and answer its dialog."""
    page.locator(f'[data-testid="minutes-step"][data-step="{name}"]').click()
    for field, value in fields.items():
        page.get_by_test_id(f"minutes-{field}").fill(value)
    page.get_by_test_id("dialog-confirm").click()


def stage(page: Page, name: str, version: int = 1) -> None:
    steps = page.get_by_test_id("minutes-steps")
    expect(steps).to_have_attribute("data-stage", name)
    expect(steps).to_have_attribute("data-version", str(version))


def markdown(demo: Demo, query: str = "") -> str:
    return demo.request(f"/minutes.md{query}", "clerk").decode()


def hold(demo: Demo) -> dict[str, Any]:
    """A short meeting by its commands; what the clerk sees of it."""
    item = demo.json("", "chair")["agenda"][0]["item"]["id"]
    demo.command("chair", "open_consultation")
    demo.command("chair", "start_item", item_id=item)
    at = int(time.time() * 1000)
    demo.command("clerk", "add_caption", text="现在开会。", started_at=at, ended_at=at)
    demo.command("chair", "close_consultation")
    seen: dict[str, Any] = demo.json("", "clerk")
    return seen


HEADED = template("某市政协文件 {{文号}}", "{{纪要}}", "{{机关}}")


def test_edited_corrected_signed_and_reopened(demo: Demo, chromium: Browser) -> None:
    state = hold(demo)
    clerk = desk(chromium, demo, "clerk")

    # The clerk edits: saved by itself, with its sources and its differences beside it.
    clerk.locator('[data-block="opening"]').click()
    text = clerk.get_by_test_id("minutes-text")
    expect(text).to_be_focused()
    drafted = text.input_value()
    text.fill(drafted + ADDED)
    save = clerk.get_by_test_id("minutes-save")
    expect(save).to_have_attribute("data-state", "unsaved")
    expect(save).to_have_attribute("data-state", "saved")
    expect(clerk.get_by_test_id("minutes-diff").locator("ins")).to_contain_text("监测结果应当")
    expect(clerk.get_by_test_id("minutes-sources").locator("li")).to_have_count(2)
    assert ADDED in markdown(demo)
    clerk.keyboard.press("Escape")
    expect(clerk.locator('[data-block="opening"] .pick')).to_be_focused()

    # Somebody else saves in between: nothing of either text is lost.
    clerk.keyboard.press("Enter")
    text.fill(drafted + ADDED + "我的。")
    demo.command(
        "organizer", "edit_minutes", block="opening", base_revision=1, text=drafted + "别人的。"
    )
    expect(save).to_have_attribute("data-state", "conflict")
    expect(text).to_have_value(drafted + ADDED + "我的。")
    mine = clerk.get_by_test_id("minutes-mine")
    expect(clerk.locator('[data-block="opening"]')).to_have_attribute("data-revision", "2")
    mine.click()
    expect(save).to_have_attribute("data-state", "saved")
    clerk.keyboard.press("Escape")

    # The office's own template says which fields it has; the record leads into the recording.
    own, file = (clerk.get_by_test_id(f"minutes-template{part}") for part in ("", "-file"))
    large = bytes(5 * 1024 * 1024 + 1)
    for name, content, became in (("大.docx", large, "failed"), ("红头.docx", HEADED, "set")):
        file.set_input_files({"name": name, "mimeType": DOCX, "buffer": content})
        expect(own).to_have_attribute("data-state", became)
    expect(own).to_contain_text("红头.docx")
    expect(own).to_contain_text("会填写：文号、机关。")
    clerk.locator('[data-testid="minutes-paper"][data-paper="record"]').click()
    opened = re.compile(rf"/recordings/.+#at={state['opened_at']}&t=")
    expect(clerk.get_by_test_id("timecode").first).to_have_attribute("href", opened)
    clerk.locator('[data-testid="minutes-paper"][data-paper="minutes"]').click()

    # Out to a member, who finds it by the own join link, on a phone.
    clerk.locator('[data-testid="minutes-step"][data-step="circulate"]').click()
    for person in state["participants"]:
        if person["role"] == "member":
            clerk.locator(f'[data-participant="{person["id"]}"]').check()
    clerk.get_by_test_id("dialog-confirm").click()
    stage(clerk, "circulated")
    member = open_page(chromium, demo.links.roles["member"].url, PHONE)
    member.get_by_test_id("minutes-out").click()
    expect(member.get_by_test_id("minutes-clock")).to_have_attribute("data-open", "true")
    member.locator('[data-testid="minutes-propose"][data-block="opening"]').click()
    member.get_by_test_id("minutes-proposal").fill(PROPOSED)
    member.get_by_test_id("dialog-confirm").click()
    correction = member.get_by_test_id("minutes-mine-correction")
    expect(correction).to_have_attribute("data-state", "waiting")
    assert member.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]

    # The clerk accepts; only the chair may approve and sign.
    approve = clerk.locator('[data-testid="minutes-step"][data-step="approve"]')
    expect(approve).to_have_attribute("aria-disabled", "true")
    clerk.get_by_test_id("minutes-accept").click()
    expect(clerk.get_by_test_id("minutes-correction")).to_have_attribute("data-state", "accepted")
    expect(approve).to_have_attribute("aria-disabled", "true")
    chair = desk(chromium, demo, "chair")
    step(chair, "approve", reason="各方都已回复")
    stage(chair, "approved")
    step(chair, "sign", number="第 6 号")
    stage(chair, "signed")
    kept = markdown(demo, "?version=1")
    assert PROPOSED in kept
    assert ADDED not in kept

    # Signed, it changes no more, and says so; the next version leaves it as it is.
    stage(clerk, "signed")
    clerk.locator('[data-block="opening"]').click()
    expect(clerk.get_by_test_id("minutes-text")).to_have_count(0)
    expect(clerk.get_by_test_id("minutes-why")).to_have_text(re.compile("第 6 号"))
    step(clerk, "reopen", reason="日期有误")
    stage(clerk, "draft", 2)
    text.fill("第二版的开头。")
    until(lambda: "第二版的开头。" in markdown(demo))
    assert markdown(demo, "?version=1") == kept
    member.reload()
    expect(member.get_by_test_id("minutes-sheet")).to_contain_text(PROPOSED)
