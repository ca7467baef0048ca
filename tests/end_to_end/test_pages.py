"""Every page in Chromium: nothing breaks the content policy, axe finds no fault, both languages."""

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.end_to_end.axe import faults, overflow
from tests.end_to_end.service import Demo

PHONE, DESKTOP = (390, 844), (1280, 800)


class Opened:
    """A page and what it complained about."""

    def __init__(self, chromium: Browser, url: str, size: tuple[int, int], lang: str) -> None:
        width, height = size
        context = chromium.new_context(viewport={"width": width, "height": height}, locale=lang)
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(url)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def faults(self) -> list[str]:
        """What axe finds wrong."""
        return faults(self.page)

    def overflow(self) -> int:
        """CSS pixels that the page is wider than the window."""
        return overflow(self.page)


@pytest.mark.timeout(240)
def test_pages_are_sound(demo: Demo, chromium: Browser) -> None:
    demo.command("chair", "open_consultation")
    roles, id = demo.links.roles, demo.links.consultation
    notes = roles["organizer"].url.replace("#", "?tab=text#")
    pages = {
        "start": (f"{demo.links.base}/", "main"),
        "watch": (roles["viewer"].url, '[data-testid="write-opinion"]'),
        "join": (roles["member"].url, '[data-testid="join-button"]'),
        "desk": (roles["organizer"].url, '[data-testid="desk-tab"]'),
        "notes": (notes, '[data-testid="note-text"]'),
        "text": (f"{demo.links.base}/live/{id}/text", "main"),
        "embedded": (f"{demo.links.base}/embed/live/{id}", "tx-player"),
        "embedded wall": (f"{demo.links.base}/embed/wall/{id}", '[data-testid="wall"]'),
    }
    for name, (url, ready) in pages.items():
        for size in (PHONE, DESKTOP):
            opened = Opened(chromium, url, size, "zh-CN")
            expect(opened.page.locator(ready).first).to_be_visible(timeout=20_000)
            assert opened.faults() == [], (name, size)
            assert opened.overflow() <= 0, (name, size)
            assert opened.complaints == [], (name, size)
            opened.page.context.close()


@pytest.mark.timeout(240)
@pytest.mark.parametrize("role", ["member", "chair"])
def test_the_meeting_is_sound(demo: Demo, chromium: Browser, role: str) -> None:
    demo.command("chair", "open_consultation")
    for size in (PHONE, DESKTOP):
        opened = Opened(chromium, demo.links.roles[role].url, size, "zh-CN")
        opened.page.get_by_test_id("join-button").click()
        expect(opened.page.get_by_test_id("meeting")).to_be_visible(timeout=20_000)
        assert opened.faults() == [], size
        assert opened.overflow() <= 0, size
        if role == "member" and size == PHONE:
            a_narrow_phone_has_room_for_its_tools(opened.page)
        if role == "chair" and size == DESKTOP:
            buttons = ("extend-speech", "grant-dialogue", "pause-speech", "revoke-floor")
            assert len({top(opened.page.get_by_test_id(one)) for one in buttons}) == 1
        assert opened.complaints == [], size
        opened.page.context.close()


def top(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["y"]


def a_narrow_phone_has_room_for_its_tools(page: Page) -> None:
    """One row at the foot, the tabs above what they show, and what is left under 更多."""
    page.set_viewport_size({"width": 360, "height": 740})
    tabs = page.get_by_role("tablist")
    for tab, panel in (("议程", "#agenda"), ("意见", "#opinions"), ("发言队列", "#queue")):
        tabs.get_by_role("tab", name=tab).click()
        assert top(page.locator(panel)) > top(tabs), tab
    foot = page.get_by_role("region", name="我的操作")
    box = foot.bounding_box()
    assert box is not None
    assert box["height"] < 90
    page.get_by_role("button", name="更多").click()
    page.get_by_role("dialog").get_by_test_id("request-order").click()
    mine = page.get_by_test_id("queue-row").filter(has_text="程序")
    expect(mine).to_be_visible()
    page.get_by_test_id("withdraw-request").click()
    expect(mine).to_be_hidden()


@pytest.mark.timeout(240)
def test_who_runs_the_meeting_sees_every_line(demo: Demo, chromium: Browser) -> None:
    demo.command("chair", "open_consultation")
    roles = demo.links.roles
    member = Opened(chromium, roles["member"].url, DESKTOP, "zh-CN")
    member.page.get_by_test_id("join-button").click()
    expect(member.page.get_by_test_id("own-line")).to_be_visible(timeout=20_000)
    chair = Opened(chromium, roles["chair"].url, DESKTOP, "zh-CN")
    chair.page.get_by_test_id("join-button").click()
    chair.page.get_by_test_id("connections-open").click(timeout=20_000)
    token = roles["organizer"].url.partition("#")[2]
    desk_url = f"{demo.links.base}/desk/{demo.links.consultation}?tab=lines#{token}"
    for size in (PHONE, DESKTOP):
        desk = Opened(chromium, desk_url, size, "zh-CN")
        for opened in (chair, desk):
            rows = opened.page.get_by_test_id("connection-row")
            expect(rows.filter(has_text="kbit/s").first).to_be_visible(timeout=20_000)
            assert opened.faults() == [], size
            assert opened.overflow() <= 0, size
            assert opened.complaints == [], size
        desk.page.context.close()
    member.page.context.close()
    chair.page.context.close()


def test_english_is_one_press_away_and_stays(demo: Demo, chromium: Browser) -> None:
    opened = Opened(chromium, demo.links.roles["viewer"].url, PHONE, "zh-CN")
    expect(opened.page.get_by_test_id("write-opinion")).to_have_text("发表意见")
    opened.page.get_by_role("button", name="EN").click()
    expect(opened.page.get_by_test_id("write-opinion")).to_have_text("Send an opinion")
    opened.page.reload()
    expect(opened.page.get_by_test_id("write-opinion")).to_have_text("Send an opinion")
    assert opened.page.locator("html").get_attribute("lang") == "en"
