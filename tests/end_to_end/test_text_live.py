"""The text-and-picture live in Chromium: written on the desk, read without scripts and beside the
livestream, by keyboard.
"""

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, ViewportSize, expect

from tests.end_to_end.service import Demo

PATIENCE = 20_000
"""ms; a busy machine's."""


@pytest.mark.timeout(120)
def test_a_note_reaches_those_without_scripts(demo: Demo, chromium: Browser) -> None:
    base, id = demo.links.base, demo.links.consultation
    token = demo.links.roles["clerk"].url.partition("#")[2]
    desk = chromium.new_page(locale="zh-CN")
    desk.goto(f"{base}/desk/{id}?tab=text#{token}")
    picture = io.BytesIO()
    Image.new("RGB", (1200, 900), (60, 110, 90)).save(picture, "JPEG")
    desk.get_by_test_id("note-text").fill("各会场已经连通 <b>")
    file: FilePayload = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    desk.get_by_test_id("note-choose").set_input_files(file)
    ready = desk.locator('[data-testid="note-picture"][data-state="ready"]')
    expect(ready).to_be_visible(timeout=PATIENCE)
    desk.get_by_test_id("note-post").click()
    expect(desk.get_by_role("alert")).to_contain_text("说明")  # nobody is left without words
    desk.get_by_test_id("note-alt").fill("主会场全景")
    desk.get_by_test_id("note-post").click()
    expect(desk.get_by_test_id("note-row")).to_have_count(1, timeout=PATIENCE)
    desk.context.close()

    phone: ViewportSize = {"width": 360, "height": 740}
    text = chromium.new_context(viewport=phone, java_script_enabled=False).new_page()
    text.goto(f"{base}/live/{id}")
    text.goto(f"{base}/live/{id}/text")
    expect(text.get_by_text("各会场已经连通 <b>")).to_be_visible(timeout=PATIENCE)
    expect(text.get_by_alt_text("主会场全景")).to_be_visible(timeout=PATIENCE)
    text.context.close()

    watch = chromium.new_context(viewport=phone, locale="zh-CN").new_page()
    watch.goto(f"{base}/live/{id}")
    tab = watch.locator('[data-testid="watch-tab"][data-tab="text"]')
    expect(tab).to_be_visible(timeout=PATIENCE)
    tab.focus()
    watch.keyboard.press("Enter")
    expect(tab).to_have_attribute("aria-pressed", "true")
    entry = watch.locator('[data-testid="text-entry"][data-kind="note"]')
    expect(entry).to_contain_text("各会场已经连通 <b>", timeout=PATIENCE)
    watch.context.close()
