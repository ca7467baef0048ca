"""Before the meeting, in Chromium: a roster from a sheet, links on paper, rules, a rehearsal."""

import io
import os
import sqlite3
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.end_to_end.service import Demo
from tests.end_to_end.test_durability import verify
from tests.end_to_end.test_pages import DESKTOP, PHONE, Opened

PICTURES = os.environ.get("TONGXIN_PICTURES")
"""A folder for pictures of what the tests see, for people."""


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png")


def sheet(template: bytes, rows: list[dict[str, str]]) -> bytes:
    """The downloaded template, filled in."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    for row in rows:
        page.append([row.get(str(heading), "") for heading in headings])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def choose(page: Page, content: bytes, name: str = "名单.xlsx") -> None:
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    page.get_by_test_id("import-file").set_input_files(file)


def stored(data: Path) -> list[tuple[int, str]]:
    """The log as it stands on disk, read past the product."""
    database = data / "record.db"
    with sqlite3.connect(database) as connection:
        return list(connection.execute("SELECT seq, hash FROM records ORDER BY seq"))


@pytest.mark.timeout(240)
def test_from_a_sheet_to_the_meeting(demo: Demo, chromium: Browser, tmp_path: Path) -> None:
    """A filled-in template with faults, mended; links for the new; a code on paper lets one in."""
    desk = demo.links.roles["organizer"].url
    opened = Opened(chromium, desk, DESKTOP, "zh-CN")
    page = opened.page
    page.locator('[data-testid="desk-tab"][data-tab="prepare"]').click()
    page.get_by_test_id("import-open").click()
    with page.expect_download() as started:
        page.get_by_role("button", name="XLSX").click()
    template = Path(started.value.path()).read_bytes()
    venue = demo.json("", "chair")["venues"][-1]
    good = [
        {"姓名": "演示甲", "身份": "委员", "会场": venue["name"], "单位": "环保组织"},
        {"姓名": "演示乙", "身份": "会场操作员", "会场": "新会场", "上级会场": venue["name"],
         "级别": "县", "区划代码": venue["region_code"]},
        {"姓名": "演示丙", "身份": "席位", "会场": "新会场"},
    ]  # fmt: skip
    choose(page, sheet(template, [*good, {"姓名": "=1+1", "身份": "局长", "会场": "没有的会场"}]))
    faulty = page.locator('[data-testid="import-row"][data-row="5"]')
    expect(faulty).to_have_attribute("data-action", "none")
    codes = faulty.locator('[data-testid="import-issue"][data-severity="error"]')
    expect(codes).to_have_count(3)
    expect(page.get_by_test_id("import-apply")).to_have_attribute("aria-disabled", "true")
    picture(page, "import-errors-1280")
    assert opened.faults() == []

    before = demo.json("", "chair")["seq"]
    choose(page, sheet(template, good))
    expect(page.get_by_test_id("import-sum")).to_have_attribute("data-errors", "0")
    expect(page.get_by_test_id("import-sum")).to_have_attribute("data-adds", "3")
    picture(page, "import-good-1280")
    assert demo.json("", "chair")["seq"] == before
    page.get_by_test_id("import-apply").click()
    expect(page.get_by_test_id("roster-row").filter(has_text="演示乙")).to_be_visible()
    expect(page.get_by_test_id("import-file")).to_have_count(0)

    page.get_by_test_id("bulk-open").click()
    new = [one for one in demo.json("", "chair")["participants"] if one["name"].startswith("演示")]
    make = page.get_by_test_id("bulk-make")
    expect(make).to_have_attribute("data-count", "2")
    make.click()
    expect(page.get_by_test_id("bulk-made")).to_have_attribute("data-count", "2")
    picture(page, "bulk-made-1280")
    assert opened.faults() == []
    with page.expect_download() as started:
        page.get_by_test_id("bulk-pdf").click()
    drawn = pypdfium2.PdfDocument(Path(started.value.path()).read_bytes())[0]
    image = drawn.render(scale=150 / 72).to_pil()
    links = [code.text for code in zxingcpp.read_barcodes(image)]
    assert len(links) == 2
    with page.expect_download() as started:
        page.get_by_test_id("bulk-csv").click()
    table = Path(started.value.path()).read_text(encoding="utf-8-sig")
    assert all(link in table for link in links)
    assert opened.complaints == []

    invited = {one["id"] for one in new}
    joined = Opened(chromium, links[0], PHONE, "zh-CN")
    joined.page.get_by_test_id("join-button").click()
    meeting = joined.page.get_by_test_id("meeting")
    expect(meeting).to_be_visible(timeout=20_000)
    assert meeting.get_attribute("data-me") in invited
    expect(page.locator(".standing-links")).to_contain_text("已使用 1 位")

    revoke = page.get_by_test_id("bulk-revoke")
    scope = next(one["venue_id"] for one in new if one["id"] == meeting.get_attribute("data-me"))
    page.get_by_test_id("bulk-scope").select_option(scope)
    revoke.click()
    revoke.click()
    expect(joined.page.get_by_test_id("link-dead")).to_be_visible(timeout=10_000)


@pytest.mark.timeout(240)
def test_rules_deputies_and_questions_are_planned_at_the_desk(
    demo: Demo, chromium: Browser
) -> None:
    """By keyboard where it counts; the chair's console shows the same and changes it."""
    opened = Opened(chromium, demo.links.roles["organizer"].url, DESKTOP, "zh-CN")
    page = opened.page
    page.locator('[data-testid="desk-tab"][data-tab="prepare"]').click()

    page.get_by_test_id("rules-edit").press("Enter")
    save = page.get_by_test_id("rules-save")
    expect(save).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("ArrowDown")
    member = page.locator('[data-testid="role-time"][data-role="member"]')
    member.fill("soon")
    page.get_by_test_id("quota-add").press("Enter")
    expect(page.get_by_test_id("quota-scope")).to_be_focused()
    page.get_by_test_id("quota-scope").select_option("level:municipal")
    page.get_by_test_id("quota-time").fill("20")
    save.click()
    expect(page.get_by_test_id("field-problem")).to_have_attribute("data-field", "role-member")
    expect(member).to_be_focused()
    picture(page, "rules-form-1280")
    assert opened.faults() == []
    member.fill("1:30")
    page.get_by_test_id("quota-time").press("Enter")
    rules = page.get_by_test_id("floor-rules")
    expect(rules).to_have_attribute("data-cut", "automatic")
    expect(rules).to_contain_text("委员 90 秒")
    expect(rules).to_contain_text("市级会场合计")
    expect(page.get_by_test_id("rules-edit")).to_be_focused()

    page.get_by_test_id("deputies-edit").press("Enter")
    add = page.get_by_test_id("deputy-add")
    for who in ("clerk", "member-national"):
        add.select_option(who)
    page.locator('[data-testid="deputy-up"][data-participant="member-national"]').press("Enter")
    page.get_by_test_id("deputies-save").press("Enter")
    deputies = page.get_by_test_id("deputies")
    expect(deputies).to_have_attribute("data-deputies", "member-national clerk")

    item = page.get_by_test_id("item-questions").first
    item.get_by_test_id("question-add").press("Enter")
    expect(page.get_by_test_id("question-text")).to_be_focused()
    item.get_by_test_id("question-send").click()
    assert page.get_by_test_id("field-problem").count() >= 1
    page.get_by_test_id("question-text").fill("治理资金怎样落实？")
    to = page.locator('[data-testid="question-to"][data-participant="department"]')
    to.check()
    picture(page, "question-form-1280")
    assert opened.faults() == []
    item.get_by_test_id("question-send").click()
    expect(item.get_by_test_id("planned-question")).to_contain_text("市生态环境部门")
    picture(page, "planned-1280")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert opened.overflow() <= 0
    assert opened.complaints == []

    english = demo.links.roles["chair"].url.replace("#", "?lang=en#")
    chair = Opened(chromium, english, DESKTOP, "en-US")
    chair.page.get_by_test_id("join-button").click()
    chair.page.get_by_test_id("open-consultation").click()
    chair.page.get_by_test_id("start-item").first.click()
    expect(chair.page.get_by_test_id("must-answer")).to_have_attribute("data-state", "asked")
    close = chair.page.get_by_test_id("close-item")
    expect(close).to_have_attribute("aria-disabled", "true")
    chair.page.get_by_test_id("rules-open").click()
    chair.page.get_by_test_id("rules-edit").click()
    chair.page.get_by_test_id("quota-remove").click()
    picture(chair.page, "console-rules-1280")
    assert chair.faults() == []
    chair.page.get_by_test_id("rules-save").click()
    expect(chair.page.get_by_test_id("floor-rules")).to_have_attribute("data-quotas", "0")
    expect(rules).to_have_attribute("data-quotas", "0", timeout=10_000)

    item.get_by_test_id("question-withdraw").click()
    page.get_by_test_id("withdraw-reason").fill("部门已经书面说明")
    page.get_by_test_id("withdraw-send").click()
    expect(chair.page.get_by_test_id("must-answer")).to_have_count(0)
    assert demo.json("", "chair")["questions"][0]["withdrawn"] == "部门已经书面说明"
    assert chair.complaints == []


@pytest.mark.timeout(240)
def test_a_rehearsal_leaves_nothing(demo: Demo, chromium: Browser) -> None:
    chair = Opened(chromium, demo.links.roles["chair"].url, DESKTOP, "zh-CN")
    member = Opened(chromium, demo.links.roles["member"].url, PHONE, "zh-CN")
    watch = Opened(chromium, demo.links.roles["viewer"].url, PHONE, "zh-CN")
    for opened in (chair, member):
        opened.page.get_by_test_id("join-button").click()
        expect(opened.page.get_by_test_id("meeting")).to_be_visible(timeout=20_000)
    chair.page.wait_for_function("() => document.querySelectorAll('[data-testid=tile]').length > 0")
    chair.page.wait_for_timeout(1500)  # until the links' use is noted
    before, head = stored(demo.data), demo.json("", "chair")["seq"]

    chair.page.get_by_test_id("rehearsal-start").click()
    chair.page.get_by_test_id("dialog-confirm").click()
    for opened in (chair, member):
        expect(opened.page.get_by_test_id("rehearsal-bar")).to_be_visible()
    chair.page.get_by_test_id("open-consultation").click()
    chair.page.get_by_test_id("start-item").first.click()
    member.page.get_by_test_id("request-floor").click()
    chair.page.get_by_test_id("grant-next").click()
    expect(member.page.get_by_test_id("my-floor")).to_have_attribute("data-state", "granted")
    member.page.get_by_test_id("start-speech").click()
    picture(chair.page, "rehearsal-chair-1280")
    picture(member.page, "rehearsal-member-390")
    assert chair.faults() == []
    assert member.faults() == []
    assert member.overflow() <= 0
    expect(watch.page.get_by_test_id("now-item")).to_contain_text("演练中", timeout=10_000)
    expect(watch.page.get_by_test_id("write-opinion")).to_have_count(0)
    picture(watch.page, "rehearsal-watch-390")
    assert demo.json("", "chair")["seq"] > head
    assert stored(demo.data) == before

    end = chair.page.get_by_test_id("rehearsal-end")
    end.click()
    end.click()
    for opened in (chair, member):
        expect(opened.page.get_by_test_id("rehearsal-bar")).to_have_count(0)
        expect(opened.page.get_by_test_id("meeting")).to_have_attribute("data-status", "planned")
        assert opened.complaints == []
    assert demo.json("", "chair")["seq"] == head
    assert stored(demo.data) == before
    chair.page.get_by_test_id("open-consultation").click()
    expect(member.page.get_by_test_id("meeting")).to_have_attribute("data-status", "open")


@pytest.mark.timeout(120)
def test_a_server_killed_in_a_rehearsal_has_the_planned_consultation(
    demo: Demo, chromium: Browser
) -> None:
    member = Opened(chromium, demo.links.roles["member"].url, DESKTOP, "zh-CN")
    member.page.get_by_test_id("join-button").click()
    expect(member.page.get_by_test_id("meeting")).to_be_visible(timeout=20_000)
    member.page.wait_for_timeout(1500)
    before = stored(demo.data)
    demo.command("chair", "start_rehearsal")
    demo.command("chair", "open_consultation")
    expect(member.page.get_by_test_id("meeting")).to_have_attribute("data-status", "open")
    desk = Opened(chromium, demo.links.roles["organizer"].url, PHONE, "zh-CN")
    expect(desk.page.get_by_test_id("rehearsal-bar")).to_be_visible()
    picture(desk.page, "rehearsal-desk-390")
    assert desk.faults() == []
    assert desk.overflow() <= 0
    demo.kill()
    assert stored(demo.data) == before
    assert verify(demo.data).returncode == 0
    demo.start()
    meeting = member.page.get_by_test_id("meeting")
    expect(meeting).to_have_attribute("data-status", "planned", timeout=30_000)
    expect(member.page.get_by_test_id("rehearsal-bar")).to_have_count(0)
    expect(desk.page.get_by_test_id("rehearsal-bar")).to_have_count(0, timeout=30_000)
