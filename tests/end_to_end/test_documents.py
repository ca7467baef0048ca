"""A document in a real meeting: attached on the desk, shown, turned for everybody, handed over."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.end_to_end.service import Demo
from tests.support import pdf

pytestmark = [pytest.mark.end_to_end, pytest.mark.timeout(240)]

DESKTOP, PHONE = (1440, 900), (390, 844)
TURN_SECONDS = 0.5
"""From the presenter's press to the page in another browser."""


class Meeting:
    """Pages of one meeting, each in a window of its own; what they complain of is a fault."""

    def __init__(self, demo: Demo, chromium: Browser) -> None:
        self.demo = demo
        self._chromium = chromium
        self.complaints: list[str] = []

    def open(self, url: str, size: tuple[int, int] = DESKTOP) -> Page:
        width, height = size
        context = self._chromium.new_context(
            viewport={"width": width, "height": height}, has_touch=size == PHONE
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        page.goto(url)
        return page

    def join(self, role: str, size: tuple[int, int] = DESKTOP) -> Page:
        page = self.open(self.demo.links.roles[role].url, size)
        page.get_by_test_id("join-button").click(timeout=20_000)
        expect(page.get_by_test_id("meeting")).to_be_visible(timeout=20_000)
        return page

    def desk(self) -> Page:
        links = self.demo.links
        token = links.roles["organizer"].url.partition("#")[2]
        return self.open(f"{links.base}/desk/{links.consultation}?tab=prepare#{token}")


def attach(desk: Page, item: str, name: str, content: bytes) -> None:
    """Choose a file for an agenda item."""
    area = desk.locator(f'[data-testid="document-drop"][data-item="{item}"]')
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    area.locator("input[type=file]").set_input_files(file)


def sees(page: Page, number: int) -> None:
    """The picture of that page is there."""
    picture = page.get_by_test_id("document-page")
    expect(picture).to_have_attribute("data-page", str(number), timeout=10_000)
    expect(picture).to_be_visible()


def test_a_document_from_the_desk_to_every_screen(demo: Demo, chromium: Browser) -> None:
    meeting = Meeting(demo, chromium)
    desk = meeting.desk()
    attach(desk, "briefing", "土壤监测报告.pdf", pdf.typeset(*(f"Page {n}" for n in range(1, 7))))
    row = desk.get_by_test_id("document-row")
    expect(row).to_contain_text("土壤监测报告.pdf", timeout=20_000)
    expect(row).to_contain_text("6 页")
    attach(desk, "questions", "加密.pdf", pdf.locked(pdf.typeset("x"), "pw"))
    failed = desk.locator('[data-testid="upload-row"][data-state="failed"]')
    expect(failed).to_contain_text("设了密码", timeout=20_000)
    meeting.complaints.clear()  # the refusal stands in the console as well

    chair, member = meeting.join("chair"), meeting.join("member")
    demo.command("chair", "open_consultation")
    demo.command("chair", "start_item", item_id="briefing")
    chair.get_by_test_id("document-show").click(timeout=10_000)
    for page in (chair, member):
        sees(page, 1)
    assert chair.get_by_test_id("document").get_attribute("data-mine") == "true"

    # Turned by the presenter, by button and by keys: everybody follows.
    turns: list[tuple[Callable[[], None], int]] = [
        (chair.get_by_test_id("document-next").click, 2),
        (lambda: chair.keyboard.press("PageDown"), 3),
        (lambda: chair.keyboard.press("PageUp"), 2),
    ]
    for press, number in turns:
        press()
        pressed = time.monotonic()
        member.wait_for_function(
            "n => document.querySelector('[data-testid=document-page]').dataset.page === n",
            arg=str(number),
            polling=20,
        )
        took = time.monotonic() - pressed
        print(f"page {number} after {took * 1000:.0f} ms")
        assert took < TURN_SECONDS
        sees(chair, number)
        chair.wait_for_timeout(150)

    # A latecomer on a phone sees the page that is shown, as wide as the screen.
    late = meeting.join("department", PHONE)
    sees(late, 2)
    box = late.get_by_test_id("document").bounding_box()
    assert box is not None
    assert box["width"] >= PHONE[0] - 2

    # Leafing alone turns nothing for others, and one press leads back.
    member.get_by_test_id("document-next").click()
    sees(member, 3)
    sees(chair, 2)
    member.get_by_test_id("document-follow").click()
    sees(member, 2)
    expect(member.get_by_test_id("document-follow")).to_have_count(0)

    # The chair hands it over; then another turns it.
    chair.get_by_test_id("document-hand").select_option("department")
    expect(late.get_by_test_id("document")).to_have_attribute("data-mine", "true")
    expect(chair.get_by_test_id("document")).to_have_attribute("data-mine", "false")
    late.get_by_test_id("document-next").click()
    for page in (late, chair, member):
        sees(page, 3)
    chair.get_by_test_id("document-take").click()
    expect(late.get_by_test_id("document")).to_have_attribute("data-mine", "false")

    chair.get_by_test_id("document-stop").click()
    for page in (chair, member, late):
        expect(page.get_by_test_id("document")).to_have_count(0)
    assert meeting.complaints == []


def test_who_holds_the_floor_shows_the_own_items_document(demo: Demo, chromium: Browser) -> None:
    meeting = Meeting(demo, chromium)
    desk = meeting.desk()
    attach(desk, "briefing", "情况通报.pdf", pdf.typeset("One", "Two"))
    expect(desk.get_by_test_id("document-row")).to_be_visible(timeout=20_000)
    demo.command("chair", "open_consultation")
    demo.command("chair", "start_item", item_id="briefing")
    member, viewer = meeting.join("member"), meeting.open(demo.links.roles["viewer"].url, PHONE)
    tool = member.get_by_test_id("document-tool")
    expect(tool).to_have_attribute("aria-disabled", "true")
    demo.command("chair", "grant_floor", participant_id="member-county")
    expect(tool).not_to_have_attribute("aria-disabled", "true")
    tool.click()
    member.get_by_test_id("document-show").click()
    sees(member, 1)
    shown = viewer.get_by_test_id("watch-document")
    expect(shown).to_have_attribute("data-page", "1", timeout=20_000)
    member.get_by_test_id("document-next").click()
    sees(member, 2)
    expect(shown).to_have_attribute("data-page", "2", timeout=20_000)
    demo.command("chair", "revoke_floor", speech_id=speech(demo))
    expect(member.get_by_test_id("document")).to_have_count(0)
    expect(shown).to_have_count(0, timeout=20_000)
    assert meeting.complaints == []


def speech(demo: Demo) -> str:
    """The speech that lasts."""
    speeches = demo.json("", "clerk")["speeches"]
    return str(next(one["speech_id"] for one in speeches if one["ended"] is None))
