"""Seats, roll call, quorum and must-answer questions, in real Chromium, on desktop and phone."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.end_to_end.service import Demo

DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.timeout(240)


class People:
    """Everybody in a window of their own of one browser without devices."""

    def __init__(self, chromium: Browser, demo: Demo) -> None:
        self._chromium = chromium
        self.demo = demo

    def enter(self, role: str, size: ViewportSize = DESKTOP) -> Page:
        """Somebody in the meeting."""
        page = self._chromium.new_context(viewport=size, locale="zh-CN").new_page()
        page.on("pageerror", lambda error: pytest.fail(f"{role}: {error}"))
        page.goto(self.demo.links.roles[role].url)
        page.get_by_test_id("join-button").click()
        expect(page.get_by_test_id("meeting")).to_be_visible()
        return page


@pytest.fixture
def people(chromium: Browser, demo: Demo) -> People:
    return People(chromium, demo)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_operator_marks_who_sits_where(people: People, size: ViewportSize) -> None:
    people.demo.command("chair", "open_consultation")
    clerk = people.enter("clerk")
    clerk.get_by_test_id("attendance-open").click()
    operator = people.enter("venue", size)
    operator.get_by_test_id("seats-open").click()
    room = operator.get_by_test_id("seat-map")
    expect(room).to_have_attribute("data-venue", "shifeng")
    seats = room.get_by_test_id("seat")
    expect(seats).to_have_count(4)
    box = seats.first.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 48
    for n in (0, 1):  # one tap each
        seats.nth(n).click()
        expect(seats.nth(n)).to_have_attribute("aria-pressed", "true")
    expect(room.get_by_test_id("seat-count")).to_contain_text("在座 2")
    # the clerk sees it at once
    theirs = clerk.locator('[data-venue="shifeng"]').get_by_test_id("seat")
    expect(theirs.nth(1)).to_have_attribute("data-state", "here")
    # somebody came in another's place, and they change seats
    room.get_by_test_id("seat-more").nth(2).click()
    operator.locator('input[name="substitute"]').fill("居民代表乙的家人")
    operator.get_by_test_id("dialog-confirm").click()
    expect(seats.nth(2)).to_contain_text("居民代表乙的家人")
    room.get_by_test_id("seat-more").nth(2).click()
    operator.locator("dialog select").last.select_option("shifeng-4")
    expect(seats.nth(3)).to_contain_text("居民代表乙的家人")
    seats.first.click()
    expect(seats.first).to_have_attribute("data-state", "left")
    # a page loaded again knows it all
    operator.reload()
    operator.get_by_test_id("join-button").click()
    operator.get_by_test_id("seats-open").click()
    expect(operator.get_by_test_id("seat").nth(3)).to_contain_text("居民代表乙的家人")
    # and what the record says can be taken away
    content = people.demo.request("/attendance.csv", "clerk").decode("utf-8-sig")
    line = next(one for one in content.splitlines() if "居民代表乙," in one)
    assert "居民代表乙的家人" in line


def test_a_roll_call_is_answered_on_three_devices(people: People) -> None:
    chair = people.enter("chair")
    member = people.enter("member", PHONE)
    operator = people.enter("venue")
    chair.get_by_test_id("attendance-open").click()
    chair.get_by_test_id("roll-call-start").click()
    member.get_by_test_id("roll-call-answer").click()
    expect(member.get_by_test_id("roll-call")).to_have_attribute("data-state", "answered")
    operator.get_by_test_id("roll-call-seats").click()
    answers = operator.get_by_test_id("seat-map").get_by_test_id("roll-call-answer")
    expect(answers).to_have_count(4)
    answers.first.click()
    expect(answers).to_have_count(3)
    county = chair.get_by_test_id("roll-call-row").and_(chair.locator('[data-level="county"]'))
    expect(county).to_have_attribute("data-answered", "2")
    chair.get_by_test_id("roll-call-end").click()
    expect(member.get_by_test_id("roll-call")).to_have_count(0)
    expect(county).to_have_attribute("data-answered", "2")
    called = county.get_attribute("data-called")
    (call,) = people.demo.json("/minutes.json", "clerk")["attendance"]["roll_calls"]
    (venue,) = (one for one in call["venues"] if one["level"] == "county")
    assert (venue["answered"], str(venue["called"])) == (2, called)


def test_without_a_quorum_the_chair_begins_only_with_a_reason(people: People) -> None:
    people.demo.command(
        "clerk",
        "set_attendance_rules",
        rules={"quorum": {"kind": "number", "amount": 3}, "late_minutes": 5, "early_minutes": 5},
    )
    chair = people.enter("chair")
    member = people.enter("member")
    expect(member.get_by_test_id("quorum")).to_have_attribute("data-met", "false")
    chair.get_by_test_id("open-consultation").click()
    chair.get_by_test_id("waive-reason").fill("其余委员在路上")
    chair.get_by_test_id("dialog-confirm").click()
    expect(chair.get_by_test_id("meeting")).to_have_attribute("data-status", "open")
    people.enter("department")
    expect(member.get_by_test_id("quorum")).to_have_attribute("data-met", "true")
    minutes = people.demo.json("/minutes.json", "clerk")["attendance"]["quorum"]
    assert [(w["reason"], w["present"]) for w in minutes["waived"]] == [("其余委员在路上", 2)]


def test_what_is_done_in_somebodys_place_asks_for_a_reason(people: People) -> None:
    chair, member = people.enter("chair"), people.enter("member", PHONE)
    chair.get_by_test_id("open-consultation").click()
    chair.get_by_test_id("start-item").first.click()
    # off the speaking list, what the member asked for; pressing Esc leaves it there
    people.enter("department").get_by_test_id("request-floor").click()
    member.get_by_test_id("request-floor").click()
    chair.locator('[data-testid="queue-row"][data-place="2"] button[aria-expanded]').click()
    chair.get_by_test_id("remove-request").click()
    chair.keyboard.press("Escape")
    expect(chair.get_by_test_id("queue-row")).to_have_count(2)
    chair.get_by_test_id("remove-request").click()
    chair.get_by_test_id("override-reason").fill("已经讲过")
    chair.keyboard.press("Enter")
    expect(member.get_by_test_id("my-floor")).to_have_attribute("data-state", "ask")
    # a seat: by the word of staff while the room has no line, for a reason once it has
    chair.get_by_test_id("attendance-open").click()
    seats = chair.locator('[data-testid="seat"][data-seat^="shifeng"]')
    seats.first.click()
    expect(seats.first).to_have_attribute("data-state", "here")
    people.enter("venue")
    seats.nth(1).click()
    chair.get_by_test_id("override-reason").fill("看画面确认")
    chair.get_by_test_id("dialog-confirm").click()
    expect(seats.nth(1)).to_have_attribute("data-state", "here")
    overrides = people.demo.json("/minutes.json", "clerk")["overrides"]
    assert [(one["action"], one["reason"]) for one in overrides] == [
        ("withdraw_request", "已经讲过"),
        ("take_seat", "看画面确认"),
    ]


def test_an_item_waits_for_the_departments_or_the_chairs_reason(people: People) -> None:
    chair, department = people.enter("chair"), people.enter("department", PHONE)
    chair.get_by_test_id("open-consultation").click()
    chair.get_by_test_id("start-item").first.click()
    for text in ("验收标准是什么？", "资金怎样落实？"):
        chair.get_by_test_id("put-question").click()
        chair.get_by_test_id("question-text").fill(text)
        boxes = chair.locator('dialog input[name="to"]')
        if not boxes.first.is_checked():
            boxes.first.check()
        chair.get_by_test_id("dialog-confirm").click()
    row = chair.get_by_test_id("must-answer")
    expect(row).to_have_count(2)
    close = chair.get_by_test_id("close-item")
    expect(close).to_have_attribute("aria-disabled", "true")
    expect(chair.locator("#endwhy")).to_contain_text("还有 1 个部门没有应答，不能结束")
    # the first is answered in writing, from a phone
    asked = department.get_by_test_id("asked")
    expect(asked).to_have_count(2)
    asked.first.get_by_test_id("file-reply").click()
    department.get_by_test_id("reply-text").fill("按国家标准验收。")
    department.get_by_test_id("dialog-confirm").click()
    expect(row.first).to_have_attribute("data-state", "written")
    expect(row.first).to_contain_text("已答复（书面）")
    # the second is asked by key, answered and cut short of nothing
    chair.keyboard.press("a")
    expect(row.nth(1)).to_have_attribute("data-state", "answering")
    department.get_by_test_id("start-speech").click()
    department.get_by_test_id("yield-floor").click()
    expect(row.nth(1)).to_have_attribute("data-state", "spoken")
    expect(close).not_to_have_attribute("aria-disabled", "true")
    # a third is not answered at all
    chair.get_by_test_id("put-question").click()
    chair.get_by_test_id("question-text").fill("何时公开？")
    if not chair.locator('dialog input[name="to"]').first.is_checked():
        chair.locator('dialog input[name="to"]').first.check()
    chair.get_by_test_id("dialog-confirm").click()
    expect(close).to_have_attribute("aria-disabled", "true")
    chair.get_by_test_id("waive-answers").click()
    chair.get_by_test_id("waive-reason").fill("会后七日内书面答复")
    chair.get_by_test_id("dialog-confirm").click()
    expect(chair.get_by_test_id("start-item").first).to_be_visible()
    item = people.demo.json("/minutes.json", "clerk")["items"][0]
    assert item["unanswered"]["reason"] == "会后七日内书面答复"
    assert [a["state"] for q in item["questions"] for a in q["answers"]] == [
        "written", "spoken", "asked",
    ]  # fmt: skip
    document = people.demo.request("/minutes.md", "clerk").decode()
    assert re.search("会后七日内书面答复", document)
