"""Interpretation: one member hears the booth above the floor, another has no such track at all."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.end_to_end.service import Demo, until
from tests.end_to_end.test_venue_story import UNRULY, energy, hears_more, hears_nothing

DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 360, "height": 740}
PLAYERS = """
    // What plays sound is in no document: keep hold of it.
    window.players = [];
    const Plain = window.Audio;
    window.Audio = function () { const one = new Plain(); window.players.push(one); return one; };
"""
DUCKED, FULL = 0.15, 1.0

expect.set_options(timeout=20_000)
pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def join(chromium: Browser) -> Any:
    """Opens a link in a context of its own; the microphone beeps without end."""

    def made(url: str, size: ViewportSize = DESK, script: str = "") -> Page:
        context = chromium.new_context(
            viewport=size, locale="zh-CN", permissions=["camera", "microphone"]
        )
        page = context.new_page()
        page.add_init_script(PLAYERS + script)
        page.goto(url)
        page.get_by_test_id("join-button").click()
        page.get_by_test_id("meeting").wait_for()
        return page

    return made


def interpreter(demo: Demo, name: str) -> tuple[str, str]:
    """Puts an interpreter into English on the roster: id and link."""
    venue = demo.json("", "organizer")["venues"][0]["id"]
    body = {"name": name, "role": "interpreter", "venue_id": venue, "interprets_into": "EN"}
    made = demo.json("/invitations", "organizer", body)
    return made["participant_id"], made["url"]


def has_track(page: Page, who: str) -> bool:
    received = page.evaluate("() => window.tongxin.stats()")["received"]
    return any(one["participant"] == who for one in received)


def volumes(page: Page) -> list[float]:
    """Of what plays, to a hundredth, the lowest first."""
    script = "() => window.players.filter((one) => one.srcObject).map((one) => one.volume)"
    return sorted(round(float(volume), 2) for volume in page.evaluate(script))


def test_a_channel_is_heard_by_those_who_chose_it(demo: Demo, join: Any) -> None:
    (wang, wang_url), (li, li_url) = (interpreter(demo, name) for name in ("王译员", "李译员"))
    booth, mate = join(wang_url, script=UNRULY), join(li_url, PHONE)
    listener, other = (
        join(demo.links.roles["member"].url, PHONE),
        join(demo.links.roles["member_municipal"].url),
    )
    until(lambda: volumes(listener) == [FULL])  # of the other member, whose turn it is not

    # Not before the consultation is open; then the booth begins.
    start = booth.get_by_test_id("interpret-start")
    expect(start).to_have_attribute("aria-disabled", "true")
    demo.command("chair", "open_consultation")
    expect(booth.get_by_test_id("booth")).to_have_attribute("data-state", "idle")
    expect(booth.get_by_test_id("camera-toggle")).to_have_count(0)
    start.click()
    expect(booth.get_by_test_id("booth")).to_have_attribute("data-state", "on")
    expect(mate.get_by_test_id("booth")).to_have_attribute("data-state", "mate")

    # One listens to English: the voice comes, the floor goes down. The other has no such track.
    listener.get_by_test_id("listen-choice").select_option("en")
    expect(listener.get_by_test_id("listening")).to_contain_text("王译员正在传译")
    hears_more(listener, wang)
    until(lambda: volumes(listener) == [DUCKED, FULL, FULL])  # and the other of the booth
    assert not has_track(other, wang)
    assert volumes(other) == [FULL]

    # The other of the booth takes over; who was on is told, and silent at once.
    mate.get_by_test_id("interpret-start").click()
    expect(booth.get_by_test_id("booth")).to_have_attribute("data-state", "mate")
    expect(booth.get_by_test_id("interpret-start")).to_contain_text("接替传译")
    expect(booth.get_by_test_id("booth")).to_contain_text("李译员接替了您")
    expect(booth.locator("[aria-live=assertive]")).to_contain_text("李译员接替了您")
    hears_more(listener, li)
    hears_nothing(listener, wang)
    assert energy(other, li) == 0.0
    assert not has_track(other, li)

    # Nobody interprets: the floor is back, and the page says so.
    mate.get_by_test_id("interpret-stop").click()
    expect(listener.get_by_test_id("listening")).to_contain_text("您听到的是原声")
    until(lambda: volumes(listener) == [FULL, FULL, FULL])

    # Remembered over a reload; and given up, the tracks are gone.
    listener.reload()
    listener.get_by_test_id("join-button").click()
    expect(listener.get_by_test_id("listen-choice")).to_have_value("en")
    until(lambda: has_track(listener, wang) and has_track(listener, li))
    listener.get_by_test_id("listen-choice").select_option("")
    until(lambda: not has_track(listener, wang) and not has_track(listener, li))
    for page in (listener, mate):
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]

    events = [one["event"] for one in demo.json("/events?after=0", "chair")["records"]]
    turns = [one for one in events if one["type"].startswith("interpretation_")]
    assert [(one["participant_id"], one.get("reason")) for one in turns] == [
        (wang, None),
        (wang, "relieved"),
        (li, None),
        (li, "stopped"),
    ]
    assert {one["language"] for one in turns} == {"en"}
