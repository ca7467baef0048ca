"""One outcome from desk to public page: assigned, replied, not satisfied, replied anew."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.service import Demo
from tests.end_to_end.test_pages import DESKTOP, PHONE, Opened
from tests.support import office

SOON = 15_000
"""Milliseconds that a page is given on a busy machine."""
UNIT = "市生态环境部门"
TEXT = "按月公开二期地块地下水监测数据"

expect.set_options(timeout=SOON)


@pytest.fixture
def pages(demo: Demo, chromium: Browser) -> Iterator[dict[str, Opened]]:
    """The clerk's desk, the department's phone, the author's phone; they close behind the test."""
    demo.command("chair", "open_consultation")
    links, roles = demo.links, demo.links.roles
    inbox = roles["department"].url.replace("#", "/outcomes#")
    made = {
        "clerk": Opened(
            chromium,
            f"{links.base}/desk/{links.consultation}?tab=outcomes#t={roles['clerk'].token}",
            (1440, 900),
            "zh-CN",
        ),
        "department": Opened(chromium, inbox, PHONE, "zh-CN"),
        "author": Opened(chromium, roles["viewer"].url, PHONE, "zh-CN"),
        "public": Opened(chromium, f"{links.base}/outcomes/{links.consultation}", DESKTOP, "zh-CN"),
    }
    yield made
    for opened in made.values():
        opened.page.context.close()


def act(page: Page, name: str, **fields: str) -> None:
    """Press an act, fill what it asks, confirm."""
    page.locator(f'[data-testid="outcome-act"][data-act="{name}"]').click()
    fill(page, **fields)


def fill(page: Page, **fields: str) -> None:
    for key, value in fields.items():
        field = page.locator(f'[data-testid="outcome-field"][data-name="{key}"]')
        choice = field.and_(page.locator(f'[value="{value}"]'))
        if field.first.get_attribute("type") == "radio":
            choice.check()
        else:
            field.fill(value)
    if fields:
        page.get_by_test_id("dialog-confirm").click()


def stage(page: Page, wanted: str, testid: str = "outcome-detail") -> None:
    expect(page.get_by_test_id(testid).first).to_have_attribute("data-stage", wanted)


def appraise(page: Page, **fields: str) -> None:
    page.get_by_test_id("my-opinion").click()
    page.get_by_test_id("appraise").click()
    fill(page, **fields)


@pytest.mark.timeout(120)
def test_an_outcome_to_its_end(demo: Demo, pages: dict[str, Opened]) -> None:
    clerk, department = pages["clerk"].page, pages["department"].page
    author, public = pages["author"].page, pages["public"].page

    author.get_by_test_id("write-opinion").click()
    author.get_by_test_id("opinion-text").fill("希望按月公开地下水的监测数据。")
    author.get_by_test_id("opinion-submit").click()
    author.get_by_test_id("receipt-close").click()
    (opinion,) = demo.json("/opinions", "clerk")["opinions"]
    demo.command("clerk", "publish_opinion", opinion_id=opinion["opinion_id"])
    source = {"kind": "opinion", "id": opinion["opinion_id"]}
    recorded = {"text": TEXT, "unit": UNIT, "due": "2099-12-31", "source": source}
    demo.command("clerk", "record_outcome", **recorded)

    # The clerk files and assigns it, the department signs for it and replies.
    clerk.get_by_test_id("outcome").click()
    stage(clerk, "proposed")
    act(clerk, "file")
    stage(clerk, "filed")
    act(clerk, "assign_outcome", lead=UNIT)
    stage(clerk, "assigned")
    act(clerk, "make_outcome_public")
    department.reload()
    department.get_by_test_id("outcome").click()
    act(department, "sign_for_outcome")
    stage(department, "handling")
    act(department, "reply_outcome", **{"class": "B", "text": "已列入明年计划。"})
    stage(department, "replied")

    # The author is not satisfied, so it is handled anew.
    author.reload()
    appraise(author, appraisal="dissatisfied", comment="没有时间表。")
    stage(author, "handling", "author-outcome")
    author.get_by_test_id("receipt-close").click()
    department.reload()
    department.get_by_test_id("outcome").click()
    expect(department.get_by_test_id("outcome-detail")).to_contain_text("没有时间表")
    table = office.table(("月份", "公开日期"), ("一月", "5 日"))
    department.get_by_test_id("outcome-file-add").set_input_files(
        {"name": "时间表.xlsx", "mimeType": "", "buffer": table}
    )
    expect(department.get_by_test_id("outcome-file")).to_have_text("时间表.xlsx")
    act(department, "reply_outcome", **{"class": "A", "text": "自下月起每月 5 日公开。"})
    stage(department, "replied")
    author.reload()
    appraise(author, appraisal="satisfied")
    stage(author, "appraised", "author-outcome")

    # Everybody reads it, and no page has a fault.
    public.reload()
    stage(public, "appraised", "public-outcome")
    expect(public.get_by_test_id("public-outcome")).to_contain_text("自下月起每月 5 日公开。")
    expect(public.get_by_test_id("public-outcome")).to_contain_text("A 已解决")
    expect(public.get_by_test_id("public-outcome")).not_to_contain_text("没有时间表")
    with public.expect_download() as downloaded:
        public.get_by_test_id("outcome-file").click()
    assert downloaded.value.suggested_filename == "时间表.xlsx"
    assert downloaded.value.path().read_bytes() == table
    stage(clerk, "appraised")
    for name, opened in pages.items():
        assert opened.faults() == [], name
        assert opened.overflow() <= 0, name
        assert opened.complaints == [], name
